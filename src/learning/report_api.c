/* SPDX-License-Identifier: MIT */
/* The operations of the learning report. */
#include <string.h>

#include "access/access.h"
#include "base/number.h"
#include "contract/operations.h"
#include "learning/chart_json.h"
#include "learning/report_charts.h"
#include "learning/report_question.h"
#include "statements.h"
#include "base/banned.h"

#define CHART_JSON_MOST ((size_t)256 * 1024)

enum err op_get_report(struct call *call, const struct get_report_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct report_question question = REPORT_QUESTION(in);

	TRY(report_question_check(call->arena, &call->fault, &question, 2));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_report,
		   DB_PARAMS(in->helsefellesskap, in->from, in->to, question.names, question.values,
			     in->draft ? arena_i64(call->arena, in->draft) : NULL),
		   &rows));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_get_report_table(struct call *call, const struct get_report_table_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct report_question question = REPORT_QUESTION(in);

	TRY(report_question_check(call->arena, &call->fault, &question, 1));
	TRY(report_question_check_table(call->arena, &call->fault, &question, in->rows, in->columns));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_report_table,
		   DB_PARAMS(in->helsefellesskap, in->from, in->to, question.names, question.values, in->rows, in->columns),
		   &rows));
	return contract_answer_rows(call, 200, &rows);
}

static enum err answer_chart(struct call *call, const struct db_rows *rows, enum chart_kind kind)
{
	STR_AUTO struct str json = STR_INIT(CHART_JSON_MOST);
	size_t count = 0;
	const struct chart_point *points = report_chart_points(call->arena, rows, &count);
	const struct chart_options options = {.kind = kind, .not_negative = true};

	str_addf(&json, "{\"denominators\":%s,", db_text(rows, 0, 4));
	chart_add_json(&json, control_chart(call->arena, points, count, &options));
	str_add_char(&json, '}');
	return str_failed(&json) ? FAULT(&call->fault, ERR_INTERNAL, NULL)
				 : contract_answer_json(call, 200, arena_strdup(call->arena, str_text(&json)));
}

enum err op_get_control_chart(struct call *call, const struct get_control_chart_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct report_question question = {.to = in->to, .filters = REPORT_FILTERS_OF(in)};
	enum chart_kind kind = strcmp(in->chart, "run") == 0 ? CHART_RUN : strcmp(in->chart, "u") == 0 ? CHART_U : CHART_XMR;

	TRY(report_question_check(call->arena, &call->fault, &question, 2));
	if (kind == CHART_U && !in->denominator) {
		fault_add_field(&call->fault, call->arena, "query:denominator", "required", NULL);
		return FAULT(&call->fault, ERR_UNPROCESSABLE, NULL);
	}
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_report_months,
		   DB_PARAMS(in->helsefellesskap, in->to, question.names, question.values, in->denominator), &rows));
	return rows.count == 0 ? FAULT(&call->fault, ERR_NOT_FOUND, NULL) : answer_chart(call, &rows, kind);
}

enum err op_list_reports(struct call *call, const struct list_reports_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_reports, DB_PARAMS(in->helsefellesskap), &rows));
	return contract_answer_rows(call, 200, &rows);
}

static enum err answer_version(struct call *call, int status, const struct db_rows *rows)
{
	if (rows->count == 1)
		contract_set_version(call, db_i64(rows, 0, 1));
	return contract_answer_rows(call, status, rows);
}

static enum err answer_report(struct call *call, int status, int64_t id)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_report_version,
		   DB_PARAMS(arena_i64(call->arena, id)), &rows));
	return answer_version(call, status, &rows);
}

enum err op_get_report_version(struct call *call, const struct get_report_version_input *in)
{
	return answer_report(call, 200, in->id);
}

/* Why nothing was asked for: a helsefellesskap that is not theirs, or a half-year that is not over. */
static enum err refuse_request(struct call *call, const char *helsefellesskap)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_report_definition, DB_PARAMS(helsefellesskap),
		   &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	fault_add_field(&call->fault, call->arena, "/half_year", "half_year_not_over", NULL);
	return FAULT(&call->fault, ERR_UNPROCESSABLE, NULL);
}

enum err op_request_report(struct call *call, const struct request_report_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *digest = idempotency_digest(call);
	int64_t report = 0;

	if (!report_half_year_is_one(in->body->half_year)) {
		fault_add_field(&call->fault, call->arena, "/half_year", "not_a_half_year", NULL);
		return FAULT(&call->fault, ERR_UNPROCESSABLE, NULL);
	}
	enum err err = db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_request_report,
			      DB_PARAMS(in->helsefellesskap, in->body->half_year, in->body->what_changed, in->idempotency_key, digest),
			      &rows);
	if (idempotency_is_repeat(err, &call->fault)) {
		TRY(idempotency_find(call, call->operation->id, in->idempotency_key, digest, &report));
		return answer_report(call, 201, report);
	}
	TRY(err);
	if (rows.count == 0)
		return refuse_request(call, in->helsefellesskap);
	return answer_report(call, 201, db_i64(&rows, 0, 0));
}

/* A report locked in the version last seen, and still a draft. */
static enum err lock_draft(struct call *call, struct db_tx *tx, int64_t id, int64_t version)
{
	DB_ROWS_AUTO struct db_rows state = {0};

	TRY(db_run(tx, &sql_learning_report_state, DB_PARAMS(arena_i64(call->arena, id)), &state));
	if (state.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	if (db_i64(&state, 0, 1) != version)
		return FAULT(&call->fault, ERR_PRECONDITION, "version_conflict");
	if (strcmp(db_text(&state, 0, 0), "draft") != 0)
		return FAULT(&call->fault, ERR_CONFLICT, "report_not_draft");
	return OK;
}

enum err op_discard_report(struct call *call, const struct discard_report_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows gone = {0};

	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	TRY(lock_draft(call, tx, in->id, in->if_match));
	TRY(db_run_and_commit(tx, &sql_learning_report_discard, DB_PARAMS(arena_i64(call->arena, in->id)), &gone));
	return contract_answer_empty(call, 204);
}

enum err op_put_report_remarks(struct call *call, const struct put_report_remarks_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows changed = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *id = arena_i64(call->arena, in->id);

	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	TRY(lock_draft(call, tx, in->id, in->if_match));
	TRY(db_run(tx, &sql_learning_report_remark_on, DB_PARAMS(id, call->request->body), &changed));
	if (changed.changed == 0) {
		fault_add_field(&call->fault, call->arena, "/remarks", "unknown_council", NULL);
		return FAULT(&call->fault, ERR_UNPROCESSABLE, NULL);
	}
	TRY(db_run_and_commit(tx, &sql_learning_report_version, DB_PARAMS(id), &rows));
	return answer_version(call, 200, &rows);
}

enum err op_approve_report(struct call *call, const struct approve_report_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows replaced = {0};
	DB_ROWS_AUTO struct db_rows approved = {0};
	DB_ROWS_AUTO struct db_rows announced = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *id = arena_i64(call->arena, in->id);

	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	TRY(lock_draft(call, tx, in->id, in->if_match));
	TRY(db_run(tx, &sql_learning_report_replace, DB_PARAMS(id), &replaced));
	TRY(db_run(tx, &sql_learning_report_approve, DB_PARAMS(id), &approved));
	TRY(db_run(tx, &sql_learning_report_announce, DB_PARAMS(id), &announced));
	TRY(db_run_and_commit(tx, &sql_learning_report_version, DB_PARAMS(id), &rows));
	return answer_version(call, 200, &rows);
}

enum err op_get_report_document(struct call *call, const struct get_report_document_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_report_text,
		   DB_PARAMS(arena_i64(call->arena, in->id)), &rows));
	return contract_answer_rows(call, 200, &rows);
}

static enum err answer_definition(struct call *call, const char *helsefellesskap)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_report_definition, DB_PARAMS(helsefellesskap),
		   &rows));
	return answer_version(call, 200, &rows);
}

enum err op_get_report_definition(struct call *call, const struct get_report_definition_input *in)
{
	return answer_definition(call, in->helsefellesskap);
}

/* Names of an enumeration as an array for the database. */
static const char *array_of(struct arena *arena, const struct string_list *names)
{
	const char *text = "{";

	for (int i = 0; i < names->count; i++)
		text = arena_printf(arena, "%s%s%s", text, i > 0 ? "," : "", names->items[i]);
	return arena_printf(arena, "%s}", text);
}

enum err op_put_report_definition(struct call *call, const struct put_report_definition_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	DB_ROWS_AUTO struct db_rows seen = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_define_report,
		   DB_PARAMS(in->helsefellesskap, arena_i64(call->arena, in->if_match), array_of(call->arena, &in->body->dimensions),
			     array_of(call->arena, &in->body->measures), in->body->note),
		   &rows));
	if (rows.count == 1)
		return answer_definition(call, in->helsefellesskap);
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_report_definition, DB_PARAMS(in->helsefellesskap),
		   &seen));
	return FAULT(&call->fault, seen.count == 1 ? ERR_PRECONDITION : ERR_NOT_FOUND, seen.count == 1 ? "version_conflict" : NULL);
}
