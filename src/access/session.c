/* SPDX-License-Identifier: MIT */
#include "access/session.h"

#include <string.h>

#include "access/agent.h"
#include "access/token.h"
#include "base/settings.h"
#include "statements.h"
#include "base/banned.h"

const struct db_scope access_job_scope = {.statement = &sql_access_job_scope};

void access_fill_scope(struct actor *actor)
{
	actor->scope_parameters[0] = actor->person_text;
	actor->scope_parameters[1] = actor->councils;
	actor->scope_parameters[2] = actor->organisations;
	actor->scope_parameters[3] = actor->reporting;
	actor->scope_parameters[4] = actor->overseen;
	actor->scope_parameters[5] = actor->helsefellesskap;
	actor->scope = (struct db_scope){.statement = &sql_access_scope, .parameters = actor->scope_parameters};
}

static void encode(const unsigned char bytes[SESSION_TOKEN_BYTES], char text[SESSION_TOKEN_TEXT])
{
	sodium_bin2base64(text, SESSION_TOKEN_TEXT, bytes, SESSION_TOKEN_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void session_new_token(char token[SESSION_TOKEN_TEXT])
{
	unsigned char bytes[SESSION_TOKEN_BYTES];

	randombytes_buf(bytes, sizeof(bytes));
	encode(bytes, token);
	sodium_memzero(bytes, sizeof(bytes));
}

bool session_digest(const char *token, char digest[SESSION_DIGEST_TEXT])
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	if (strlen(token) != SESSION_TOKEN_TEXT - 1)
		return false;
	crypto_hash_sha256(hash, (const unsigned char *)token, SESSION_TOKEN_TEXT - 1);
	digest[0] = '\\';
	digest[1] = 'x';
	sodium_bin2hex(digest + 2, SESSION_DIGEST_TEXT - 2, hash, sizeof(hash));
	return true;
}

void session_csrf(const char *token, char csrf[SESSION_TOKEN_TEXT])
{
	static const char purpose[] = "samavvik csrf ";
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, (const unsigned char *)purpose, sizeof(purpose) - 1);
	crypto_hash_sha256_update(&state, (const unsigned char *)token, strlen(token));
	crypto_hash_sha256_final(&state, hash);
	encode(hash, csrf);
}

struct actor *session_actor_from_row(struct arena *arena, const struct db_rows *rows)
{
	struct actor *actor = ARENA_NEW(arena, struct actor);

	actor->person = db_i64(rows, 0, 0);
	actor->person_text = arena_strdup(arena, db_text(rows, 0, 0));
	actor->language = language_from_code(db_text(rows, 0, 1));
	actor->expires_at = arena_strdup(arena, db_text(rows, 0, 2));
	actor->permissions = access_permissions(access_roles_read(db_text(rows, 0, 3)));
	actor->councils = arena_strdup(arena, db_text(rows, 0, 4));
	actor->organisations = arena_strdup(arena, db_text(rows, 0, 5));
	actor->reporting = arena_strdup(arena, db_text(rows, 0, 6));
	actor->overseen = arena_strdup(arena, db_text(rows, 0, 7));
	actor->helsefellesskap = arena_strdup(arena, db_text(rows, 0, 8));
	access_fill_scope(actor);
	return actor;
}

enum err session_read(struct call *call, const char *token, struct actor **ret_actor)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	char digest[SESSION_DIGEST_TEXT];
	char csrf[SESSION_TOKEN_TEXT];
	struct actor *actor = NULL;

	if (session_digest(token, digest)) {
		TRY(db_one(call->db, NULL, &call->fault, &sql_access_actor, DB_PARAMS(digest), &rows));
		if (rows.count == 1) {
			session_csrf(token, csrf);
			actor = session_actor_from_row(call->arena, &rows);
			actor->csrf_token = arena_strdup(call->arena, csrf);
			actor->session_digest = arena_strdup(call->arena, digest);
		}
	}
	*ret_actor = actor;
	return OK;
}

enum err access_act_for(struct call *call, const char *username)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &access_job_scope, &call->fault, &sql_access_command_actor, DB_PARAMS(username), &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, "unknown_person");
	call->actor = session_actor_from_row(call->arena, &rows);
	if ((call->actor->permissions & access_permissions_read(call->operation->permission)) == 0)
		return FAULT(&call->fault, ERR_FORBIDDEN, NULL);
	return OK;
}

static void set_cookie(struct call *call, const char *token)
{
	const char *ends = *token ? "" : "; Max-Age=0";

	http_add_header(call->response, "Set-Cookie",
			arena_printf(call->arena, SESSION_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Strict%s", token,
				     ends));
}

const char *session_own_digest(struct call *call)
{
	const char *token = http_cookie(call->request, SESSION_COOKIE);
	char *digest = arena_alloc(call->arena, SESSION_DIGEST_TEXT);

	return token && session_digest(token, digest) ? digest : NULL;
}

enum err session_start(struct call *call, const char *person, const char *method)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	char *token = arena_alloc(call->arena, SESSION_TOKEN_TEXT);
	char digest[SESSION_DIGEST_TEXT];

	session_new_token(token);
	if (!session_digest(token, digest))
		return FAULT(&call->fault, ERR_INTERNAL, NULL);
	TRY(db_one(call->db, NULL, &call->fault, &sql_access_open_session,
		   DB_PARAMS(digest, person, arena_i64(call->arena, call->settings->session_idle_minutes),
			     arena_i64(call->arena, call->settings->session_hours), method,
			     agent_summary(call->arena, http_header(call->request, "User-Agent")), session_own_digest(call)),
		   &rows));
	TRY(session_read(call, token, &call->actor));
	if (!call->actor)
		return FAULT(&call->fault, ERR_INTERNAL, NULL);
	set_cookie(call, token);
	return OK;
}

enum err session_end(struct call *call)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *digest = session_own_digest(call);

	if (digest)
		TRY(db_one(call->db, NULL, &call->fault, &sql_access_end_session, DB_PARAMS(digest), &rows));
	set_cookie(call, "");
	return OK;
}

enum err access_require_recent(struct call *call)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_session_is_recent,
		   DB_PARAMS(call->actor->session_digest, arena_i64(call->arena, call->settings->reauth_minutes)), &rows));
	return rows.count == 1 ? OK : FAULT(&call->fault, ERR_FORBIDDEN, "confirm_identity");
}

static bool csrf_matches(const struct call *call)
{
	const char *sent = http_header(call->request, "X-CSRF-Token");
	const char *wanted = call->actor->csrf_token;

	return sent && strlen(sent) == strlen(wanted) && sodium_memcmp(sent, wanted, strlen(wanted)) == 0;
}

enum err access_authenticate(struct call *call)
{
	const char *cookie, *token;

	/* A public operation never needs to know who asks: no look-up. */
	if (strcmp(call->operation->permission, "public") == 0)
		return OK;
	cookie = http_cookie(call->request, SESSION_COOKIE);
	token = client_token_sent(call->request);
	if (cookie && token)
		return FAULT(&call->fault, ERR_INVALID, "two_credentials");
	if (token)
		TRY(client_token_authenticate(call, token));
	else if (cookie)
		TRY(session_read(call, cookie, &call->actor));
	if (!call->actor)
		return OK;
	call->language = call->actor->language;
	call->response->log_person = call->actor->person;
	/* A browser sends no Authorization by itself, so nobody else's page can make it act. */
	if (cookie && call->operation->changes && !csrf_matches(call))
		return FAULT(&call->fault, ERR_FORBIDDEN, "csrf_failed");
	return OK;
}
