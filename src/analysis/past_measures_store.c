/* SPDX-License-Identifier: MIT */
#include "analysis/analysis.h"

#include <string.h>

#include "access/access.h"
#include "analysis/measure_steps.h"
#include "contract/contract.h"
#include "privacy/privacy.h"
#include "statements.h"
#include "base/banned.h"

/* What is wrong with one is told with its place in the line. */
static enum err tell(struct fault *fault, struct arena *arena, int place, const struct fault *of_one)
{
	for (const struct field_fault *field = of_one->fields; field; field = field->next) {
		const char *name = strcmp(field->pointer, "/responsible_organisation_id") == 0 ? "/responsible_org" : field->pointer;
		fault_add_field(fault, arena, arena_printf(arena, "/measures/%d%s", place, name), field->code, field->value);
	}
	return fault->fields ? fault->err : FAULT(fault, of_one->err, of_one->code);
}

/* The body of an operation in a column, looked through by the guard. */
static enum err read_body(struct arena *arena, const struct db_rows *rows, int row, int column, const char *operation, bool all_confirmed,
			  struct fault *fault, const char **ret_confirmed, const void **ret_body)
{
	struct guarded guarded = {0};

	TRY(contract_read_body(arena, contract_operation(operation), db_text(rows, row, column), (size_t)db_length(rows, row, column),
			       fault, &guarded, ret_body));
	guarded.all_confirmed = all_confirmed;
	return privacy_guard(fault, arena, &guarded, ret_confirmed);
}

/* Columns: measure, phase and effect as the bodies of their operations, the day somebody looked, today. */
static enum err read_one(struct arena *arena, const struct db_rows *rows, int row, bool all_confirmed, struct fault *fault,
			 struct past_measure *one)
{
	const void *body = NULL;
	const char *unguarded = NULL;

	TRY(read_body(arena, rows, row, 0, "add_measure", all_confirmed, fault, &one->confirmed[0], &body));
	one->measure = body;
	TRY(read_body(arena, rows, row, 1, "move_measure", all_confirmed, fault, &unguarded, &body));
	one->phase = body;
	const char *wrong = measure_done_day_wrong(one->phase->phase, one->phase->done_on, db_text(rows, row, 4));
	if (wrong)
		fault_add_field(fault, arena, "/done_on", wrong, NULL);
	if (!db_is_null(rows, row, 2)) {
		TRY(read_body(arena, rows, row, 2, "evaluate_measure", all_confirmed, fault, &one->confirmed[1], &body));
		one->effect = body;
		if (!measure_phase_is_done(one->phase->phase))
			fault_add_field(fault, arena, "/effect", "measure_not_done", NULL);
	}
	one->effect_on = db_is_null(rows, row, 3) ? NULL : arena_strdup(arena, db_text(rows, row, 3));
	return fault->fields ? fault->err : OK;
}

enum err past_measures_read(struct db_pool *db, struct arena *arena, const char *line, const char *helsefellesskap,
			    bool all_confirmed, bool none, struct fault *fault, struct past_measures *ret_measures)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	if (!strstr(line, "\"measures\""))
		return OK;
	TRY(db_one(db, &access_job_scope, fault, &sql_analysis_past_measures, DB_PARAMS(line, helsefellesskap), &rows));
	if (none || rows.count > PAST_MEASURES_MAX)
		fault_add_field(fault, arena, "/measures", none ? "not_when_held" : "too_many_items", none ? NULL : arena_i64(arena, PAST_MEASURES_MAX));
	if (fault->fields)
		return fault->err;
	for (int row = 0; row < rows.count; row++) {
		struct fault of_one = {0};
		if (read_one(arena, &rows, row, all_confirmed, &of_one, &ret_measures->items[row]) != OK)
			return tell(fault, arena, row, &of_one);
	}
	ret_measures->count = rows.count;
	return OK;
}

static enum err store_one(struct db_tx *tx, struct arena *arena, const struct past_measure *one, const char *deviation)
{
	DB_ROWS_AUTO struct db_rows stored = {0};
	DB_ROWS_AUTO struct db_rows entered = {0};
	const struct new_measure_in *measure = one->measure;

	for (int i = 0; i < 2; i++)
		TRY(privacy_record_confirmed(tx, deviation, one->confirmed[i], /* internal= */ false));
	TRY(db_run(tx, &sql_analysis_past_measure,
		   DB_PARAMS(deviation, measure->text, measure->strength, measure->severity, measure->benefit, measure->resource,
			     arena_i64(arena, measure->responsible_organisation_id), measure->due_on,
			     measure->effect_months.set ? arena_i64(arena, measure->effect_months.value) : NULL, one->phase->phase,
			     measure_phase_is_done(one->phase->phase) ? "true" : "false", one->phase->done_on,
			     one->effect ? one->effect->effect : NULL, one->effect ? one->effect->note : NULL, one->effect_on),
		   &stored));
	return db_run(tx, &sql_analysis_measure_in_history, DB_PARAMS(db_text(&stored, 0, 0), "measure_added"), &entered);
}

enum err past_measures_store(struct db_tx *tx, struct arena *arena, const struct past_measures *measures, const char *deviation)
{
	for (int i = 0; i < measures->count; i++)
		TRY(store_one(tx, arena, &measures->items[i], deviation));
	return OK;
}
