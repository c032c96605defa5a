/* SPDX-License-Identifier: MIT */
#include "access/openid_session.h"

#include <string.h>

#include <sodium.h>

#include "access/session.h"
#include "contract/service.h"
#include "statements.h"
#include "base/banned.h"

#define SEALED_TEXT_MAX (JOSE_TOKEN_BYTES_MAX + 256)

static const char *claim(struct arena *arena, const struct openid_arrived *arrived, const char *name)
{
	return name ? token_claim_text(arena, arrived->token->payload, arrived->token->payload_len, name) : NULL;
}

static bool has_value(const struct openid_demand *demand, const char *value)
{
	for (int i = 0; value && i < demand->count; i++) {
		if (strcmp(demand->values[i], value) == 0)
			return true;
	}
	return false;
}

bool openid_level_is_enough(struct arena *arena, const struct openid_arrived *arrived)
{
	for (int i = 0; i < arrived->issuer->demand_count; i++) {
		if (!has_value(&arrived->issuer->demands[i], claim(arena, arrived, arrived->issuer->demands[i].claim)))
			return false;
	}
	return true;
}

/* The organisation one acts for, when the issuer says so. */
static const char *organisation(struct arena *arena, const struct openid_arrived *arrived)
{
	for (int i = 0; i < arrived->issuer->organisation_claim_count; i++) {
		const char *number = claim(arena, arrived, arrived->issuer->organisation_claims[i]);
		if (number)
			return number;
	}
	return NULL;
}

/* The CSRF token is a hash of the cookie that is never stored, so what it seals only this browser can have opened. */
static void sealing_key(const char *csrf_token, unsigned char key[crypto_secretbox_KEYBYTES])
{
	static const char purpose[] = "samavvik openid id token ";
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, crypto_secretbox_KEYBYTES);
	crypto_generichash_update(&state, (const unsigned char *)purpose, sizeof(purpose) - 1);
	crypto_generichash_update(&state, (const unsigned char *)csrf_token, strlen(csrf_token));
	crypto_generichash_final(&state, key, crypto_secretbox_KEYBYTES);
}

/* An ID token names the person, so it is not kept in the open. As a bytea text. */
static const char *seal(struct arena *arena, const char *csrf_token, const char *text)
{
	size_t len = strlen(text);
	size_t size = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + len;
	unsigned char *sealed = arena_alloc(arena, size);
	char *hex = arena_alloc(arena, 2 * size + 3);
	unsigned char key[crypto_secretbox_KEYBYTES];

	sealing_key(csrf_token, key);
	randombytes_buf(sealed, crypto_secretbox_NONCEBYTES);
	crypto_secretbox_easy(sealed + crypto_secretbox_NONCEBYTES, (const unsigned char *)text, len, sealed, key);
	sodium_memzero(key, sizeof(key));
	hex[0] = '\\';
	hex[1] = 'x';
	sodium_bin2hex(hex + 2, 2 * size + 1, sealed, size);
	return hex;
}

static const char *unseal(struct arena *arena, const char *csrf_token, const char *hex)
{
	unsigned char *sealed = arena_alloc(arena, SEALED_TEXT_MAX);
	char *text = arena_alloc(arena, SEALED_TEXT_MAX);
	unsigned char key[crypto_secretbox_KEYBYTES];
	size_t len = 0;

	if (strncmp(hex, "\\x", 2) != 0 || sodium_hex2bin(sealed, SEALED_TEXT_MAX, hex + 2, strlen(hex + 2), NULL, &len, NULL) != 0 ||
	    len < crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)
		return NULL;
	sealing_key(csrf_token, key);
	int wrong = crypto_secretbox_open_easy((unsigned char *)text, sealed + crypto_secretbox_NONCEBYTES,
					       len - crypto_secretbox_NONCEBYTES, sealed, key);
	sodium_memzero(key, sizeof(key));
	return wrong ? NULL : text;
}

/* Who the token stands for; NULL with *ret_page when nobody who may come in. */
static enum err find_person(struct call *call, const struct openid_arrived *arrived, const char **ret_person, const char **ret_page)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const struct openid_issuer *issuer = arrived->issuer;
	const unsigned char *key = call->service->openid->identity_key;
	const char *number = claim(call->arena, arrived, issuer->identity_claim);

	TRY(db_one(call->db, NULL, &call->fault, &sql_access_openid_sign_in,
		   DB_PARAMS(issuer->issuer, arrived->claims->subject,
			     number && key ? openid_identity_digest(call->arena, key, number) : NULL,
			     claim(call->arena, arrived, issuer->hpr_claim), arrived->invitation, issuer->roles,
			     organisation(call->arena, arrived)),
		   &rows));
	const char *outcome = db_text(&rows, 0, 0);
	if (strcmp(outcome, "found") == 0)
		*ret_person = arena_strdup(call->arena, db_text(&rows, 0, 1));
	else
		*ret_page = strcmp(outcome, "no_role") == 0 ? "ingen-rolle" : "ukjent";
	return OK;
}

enum err openid_session_open(struct call *call, const struct openid_arrived *arrived, const char **ret_page)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const struct openid_issuer *issuer = arrived->issuer;
	const char *person = NULL;

	TRY(find_person(call, arrived, &person, ret_page));
	if (!person)
		return OK;
	TRY(session_start(call, person, "openid"));
	return db_one(call->db, NULL, &call->fault, &sql_access_openid_session_note,
		      DB_PARAMS(call->actor->session_digest, issuer->issuer, issuer->code, arrived->claims->subject,
				arrived->claims->session_id, seal(call->arena, call->actor->csrf_token, arrived->token->compact),
				issuer->roles, arrived->replaced),
		      &rows);
}

enum err openid_session_origin(struct call *call, const char **ret_code, const char **ret_id_token)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const struct actor *actor = call->actor;

	*ret_code = NULL;
	*ret_id_token = NULL;
	TRY(db_one(call->db, &actor->scope, &call->fault, &sql_access_openid_session, DB_PARAMS(actor->session_digest), &rows));
	if (rows.count != 1)
		return OK;
	*ret_code = arena_strdup(call->arena, db_text(&rows, 0, 0));
	*ret_id_token = db_is_null(&rows, 0, 1) ? NULL : unseal(call->arena, actor->csrf_token, db_text(&rows, 0, 1));
	return OK;
}
