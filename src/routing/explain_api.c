/* SPDX-License-Identifier: MIT */
/* Why a case went where it went. */
#include "access/access.h"
#include "contract/operations.h"
#include "routing/routing.h"
#include "statements.h"
#include "base/banned.h"

enum err op_get_route(struct call *call, const struct get_route_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *id = arena_i64(call->arena, in->id);
	const char *today = NULL;

	TRY(routing_today(call, id, &today));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_routing_explain_route,
		   DB_PARAMS(id, today), &rows));
	return contract_answer_rows(call, 200, &rows);
}
