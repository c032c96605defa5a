/* SPDX-License-Identifier: MIT */
#include "routing/rule_codes.h"

#include "access/access.h"
#include "statements.h"
#include "base/banned.h"

enum err rule_codes_check(struct call *call, const struct rule_owner *owner, const char *json, size_t len,
			  const char **ret_id)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct routing_known_codes known = {0};
	const struct rule_set *set = NULL;

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_routing_rule_codes, DB_PARAMS(owner->id, owner->code, owner->at), &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	TRY(routing_known_codes_read(call->arena, db_text(&rows, 0, 1), (size_t)db_length(&rows, 0, 1), &call->fault, &known));
	*ret_id = arena_strdup(call->arena, db_text(&rows, 0, 0));
	return routing_rules_read(call->arena, json, len, &known, &call->fault, &set);
}
