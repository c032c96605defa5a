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
		   DB_PARAMS(actor->expires_at, actor->csrf_token, access_permissions_json(call->arena, actor->permissions),
			     actor->session_digest),
		   &rows));
	return contract_answer_rows(call, 200, &rows);
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
	TRY(session_start(call, db_text(&account, 0, 0), "password"));
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

/* The password again, for what needs a recent proof. The person is known, so it is no secret what was wrong. */
enum err op_confirm_session(struct call *call, const struct confirm_session_input *in)
{
	DB_ROWS_AUTO struct db_rows account = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};
	bool right = false;

	TRY(db_one(call->db, NULL, &call->fault, &sql_access_own_account, DB_PARAMS(call->actor->person_text), &account));
	const char *hash = account.count == 1 ? db_text(&account, 0, 0) : NULL;
	enum err err = password_check(call->service->sign_in, hash, in->body->password, &right);
	if (err != OK)
		return FAULT(&call->fault, err, NULL);
	if (!right) {
		fault_add_field(&call->fault, call->arena, "/password", "wrong_password", NULL);
		return ERR_INVALID;
	}
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_confirm_session,
		   DB_PARAMS(session_own_digest(call)), &rows));
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
