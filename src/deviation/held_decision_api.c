/* SPDX-License-Identifier: MIT */
/* The operations of the secretariat on reports that came without an account: see, confirm, reject. */
#include "deviation/deviation.h"

#include <string.h>

#include "access/access.h"
#include "base/number.h"
#include "contract/service.h"
#include "jobs/jobs.h"
#include "privacy/privacy.h"
#include "statements.h"
#include "base/banned.h"

enum err op_list_held_reports(struct call *call, const struct list_held_reports_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	int64_t behind = 0;

	if (in->cursor && number_read(in->cursor, 1, INT64_MAX, &behind) != OK)
		fault_add_field(&call->fault, call->arena, "query:cursor", "bad_cursor", NULL);
	TRY(call->fault.err);
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_deviation_list_held,
		   DB_PARAMS(in->view, in->cursor, arena_i64(call->arena, in->limit)), &rows));
	if (db_text(&rows, 0, 1))
		http_add_header(call->response, "Link",
				arena_printf(call->arena, "</api/v1/held-reports?view=%s&limit=%lld&cursor=%s>; rel=\"next\"",
					     in->view, (long long)in->limit, db_text(&rows, 0, 1)));
	return contract_answer_rows(call, 200, &rows);
}

static enum err answer_held(struct call *call, int64_t id)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_deviation_get_held,
		   DB_PARAMS(arena_i64(call->arena, id)), &rows));
	if (rows.count == 1)
		contract_set_version(call, db_i64(&rows, 0, 1));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_get_held_report(struct call *call, const struct get_held_report_input *in)
{
	return answer_held(call, in->id);
}

/* The text of a report that may still be decided, as it was when the secretariat saw it. In the arena. */
static enum err read_text(struct call *call, int64_t id, int64_t version, const char **ret_text)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_deviation_held_text,
		   DB_PARAMS(arena_i64(call->arena, id)), &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	if (db_i64(&rows, 0, 1) != version)
		return FAULT(&call->fault, ERR_PRECONDITION, "version_conflict");
	if (db_is_null(&rows, 0, 0))
		return FAULT(&call->fault, ERR_CONFLICT, "held_decided");
	*ret_text = arena_strdup(call->arena, db_text(&rows, 0, 0));
	return OK;
}

/* The case belongs to nobody with an account, so it is filed in nobody's scope, as an import is. */
static enum err file_held(struct call *call, const struct held *held, const char *text, struct db_rows *ret_receipt)
{
	const void *body = NULL;
	struct guarded guarded = {0};
	struct intake intake = {
		.arena = call->arena,
		.db = call->db,
		.rules = call->service->rules,
		.fault = &call->fault,
		.scope = &access_job_scope,
		.held = held,
	};

	TRY(contract_read_body(call->arena, contract_operation("submit_deviation"), text, strlen(text), &call->fault, &guarded,
			       &body));
	/* The guard may have learnt something since; what was confirmed then stands in the text that was sent. */
	TRY(privacy_guard(&call->fault, call->arena, &guarded, &intake.confirmed));
	return intake_file(&intake, body, ret_receipt);
}

enum err op_confirm_held_report(struct call *call, const struct confirm_held_report_input *in)
{
	DB_ROWS_AUTO struct db_rows receipt = {0};
	const char *text = NULL;
	const struct held held = {
		.id = arena_i64(call->arena, in->id),
		.version = arena_i64(call->arena, in->if_match),
		.confirmed_by = call->actor->person_text,
	};

	TRY(read_text(call, in->id, in->if_match, &text));
	TRY(file_held(call, &held, text, &receipt));
	jobs_wake(call->service->jobs);
	contract_set_version(call, 1);
	http_add_header(call->response, "Location",
			arena_printf(call->arena, "/api/v1/deviations/%s", db_text(&receipt, 0, 1)));
	return contract_answer_rows(call, 201, &receipt);
}

enum err op_reject_held_report(struct call *call, const struct reject_held_report_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *text = NULL;

	TRY(read_text(call, in->id, in->if_match, &text));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_deviation_reject_held,
		   DB_PARAMS(arena_i64(call->arena, in->id), arena_i64(call->arena, in->if_match), in->body->reason,
			     in->body->text),
		   &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_CONFLICT, "held_decided");
	jobs_wake(call->service->jobs);
	return answer_held(call, in->id);
}
