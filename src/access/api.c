/* SPDX-License-Identifier: MIT */
/* The operations of session and own settings. */
#include "access/access.h"

#include "access/proof_store.h"
#include "access/session.h"
#include "contract/operations.h"
#include "statements.h"
#include "base/banned.h"

static enum err answer_session(struct call *call)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const struct actor *actor = call->actor;

	TRY(db_one(call->db, &actor->scope, &call->fault, &sql_access_session_json,
		   DB_PARAMS(actor->expires_at, actor->csrf_token, access_permissions_json(call->arena, actor->permissions),
			     actor->session_digest),
		   &rows));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_sign_in(struct call *call, const struct sign_in_input *in)
{
	static const char *const refusals[] = {"wrong_credentials", "second_factor_needed", "wrong_code"};
	static const char *const methods[] = {[PROOF_PASSWORD] = "password", [PROOF_TOTP] = "password_totp", [PROOF_RECOVERY] = "recovery"};
	struct account account = {0};
	enum proof proof;

	TRY(account_by_name(call, in->body->username, &account));
	TRY(proof_check(call, &account, in->body->password, in->body->code, &proof));
	if (proof < PROOF_PASSWORD)
		return FAULT(&call->fault, ERR_UNAUTHENTICATED, refusals[proof]);
	TRY(session_start(call, account.person, methods[proof]));
	proof_remember_browser(call, &account);
	return answer_session(call);
}

enum err op_get_session(struct call *call, const struct get_session_input *in)
{
	(void)in;
	return answer_session(call);
}

enum err op_sign_out(struct call *call, const struct sign_out_input *in)
{
	(void)in;
	TRY(session_end(call));
	return contract_answer_empty(call, 204);
}

/* The person is known, so it is no secret what was wrong. */
enum err op_confirm_session(struct call *call, const struct confirm_session_input *in)
{
	static const struct {
		const char *pointer, *code;
	} refusals[] = {{"/password", "wrong_password"}, {"/code", "second_factor_needed"}, {"/code", "wrong_code"}};
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct account account = {0};
	enum proof proof;

	TRY(account_of_actor(call, &account));
	TRY(proof_check(call, &account, in->body->password, in->body->code, &proof));
	if (proof < PROOF_PASSWORD) {
		fault_add_field(&call->fault, call->arena, refusals[proof].pointer, refusals[proof].code, NULL);
		return ERR_INVALID;
	}
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_confirm_session,
		   DB_PARAMS(call->actor->session_digest), &rows));
	return contract_answer_empty(call, 204);
}

enum err op_list_my_sessions(struct call *call, const struct list_my_sessions_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	(void)in;
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_my_sessions,
		   DB_PARAMS(call->actor->session_digest), &rows));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_end_my_session(struct call *call, const struct end_my_session_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_end_my_session,
		   DB_PARAMS(arena_i64(call->arena, in->id)), &rows));
	if (rows.changed == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	return contract_answer_empty(call, 204);
}

enum err op_end_other_sessions(struct call *call, const struct end_other_sessions_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	(void)in;
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_end_other_sessions,
		   DB_PARAMS(call->actor->session_digest), &rows));
	return contract_answer_empty(call, 204);
}

enum err op_update_me(struct call *call, const struct update_me_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_update_language,
		   DB_PARAMS(in->body->language), &rows));
	call->language = language_from_code(in->body->language);
	return answer_session(call);
}
