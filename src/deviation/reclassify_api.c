/* SPDX-License-Identifier: MIT */
/* The council that has a case changes how it is classified, and takes that back. What it was filed as is kept by the database. */
#include "deviation/change.h"

#include <string.h>

#include "access/access.h"
#include "contract/operations.h"
#include "contract/service.h"
#include "deviation/case_answer.h"
#include "deviation/intake_store.h"
#include "jobs/jobs.h"
#include "statements.h"
#include "base/banned.h"

/* The case before the change. */
struct classified {
	struct new_deviation_in as; /* what intake looks at: helsefellesskap, parties, day and classification */
	bool has_stay;
};

static const char *copy(struct call *call, const struct db_rows *rows, int column)
{
	return db_is_null(rows, 0, column) ? NULL : arena_strdup(call->arena, db_text(rows, 0, column));
}

static enum err read_classified(struct call *call, const char *id, struct classified *ret_was)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_deviation_classified, DB_PARAMS(id), &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	*ret_was = (struct classified){
		.as = {
			.helsefellesskap = copy(call, &rows, 0),
			.kind = copy(call, &rows, 1),
			.category = copy(call, &rows, 2),
			.phase = copy(call, &rows, 3),
			.patient_group = copy(call, &rows, 4),
			.hph_item = copy(call, &rows, 6),
			.reporter_organisation_id = db_i64(&rows, 0, 7),
			.other_organisation_id = db_i64(&rows, 0, 8),
			.occurred_on = copy(call, &rows, 9),
		},
		.has_stay = db_bool(&rows, 0, 10),
	};
	if (!db_is_null(&rows, 0, 5))
		ret_was->as.agreement_point = (struct opt_i64){.set = true, .value = db_i64(&rows, 0, 5)};
	return OK;
}

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_point(struct opt_i64 a, struct opt_i64 b)
{
	return a.set == b.set && (!a.set || a.value == b.value);
}

/* The case as it is to be, as far as intake looks at it. */
static struct new_deviation_in becomes(const struct classified *was, const struct new_classification_in *body)
{
	struct new_deviation_in report = was->as;

	report.kind = body->kind;
	report.category = body->category;
	report.phase = body->phase;
	report.patient_group = body->patient_group;
	report.agreement_point = body->agreement_point;
	report.hph_item = body->hph_item;
	return report;
}

/* As on filing; but what stays as it was may be a code that is no longer in use. */
static enum err check(const struct intake *intake, const struct classified *was, const struct new_classification_in *body,
		      const struct intake_facts *facts)
{
	const bool is_positive = strcmp(body->kind, "positive") == 0;
	const bool about_patient = is_positive || strcmp(body->kind, "patient") == 0;
	const bool of_users = strcmp(body->kind, "user_representative") == 0;
	const struct complaint complaints[] = {
		/* Who reports makes a report one of a user representative, not what is in it. */
		{of_users != (strcmp(was->as.kind, "user_representative") == 0), "/kind", "kind_of_reporter"},
		{was->has_stay && !about_patient, "/kind", "kind_has_stay"},
		{!facts->category_ok && !same(was->as.category, body->category), "/category", "unknown_code"},
		{!facts->phase_ok && !same(was->as.phase, body->phase), "/phase", "unknown_code"},
		{!facts->patient_group_ok && !same(was->as.patient_group, body->patient_group), "/patient_group", "unknown_code"},
		{!facts->agreement_point_ok && !same_point(was->as.agreement_point, body->agreement_point), "/agreement_point",
		 "not_valid_today"},
		{!facts->hph_item_ok && !same(was->as.hph_item, body->hph_item), "/hph_item", "unknown_code"},
		{body->hph_item && !about_patient, "/hph_item", "not_for_kind"},
		{!body->actual_harm && !is_positive, "/actual_harm", "missing"},
		{!body->potential_harm && !is_positive, "/potential_harm", "missing"},
	};

	intake_complain(intake, complaints, sizeof(complaints) / sizeof(complaints[0]));
	return intake->fault->err;
}

static const char *harm(const char *given)
{
	return given ? given : "none";
}

static enum err store(struct change *change, const struct new_classification_in *body, const struct intake_facts *facts)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct arena *arena = change->call->arena;

	return db_run(change->tx, &sql_deviation_reclassify,
		      DB_PARAMS(change->id, body->kind, body->category, body->phase, body->patient_group,
				body->agreement_point.set ? arena_i64(arena, body->agreement_point.value) : NULL,
				facts->agreement_version, body->hph_item, harm(body->actual_harm), harm(body->potential_harm),
				body->reason, change->call->confirmed),
		      &rows);
}

/* What was done, and where the rules of today would send the case now. */
static enum err answer(struct call *call, const char *id)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *today = NULL;

	TRY(routing_today(call, id, &today));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_deviation_reclassified, DB_PARAMS(id, today), &rows));
	if (rows.count == 1)
		contract_set_version(call, db_i64(&rows, 0, 1));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_set_classification(struct call *call, const struct set_classification_input *in)
{
	CHANGE_AUTO struct change change = {.call = call};
	const struct intake intake = intake_of(call);
	struct classified was = {0};
	struct intake_facts facts = {0};

	/* Read before the lock, which takes a connection; the version says that it is still so. */
	TRY(read_classified(call, arena_i64(call->arena, in->id), &was));
	const struct new_deviation_in report = becomes(&was, in->body);
	TRY(intake_read_facts(&intake, &report, &facts));
	TRY(change_begin(&change, in->id, in->if_match, ACTION_RECLASSIFY));
	TRY(check(&intake, &was, in->body, &facts));
	TRY(store(&change, in->body, &facts));
	TRY(db_commit(change.tx));
	jobs_wake(call->service->jobs);
	return answer(call, change.id);
}

/* Who treats the case is told that there is nothing to take back; who only reads it, that this is not theirs to do. */
static enum err refuse_take_back(struct change *change, int64_t id)
{
	TRY(change_begin(change, id, /* version= */ 0, ACTION_RECLASSIFY));
	return FAULT(&change->call->fault, ERR_CONFLICT, "no_change_to_take_back");
}

enum err op_take_back_classification(struct call *call, const struct take_back_classification_input *in)
{
	CHANGE_AUTO struct change change = {.call = call, .id = arena_i64(call->arena, in->id)};
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &change.tx));
	TRY(db_run(change.tx, &sql_deviation_take_back_classification, DB_PARAMS(change.id), &rows));
	if (!db_bool(&rows, 0, 0)) {
		db_tx_end(&change.tx);
		return refuse_take_back(&change, in->id);
	}
	return change_answer(&change, 200);
}
