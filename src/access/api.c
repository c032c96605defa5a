/* SPDX-License-Identifier: MIT */
/* The operations of session and own settings. */
#include "access/access.h"

#include "access/password.h"
#include "access/session.h"
#include "base/settings.h"
#include "contract/operations.h"
#include "contract/service.h"
#include "statements.h"
#include "base/banned.h"

static enum err answer_session(struct call *call)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const struct actor *actor = call->actor;

	TRY(db_one(call->db, &actor->scope, &call->fault, &sql_access_session_json,
		   DB_PARAMS(actor->expires_at, actor->csrf_token, access_permissions_json(call->arena, actor->roles)),
		   &rows));
	return contract_answer_rows(call, 200, &rows);
}

static void set_cookie(struct call *call, const char *token)
{
	const char *ends = *token ? "" : "; Max-Age=0";

	http_add_header(call->response, "Set-Cookie",
			arena_printf(call->arena, SESSION_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Strict%s", token,
				     ends));
}

static enum err start_session(struct call *call, const char *person)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	char *token = arena_alloc(call->arena, SESSION_TOKEN_TEXT);
	char digest[SESSION_DIGEST_TEXT];

	session_new_token(token);
	if (!session_digest(token, digest))
		return FAULT(&call->fault, ERR_INTERNAL, NULL);
	TRY(db_one(call->db, NULL, &call->fault, &sql_access_open_session,
		   DB_PARAMS(digest, person, arena_i64(call->arena, call->settings->session_idle_minutes),
			     arena_i64(call->arena, call->settings->session_hours)),
		   &rows));
	TRY(session_read(call, token, &call->actor));
	if (!call->actor)
		return FAULT(&call->fault, ERR_INTERNAL, NULL);
	set_cookie(call, token);
	return OK;
}

enum err op_sign_in(struct call *call, const struct sign_in_input *in)
{
	DB_ROWS_AUTO struct db_rows account = {0};
	bool right = false;

	TRY(db_one(call->db, NULL, &call->fault, &sql_access_local_account, DB_PARAMS(in->body->username), &account));
	const char *hash = account.count == 1 ? db_text(&account, 0, 1) : NULL;
	enum err err = password_check(call->service->sign_in, hash, in->body->password, &right);
	if (err != OK)
		return FAULT(&call->fault, err, NULL);
	if (!right)
		return FAULT(&call->fault, ERR_UNAUTHENTICATED, "wrong_credentials");
	TRY(start_session(call, db_text(&account, 0, 0)));
	return answer_session(call);
}

enum err op_get_session(struct call *call, const struct get_session_input *in)
{
	(void)in;
	return answer_session(call);
}

enum err op_sign_out(struct call *call, const struct sign_out_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	char digest[SESSION_DIGEST_TEXT];
	const char *token = http_cookie(call->request, SESSION_COOKIE);

	(void)in;
	if (token && session_digest(token, digest))
		TRY(db_one(call->db, NULL, &call->fault, &sql_access_end_session, DB_PARAMS(digest), &rows));
	set_cookie(call, "");
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
