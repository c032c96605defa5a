/* SPDX-License-Identifier: MIT */
/* The operations of linked cases and of the same event reported by both parties. */
#include "deviation/deviation.h"

#include "access/access.h"
#include "contract/operations.h"
#include "contract/service.h"
#include "jobs/jobs.h"
#include "statements.h"
#include "base/banned.h"

#define CASES_AT_ONCE "2000"

/* No row: a case that is not to be seen. */
static enum err answer_links(struct call *call, struct db_tx *tx, const char *id)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_run_and_commit(tx, &sql_deviation_links, DB_PARAMS(id), &rows));
	return contract_answer_rows(call, 200, &rows);
}

/* A case that may be read but not linked answers otherwise than one that is not there. */
static enum err require_council(struct call *call, struct db_tx *tx, const char *id)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_run(tx, &sql_deviation_links_standing, DB_PARAMS(id), &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	return db_bool(&rows, 0, 0) ? OK : FAULT(&call->fault, ERR_FORBIDDEN, NULL);
}

enum err op_list_links(struct call *call, const struct list_links_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_deviation_links, DB_PARAMS(arena_i64(call->arena, in->id)),
		   &rows));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_link_deviations(struct call *call, const struct link_deviations_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *id = arena_i64(call->arena, in->id);

	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	TRY(require_council(call, tx, id));
	TRY(db_run(tx, &sql_deviation_link, DB_PARAMS(id, in->number, in->body->kind), &rows));
	if (db_is_null(&rows, 0, 0)) {
		fault_add_field(&call->fault, call->arena, "path:number", "unknown_case", NULL);
		call->fault.err = ERR_UNPROCESSABLE;
		return ERR_UNPROCESSABLE;
	}
	return answer_links(call, tx, id);
}

enum err op_unlink_deviations(struct call *call, const struct unlink_deviations_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *id = arena_i64(call->arena, in->id);

	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	TRY(require_council(call, tx, id));
	TRY(db_run(tx, &sql_deviation_unlink, DB_PARAMS(id, in->number), &rows));
	if (db_is_null(&rows, 0, 0))
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	return answer_links(call, tx, id);
}

enum err op_answer_match(struct call *call, const struct answer_match_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *id = arena_i64(call->arena, in->id);

	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	TRY(db_run(tx, &sql_deviation_answer_match, DB_PARAMS(id, arena_i64(call->arena, in->match_id), in->body->answer), &rows));
	if (!db_bool(&rows, 0, 0))
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	TRY(answer_links(call, tx, id));
	jobs_wake(call->service->jobs);
	return OK;
}

enum err deviation_offer_matches(struct db_pool *db, struct fault *fault, int64_t *ret_offered)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(db, &access_job_scope, fault, &sql_deviation_offer_matches, DB_PARAMS(CASES_AT_ONCE), &rows));
	*ret_offered = db_i64(&rows, 0, 0);
	return OK;
}
