/* SPDX-License-Identifier: MIT */
/* The operations of filing, lists and one case; changes to a case are in treatment.c. */
#include "deviation/deviation.h"

#include <string.h>

#include "access/access.h"
#include "base/number.h"
#include "contract/service.h"
#include "deviation/case_answer.h"
#include "deviation/transitions.h"
#include "jobs/jobs.h"
#include "statements.h"
#include "base/banned.h"

struct intake intake_of(struct call *call)
{
	return (struct intake){
		.arena = call->arena,
		.db = call->db,
		.rules = call->service->rules,
		.fault = &call->fault,
		.scope = &call->actor->scope,
		.person = call->actor->person_text,
		.reporting = call->actor->reporting,
	};
}

enum err op_preview_route(struct call *call, const struct preview_route_input *in)
{
	DB_ROWS_AUTO struct db_rows route = {0};
	const struct intake intake = intake_of(call);

	TRY(intake_preview(&intake, in->body, &route));
	return contract_answer_rows(call, 200, &route);
}

enum err op_validate_deviation(struct call *call, const struct validate_deviation_input *in)
{
	DB_ROWS_AUTO struct db_rows validation = {0};
	struct intake intake = intake_of(call);

	intake.confirmed = call->confirmed;
	TRY(intake_validate(&intake, in->body, &validation));
	return contract_answer_rows(call, 200, &validation);
}

/* Columns 0 and 1 of the receipt: the JSON and the id of the case. The version is that of a new case. */
static enum err answer_receipt(struct call *call, const struct db_rows *receipt)
{
	contract_set_version(call, 1);
	if (receipt->count == 1)
		http_add_header(call->response, "Location",
				arena_printf(call->arena, "/api/v1/deviations/%s", db_text(receipt, 0, 1)));
	return contract_answer_rows(call, 201, receipt);
}

static enum err answer_repeat(struct call *call, const char *key, const char *digest)
{
	DB_ROWS_AUTO struct db_rows receipt = {0};
	int64_t id = 0;

	TRY(idempotency_find(call, call->operation->id, key, digest, &id));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_deviation_receipt,
		   DB_PARAMS(arena_i64(call->arena, id)), &receipt));
	return answer_receipt(call, &receipt);
}

enum err op_submit_deviation(struct call *call, const struct submit_deviation_input *in)
{
	DB_ROWS_AUTO struct db_rows receipt = {0};
	struct intake intake = intake_of(call);

	TRY(access_limit_organisation(call, in->body->reporter_organisation_id));
	intake.idempotency_key = in->idempotency_key;
	intake.request_digest = idempotency_digest(call);
	intake.confirmed = call->confirmed;
	enum err err = intake_file(&intake, in->body, &receipt);
	if (idempotency_is_repeat(err, &call->fault))
		return answer_repeat(call, in->idempotency_key, intake.request_digest);
	TRY(err);
	jobs_wake(call->service->jobs);
	return answer_receipt(call, &receipt);
}

enum err answer_case(struct call *call, int64_t id, int status)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_deviation_get,
		   DB_PARAMS(arena_i64(call->arena, id), transitions_json(call->arena), refusals_json(call->arena)), &rows));
	if (rows.count == 1)
		contract_set_version(call, db_i64(&rows, 0, 1));
	return contract_answer_rows(call, status, &rows);
}

enum err op_get_deviation(struct call *call, const struct get_deviation_input *in)
{
	return answer_case(call, in->id, 200);
}

static enum err list_mine(struct call *call, const struct list_deviations_input *in, const char *below,
			  struct db_rows *ret_rows)
{
	return db_one(call->db, &call->actor->scope, &call->fault, &sql_deviation_list_mine,
		      DB_PARAMS(call->actor->person_text, in->status, below, arena_i64(call->arena, in->limit)), ret_rows);
}

static enum err list_council(struct call *call, const struct list_deviations_input *in, const char *below,
			     struct db_rows *ret_rows)
{
	const struct db_scope *scope = &call->actor->scope;
	const char *council = arena_i64(call->arena, in->council_id);
	const char *rows_max = arena_i64(call->arena, in->limit);

	if (strcmp(in->status, "all") == 0)
		return db_one(call->db, scope, &call->fault, &sql_deviation_list_council,
			      DB_PARAMS(council, below, rows_max), ret_rows);
	if (strcmp(in->status, "closed") == 0)
		return db_one(call->db, scope, &call->fault, &sql_deviation_list_council_closed,
			      DB_PARAMS(council, below, rows_max), ret_rows);
	const char *status = strcmp(in->status, "open") == 0 ? NULL : in->status;
	return db_one(call->db, scope, &call->fault, &sql_deviation_list_council_open,
		      DB_PARAMS(council, below, rows_max, status), ret_rows);
}

static enum err check_list(struct call *call, const struct list_deviations_input *in)
{
	int64_t below = 0;

	if (strcmp(in->view, "council") == 0 && !in->council_id)
		fault_add_field(&call->fault, call->arena, "query:council_id", "needs_council", NULL);
	if (in->cursor && number_read(in->cursor, 1, INT64_MAX, &below) != OK)
		fault_add_field(&call->fault, call->arena, "query:cursor", "bad_cursor", NULL);
	return call->fault.err;
}

/* RFC 8288: the next page as a link, for clients that follow links. */
static void add_next_link(struct call *call, const struct list_deviations_input *in, const char *cursor)
{
	const char *council = in->council_id ? arena_printf(call->arena, "&council_id=%lld", (long long)in->council_id) : "";

	if (cursor)
		http_add_header(call->response, "Link",
				arena_printf(call->arena,
					     "</api/v1/deviations?view=%s%s&status=%s&limit=%lld&cursor=%s>; rel=\"next\"",
					     in->view, council, in->status, (long long)in->limit, cursor));
}

enum err op_list_deviations(struct call *call, const struct list_deviations_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(check_list(call, in));
	if (strcmp(in->view, "mine") == 0)
		TRY(list_mine(call, in, in->cursor, &rows));
	else
		TRY(list_council(call, in, in->cursor, &rows));
	add_next_link(call, in, db_text(&rows, 0, 1));
	return contract_answer_rows(call, 200, &rows);
}
