/* SPDX-License-Identifier: MIT */
/* The versions of the routing rules: read, and made to count again. */
#include "access/access.h"
#include "base/number.h"
#include "contract/operations.h"
#include "routing/rule_codes.h"
#include "statements.h"
#include "base/banned.h"

enum err op_list_rule_sets(struct call *call, const struct list_rule_sets_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	int64_t below = 0;
	int64_t begun = 0;

	if (in->cursor && number_read(in->cursor, 1, INT32_MAX, &below) != OK) {
		fault_add_field(&call->fault, call->arena, "query:cursor", "bad_cursor", NULL);
		return call->fault.err;
	}
	TRY(routing_begin_planned(call->db, &call->fault, /* helsefellesskap= */ NULL, &begun));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_routing_list_rule_sets,
		   DB_PARAMS(in->helsefellesskap, in->cursor, arena_i64(call->arena, in->limit)), &rows));
	return contract_answer_rows(call, 200, &rows);
}

static enum err answer_version(struct call *call, int64_t id)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_routing_rule_set_version,
		   DB_PARAMS(arena_i64(call->arena, id)), &rows));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_get_rule_set(struct call *call, const struct get_rule_set_input *in)
{
	return answer_version(call, in->id);
}

enum err op_reactivate_rule_set(struct call *call, const struct reactivate_rule_set_input *in)
{
	DB_ROWS_AUTO struct db_rows set = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *id = arena_i64(call->arena, in->id);
	const char *owner = NULL;

	TRY(access_require_recent(call));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_routing_managed_rule_set, DB_PARAMS(id), &set));
	if (set.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	TRY(rule_codes_check(call, &(struct rule_owner){.id = db_text(&set, 0, 1)}, db_text(&set, 0, 0),
			     (size_t)db_length(&set, 0, 0), &owner));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_routing_reactivate_rule_set,
		   DB_PARAMS(id, arena_i64(call->arena, in->body->instead_of), in->body->note), &rows));
	return answer_version(call, in->id);
}
