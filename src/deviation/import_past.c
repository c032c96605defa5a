/* SPDX-License-Identifier: MIT */
#include "deviation/import_past.h"

#include <string.h>

#include "contract/contract.h"
#include "contract/operations.h"
#include "db/db.h"
#include "privacy/privacy.h"
#include "base/banned.h"

/* Of a closing. */
static bool says_outcome(const struct past *past)
{
	return past->feedback_mode || past->resolved_by_dialogue || past->parties_agree;
}

bool past_is_any(const struct past *past)
{
	return past->received_on || past->answered_on || past->closed_on || past->promised_on || past->answer || says_outcome(past);
}

static const char *wrong_with_day(const struct past *past, const char *day, const char *before)
{
	if (strcmp(day, PAST_DAY_BAD) == 0)
		return "bad_date";
	if (strcmp(day, past->today) > 0)
		return "future_date";
	return strcmp(day, before) < 0 ? "date_out_of_order" : NULL;
}

/* Each step on the day of the one before, or later. */
static void check_days(const struct past *past, struct arena *arena, struct fault *fault)
{
	const char *before = past->reported_on && strcmp(past->reported_on, PAST_DAY_BAD) != 0 ? past->reported_on : NULL;
	const struct {
		const char *pointer, *day;
	} steps[] = {
		{"/received_on", past->received_on},
		{"/answered_on", past->answered_on},
		{"/closed_on", past->closed_on},
	};

	if (!before)
		before = past->reported_on ? "" : past->today;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		const char *wrong = steps[i].day ? wrong_with_day(past, steps[i].day, before) : NULL;

		if (wrong)
			fault_add_field(fault, arena, steps[i].pointer, wrong, NULL);
		else if (steps[i].day)
			before = steps[i].day;
	}
	if (past->promised_on && strcmp(past->promised_on, PAST_DAY_BAD) == 0)
		fault_add_field(fault, arena, "/promised_on", "bad_date", NULL);
}

/* Mistakes of days and steps. */
static void past_check(const struct past *past, struct arena *arena, struct fault *fault)
{
	const struct {
		bool broken;
		const char *pointer, *code;
	} complaints[] = {
		{past->closed_on && !past->answer && !past->answered_on, "/answer", "answer_missing"},
		{past->answered_on && !past->answer, "/answer", "missing"},
		{!past->answered_on && (past->answer || past->promised_on), "/answered_on", "missing"},
		{says_outcome(past) && !past->closed_on, "/closed_on", "missing"},
	};

	check_days(past, arena, fault);
	for (size_t i = 0; i < sizeof(complaints) / sizeof(complaints[0]); i++)
		if (complaints[i].broken)
			fault_add_field(fault, arena, complaints[i].pointer, complaints[i].code, NULL);
}

void past_refuse(const struct past *past, struct arena *arena, struct fault *fault)
{
	const struct {
		const char *pointer, *given;
	} fields[] = {
		{"/received_on", past->received_on}, {"/answered_on", past->answered_on}, {"/answer", past->answer},
		{"/closed_on", past->closed_on}, {"/feedback_mode", past->feedback_mode},
		{"/resolved_by_dialogue", past->resolved_by_dialogue}, {"/parties_agree", past->parties_agree}, {"/promised_on", past->promised_on},
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (fields[i].given)
			fault_add_field(fault, arena, fields[i].pointer, "not_when_held", NULL);
}

static const char *copy(struct arena *arena, const struct db_rows *rows, int column)
{
	return db_is_null(rows, 0, column) ? NULL : arena_strdup(arena, db_text(rows, 0, column));
}

/* The answer is read as the body of its operation; what is wrong is told of the line's own field. */
static void name_answer(struct fault *fault)
{
	for (struct field_fault *field = fault->fields; field; field = field->next)
		if (strcmp(field->pointer, "/text") == 0)
			field->pointer = "/answer";
}

/* The body of an operation in a column; NULL when it is wrong. */
static const void *read_body(struct arena *arena, const struct db_rows *rows, int column, const char *operation, struct fault *fault,
			     struct guarded *ret_guarded)
{
	const void *body = NULL;
	enum err err = contract_read_body(arena, contract_operation(operation), db_text(rows, 0, column),
					  (size_t)db_length(rows, 0, column), fault, ret_guarded, &body);

	return err == OK ? body : NULL;
}

/* NULL: it is refused anyway. */
static void read_outcome(const struct new_closing_in *closing, struct past *past)
{
	if (!closing) {
		past->feedback_mode = "";
		return;
	}
	past->feedback_mode = closing->feedback_mode;
	if (closing->resolved_by_dialogue.set)
		past->resolved_by_dialogue = closing->resolved_by_dialogue.value ? "true" : "false";
	past->parties_agree = closing->parties_agree;
}

void past_read(struct arena *arena, const struct db_rows *rows, int column, struct fault *fault, struct past *ret_past)
{
	struct guarded nothing = {0};
	struct past past = {
		.today = copy(arena, rows, column),
		.reported_on = copy(arena, rows, column + 1),
		.received_on = copy(arena, rows, column + 2),
		.answered_on = copy(arena, rows, column + 3),
		.closed_on = copy(arena, rows, column + 4),
		.promised_on = copy(arena, rows, column + 5),
	};

	if (!db_is_null(rows, 0, column + 6)) {
		const struct new_answer_in *answer = read_body(arena, rows, column + 6, "answer_deviation", fault, &past.guarded);
		past.answer = answer ? answer->text : "";
		name_answer(fault);
	}
	if (!db_is_null(rows, 0, column + 7)) {
		const struct new_closing_in *closing = read_body(arena, rows, column + 7, "close_deviation", fault, &nothing);
		read_outcome(closing, &past);
	}
	past_check(&past, arena, fault);
	*ret_past = past;
}

enum err past_guard(struct past *past, bool all_confirmed, struct arena *arena, struct fault *fault)
{
	past->guarded.all_confirmed = all_confirmed;
	enum err err = privacy_guard(fault, arena, &past->guarded, &past->confirmed);
	name_answer(fault);
	return err;
}
