/* SPDX-License-Identifier: MIT */
/* Drafts of the routing rules: begun, changed, checked, thrown away, and made to count. */
#include <string.h>

#include "access/access.h"
#include "contract/operations.h"
#include "routing/rule_codes.h"
#include "statements.h"
#include "base/banned.h"

/* An id for a parameter: 0 is "not given". */
static const char *id_text(struct arena *arena, int64_t id)
{
	return id ? arena_i64(arena, id) : NULL;
}

static enum err answer_draft(struct call *call, int64_t id, int status)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_routing_rule_draft, DB_PARAMS(arena_i64(call->arena, id)),
		   &rows));
	if (rows.count == 1)
		contract_set_version(call, db_i64(&rows, 0, 1));
	return contract_answer_rows(call, status, &rows);
}

/* A draft that the actor administers, in the version last seen. *ret_draft has rules, owner, version. */
static enum err read_managed(struct call *call, int64_t id, int64_t version, struct db_rows *ret_draft)
{
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_routing_managed_rule_draft,
		   DB_PARAMS(arena_i64(call->arena, id)), ret_draft));
	if (ret_draft->count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	if (db_i64(ret_draft, 0, 2) != version)
		return FAULT(&call->fault, ERR_PRECONDITION, "version_conflict");
	return OK;
}

enum err op_check_rules(struct call *call, const struct check_rules_input *in)
{
	const char *owner = NULL;

	TRY(rule_codes_check(call, &(struct rule_owner){.code = in->helsefellesskap}, call->request->body,
			     call->request->body_len, &owner));
	return contract_answer_empty(call, 204);
}

enum err op_list_rule_drafts(struct call *call, const struct list_rule_drafts_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_routing_list_rule_drafts,
		   DB_PARAMS(in->helsefellesskap), &rows));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_create_rule_draft(struct call *call, const struct create_rule_draft_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *digest = idempotency_digest(call);
	const char *owner = NULL;
	int64_t draft = 0;

	TRY(rule_codes_check(call, &(struct rule_owner){.code = in->helsefellesskap}, call->request->body,
			     call->request->body_len, &owner));
	enum err err = db_one(call->db, &call->actor->scope, &call->fault, &sql_routing_add_rule_draft,
			      DB_PARAMS(owner, id_text(call->arena, in->based_on), call->request->body,
					in->idempotency_key, digest),
			      &rows);
	if (idempotency_is_repeat(err, &call->fault)) {
		TRY(idempotency_find(call, call->operation->id, in->idempotency_key, digest, &draft));
		return answer_draft(call, draft, 201);
	}
	TRY(err);
	if (rows.count == 0) {
		fault_add_field(&call->fault, call->arena, "query:based_on", "unknown_rule_set", NULL);
		return FAULT(&call->fault, ERR_UNPROCESSABLE, NULL);
	}
	return answer_draft(call, db_i64(&rows, 0, 0), 201);
}

enum err op_get_rule_draft(struct call *call, const struct get_rule_draft_input *in)
{
	return answer_draft(call, in->id, 200);
}

enum err op_put_rule_draft(struct call *call, const struct put_rule_draft_input *in)
{
	DB_ROWS_AUTO struct db_rows draft = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *owner = NULL;

	TRY(read_managed(call, in->id, in->if_match, &draft));
	TRY(rule_codes_check(call, &(struct rule_owner){.id = db_text(&draft, 0, 1)}, call->request->body,
			     call->request->body_len, &owner));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_routing_change_rule_draft,
		   DB_PARAMS(arena_i64(call->arena, in->id), arena_i64(call->arena, in->if_match),
			     id_text(call->arena, in->based_on), call->request->body),
		   &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_PRECONDITION, "version_conflict");
	return answer_draft(call, in->id, 200);
}

enum err op_delete_rule_draft(struct call *call, const struct delete_rule_draft_input *in)
{
	DB_ROWS_AUTO struct db_rows draft = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(read_managed(call, in->id, in->if_match, &draft));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_routing_delete_rule_draft,
		   DB_PARAMS(arena_i64(call->arena, in->id), arena_i64(call->arena, in->if_match)), &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_PRECONDITION, "version_conflict");
	return contract_answer_empty(call, 204);
}

/* A planned set is checked against the day it begins: what ends before it is not there by then. */
static enum err check_on_the_day(struct call *call, const struct db_rows *draft, const char *at)
{
	const char *owner = NULL;
	enum err err = rule_codes_check(call, &(struct rule_owner){.id = db_text(draft, 0, 1), .at = at}, db_text(draft, 0, 0),
					(size_t)db_length(draft, 0, 0), &owner);

	for (struct field_fault *field = call->fault.fields; field; field = field->next)
		if (strcmp(field->code, "unknown_code") == 0)
			field->code = "not_on_that_day";
	return err;
}

enum err op_plan_rule_draft(struct call *call, const struct plan_rule_draft_input *in)
{
	DB_ROWS_AUTO struct db_rows draft = {0};
	DB_ROWS_AUTO struct db_rows planned = {0};

	TRY(access_require_recent(call));
	TRY(read_managed(call, in->id, in->if_match, &draft));
	TRY(check_on_the_day(call, &draft, in->body->starts_at));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_routing_plan_rule_draft,
		   DB_PARAMS(arena_i64(call->arena, in->id), arena_i64(call->arena, in->if_match), in->body->starts_at, in->body->note),
		   &planned));
	return answer_draft(call, in->id, 200);
}

enum err op_take_back_rule_plan(struct call *call, const struct take_back_rule_plan_input *in)
{
	DB_ROWS_AUTO struct db_rows draft = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(read_managed(call, in->id, in->if_match, &draft));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_routing_take_back_rule_plan,
		   DB_PARAMS(arena_i64(call->arena, in->id), arena_i64(call->arena, in->if_match)), &rows));
	if (db_is_null(&rows, 0, 0))
		return FAULT(&call->fault, ERR_CONFLICT, "rules_not_planned");
	return answer_draft(call, in->id, 200);
}

/* Checked again: codes and councils may have ended since it was stored. The version says that these rules are the checked ones. */
enum err op_activate_rule_draft(struct call *call, const struct activate_rule_draft_input *in)
{
	DB_ROWS_AUTO struct db_rows draft = {0};
	DB_ROWS_AUTO struct db_rows made = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *owner = NULL;

	TRY(access_require_recent(call));
	TRY(read_managed(call, in->id, in->if_match, &draft));
	TRY(rule_codes_check(call, &(struct rule_owner){.id = db_text(&draft, 0, 1)}, db_text(&draft, 0, 0),
			     (size_t)db_length(&draft, 0, 0), &owner));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_routing_activate_rule_draft,
		   DB_PARAMS(arena_i64(call->arena, in->id), arena_i64(call->arena, in->if_match), in->body->note), &made));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_routing_rule_set_version,
		   DB_PARAMS(db_text(&made, 0, 0)), &rows));
	return contract_answer_rows(call, 200, &rows);
}
