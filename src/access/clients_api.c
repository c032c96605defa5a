/* SPDX-License-Identifier: MIT */
/* The operations of machine clients. A token is in one answer and nowhere else. */
#include "access/access.h"

#include "access/token.h"
#include "base/str.h"
#include "contract/operations.h"
#include "statements.h"
#include "base/banned.h"

/* Permissions of the contract's list are [a-z_]: they need no quoting in an array. */
static const char *array_text(struct arena *arena, const struct string_list *names)
{
	STR_AUTO struct str text = STR_INIT(1024);

	str_add_char(&text, '{');
	for (int i = 0; i < names->count; i++)
		str_addf(&text, "%s%s", i ? "," : "", names->items[i]);
	str_add_char(&text, '}');
	return arena_strdup(arena, str_text(&text));
}

enum err op_list_machine_clients(struct call *call, const struct list_machine_clients_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_list_clients, DB_PARAMS(in->helsefellesskap),
		   &rows));
	return contract_answer_rows(call, 200, &rows);
}

/* A token on its way to the database: only its digest goes there. */
struct new_token {
	char text[CLIENT_TOKEN_TEXT];
	char digest[CLIENT_TOKEN_DIGEST];
	const char *request;
};

static enum err make_token(struct call *call, struct new_token *token)
{
	TRY(access_require_recent(call));
	client_token_new(token->text);
	token->request = idempotency_digest(call);
	return client_token_digest(token->text, token->digest) ? OK : FAULT(&call->fault, ERR_INTERNAL, NULL);
}

/* The answer to a create; to a repeated one without the token, which nobody knows any more. */
static enum err answer_created(struct call *call, enum err err, const struct db_rows *added, const struct new_token *token,
			       const char *key)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	bool is_repeat = idempotency_is_repeat(err, &call->fault);
	int64_t client = 0;

	if (is_repeat)
		TRY(idempotency_find(call, call->operation->id, key, token->request, &client));
	else
		TRY(err);
	if (!is_repeat && added->count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	if (!is_repeat)
		client = db_i64(added, 0, 0);
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_client_created,
		   DB_PARAMS(arena_i64(call->arena, client), is_repeat ? NULL : token->text), &rows));
	http_add_header(call->response, "Cache-Control", "no-store");
	return contract_answer_rows(call, 201, &rows);
}

enum err op_create_machine_client(struct call *call, const struct create_machine_client_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const struct new_machine_client_in *body = in->body;
	struct new_token token;

	TRY(make_token(call, &token));
	enum err err = db_one(call->db, &call->actor->scope, &call->fault, &sql_access_add_client,
			      DB_PARAMS(in->helsefellesskap, body->name, body->role,
					arena_i64(call->arena, body->organisation_id),
					array_text(call->arena, &body->permissions), arena_i64(call->arena, body->days),
					token.digest, call->operation->id, in->idempotency_key, token.request),
			      &rows);
	return answer_created(call, err, &rows, &token, in->idempotency_key);
}

enum err op_create_client_token(struct call *call, const struct create_client_token_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct new_token token;

	TRY(make_token(call, &token));
	enum err err = db_one(call->db, &call->actor->scope, &call->fault, &sql_access_add_client_token,
			      DB_PARAMS(arena_i64(call->arena, in->id), array_text(call->arena, &in->body->permissions),
					arena_i64(call->arena, in->body->days), token.digest, call->operation->id,
					in->idempotency_key, token.request),
			      &rows);
	return answer_created(call, err, &rows, &token, in->idempotency_key);
}

enum err op_revoke_client_token(struct call *call, const struct revoke_client_token_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_revoke_client_token,
		   DB_PARAMS(arena_i64(call->arena, in->id)), &rows));
	return rows.count == 1 ? contract_answer_empty(call, 204) : FAULT(&call->fault, ERR_NOT_FOUND, NULL);
}
