/* SPDX-License-Identifier: MIT */
/* The operations of erasing a case: one person asks, another decides, both having proved lately who they are. */
#include "access/access.h"
#include "contract/operations.h"
#include "statements.h"
#include "base/banned.h"

enum err op_request_erasure(struct call *call, const struct request_erasure_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows made = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(access_require_recent(call));
	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	TRY(db_run(tx, &sql_audit_request_erasure,
		   DB_PARAMS(arena_i64(call->arena, in->id), in->body->legal_basis, in->body->decision), &made));
	TRY(db_run_and_commit(tx, &sql_audit_erasure, DB_PARAMS(db_text(&made, 0, 0)), &rows));
	return contract_answer_rows(call, 201, &rows);
}

enum err op_decide_erasure(struct call *call, const struct decide_erasure_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows decided = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *id = arena_i64(call->arena, in->id);

	TRY(access_require_recent(call));
	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	TRY(db_run(tx, &sql_audit_decide_erasure, DB_PARAMS(id, in->body->approve ? "true" : "false"), &decided));
	TRY(db_run_and_commit(tx, &sql_audit_erasure, DB_PARAMS(id), &rows));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_list_erasures(struct call *call, const struct list_erasures_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	(void)in;
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_audit_erasures, DB_NO_PARAMS, &rows));
	return contract_answer_rows(call, 200, &rows);
}
