/* SPDX-License-Identifier: MIT */
#include "access/proof_store.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "access/account_key.h"
#include "access/password.h"
#include "access/password_rules.h"
#include "access/session.h"
#include "access/totp.h"
#include "base/clock.h"
#include "base/settings.h"
#include "contract/service.h"
#include "statements.h"
#include "base/banned.h"

#define DEVICE_SECONDS "15552000" /* 180 days, as long as sign_in_account believes it */
#define IPV6_NETWORK_HEXTETS 4

/* The address; of IPv6 the network, as one client has all the addresses of it. */
static const char *network_of(struct arena *arena, const char *address)
{
	const char *end = address;

	if (!strchr(address, ':'))
		return address;
	for (int colons = 0; *end && colons < IPV6_NETWORK_HEXTETS; end++)
		colons += *end == ':';
	return arena_strndup(arena, address, (size_t)(end - address));
}

static const char *lower(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text);

	for (char *c = copy; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return copy;
}

/* Everything of an account that is not in the database. */
static void fill_client(struct call *call, const char *username, struct account *account)
{
	const char *key = call->settings->account_key;
	const char *device = http_cookie(call->request, DEVICE_COOKIE);
	char *made = arena_alloc(call->arena, SESSION_TOKEN_TEXT);

	if (!device || strlen(device) != SESSION_TOKEN_TEXT - 1) {
		session_new_token(made);
		account->new_device = device = made;
	}
	account->device_digest = account_digest(call->arena, key, DIGEST_DEVICE, device);
	account->name_digest = account_digest(call->arena, key, DIGEST_NAME, lower(call->arena, username));
}

static const char *copied(struct arena *arena, const struct db_rows *rows, int column)
{
	return db_is_null(rows, 0, column) ? NULL : arena_strdup(arena, db_text(rows, 0, column));
}

enum err account_by_name(struct call *call, const char *username, struct account *ret_account)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct account account = {.username = username};
	const char *address = account_digest(call->arena, call->settings->account_key, DIGEST_ADDRESS,
					     network_of(call->arena, call->request->client));

	fill_client(call, username, &account);
	TRY(db_one(call->db, NULL, &call->fault, &sql_access_sign_in_account,
		   DB_PARAMS(username, account.name_digest, account.device_digest, address), &rows));
	if (rows.count != 1)
		return FAULT(&call->fault, ERR_INTERNAL, NULL);
	account.person = copied(call->arena, &rows, 0);
	account.password_hash = copied(call->arena, &rows, 1);
	account.sealed_secret = copied(call->arena, &rows, 2);
	account.client = copied(call->arena, &rows, 3);
	account.wait_seconds = db_i64(&rows, 0, 4);
	*ret_account = account;
	return OK;
}

enum err account_of_actor(struct call *call, struct account *ret_account)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct account account = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_my_account, DB_NO_PARAMS, &rows));
	if (rows.count != 1)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	TRY(account_by_name(call, arena_strdup(call->arena, db_text(&rows, 0, 0)), &account));
	account.name = copied(call->arena, &rows, 1);
	account.email = copied(call->arena, &rows, 2);
	*ret_account = account;
	return OK;
}

static enum err take_totp(struct call *call, const struct account *account, const char *typed, bool *ret_right)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	unsigned char secret[TOTP_SECRET_BYTES];
	int64_t person = strtoll(account->person, NULL, 10);
	int64_t step = 0;

	if (account_open(call->settings->account_key, person, account->sealed_secret, secret) != OK)
		return FAULT(&call->fault, ERR_INTERNAL, NULL);
	bool found = totp_find_step(secret, clock_wall_us() / 1000000, typed, &step);
	sodium_memzero(secret, sizeof(secret));
	if (!found) {
		*ret_right = false;
		return OK;
	}
	TRY(db_one(call->db, NULL, &call->fault, &sql_access_take_totp_step,
		   DB_PARAMS(account->person, arena_i64(call->arena, step)), &rows));
	*ret_right = db_bool(&rows, 0, 0);
	return OK;
}

static enum err take_recovery(struct call *call, const struct account *account, const char *typed, bool *ret_right)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *digest = account_digest(call->arena, call->settings->account_key, DIGEST_RECOVERY,
					    recovery_code_spelling(call->arena, typed));

	TRY(db_one(call->db, NULL, &call->fault, &sql_access_take_recovery_code, DB_PARAMS(account->person, digest), &rows));
	*ret_right = db_bool(&rows, 0, 0);
	return OK;
}

static enum err check_code(struct call *call, const struct account *account, const char *code, enum proof *ret_proof)
{
	bool right = false;

	if (!account->sealed_secret) {
		*ret_proof = PROOF_PASSWORD;
		return OK;
	}
	const char *typed = code_typed(call->arena, code ? code : "");
	if (!*typed) {
		*ret_proof = PROOF_CODE_NEEDED;
		return OK;
	}
	bool is_totp = code_is_totp(typed);
	TRY(is_totp ? take_totp(call, account, typed, &right) : take_recovery(call, account, typed, &right));
	*ret_proof = !right ? PROOF_WRONG_CODE : is_totp ? PROOF_TOTP : PROOF_RECOVERY;
	return OK;
}

static enum err write_down(struct call *call, const struct account *account, enum proof proof)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	if (proof == PROOF_CODE_NEEDED)
		return db_one(call->db, NULL, &call->fault, &sql_access_sign_in_undecided,
			      DB_PARAMS(account->name_digest, account->client), &rows);
	if (proof == PROOF_WRONG_PASSWORD || proof == PROOF_WRONG_CODE)
		return db_one(call->db, NULL, &call->fault, &sql_access_sign_in_failed,
			      DB_PARAMS(account->name_digest, account->client), &rows);
	return db_one(call->db, NULL, &call->fault, &sql_access_sign_in_succeeded,
		      DB_PARAMS(account->name_digest, account->client, account->device_digest), &rows);
}

enum err proof_check(struct call *call, const struct account *account, const char *password, const char *code,
		     enum proof *ret_proof)
{
	enum proof proof = PROOF_WRONG_PASSWORD;
	bool right = false;

	if (account->wait_seconds > 0) {
		http_add_header(call->response, "Retry-After", arena_i64(call->arena, account->wait_seconds));
		return FAULT(&call->fault, ERR_LIMITED, "too_many_attempts");
	}
	enum err err = password_check(call->service->sign_in, account->password_hash, password, &right);
	if (err != OK)
		return FAULT(&call->fault, err, NULL);
	if (right)
		TRY(check_code(call, account, code, &proof));
	TRY(write_down(call, account, proof));
	*ret_proof = proof;
	return OK;
}

void proof_remember_browser(struct call *call, const struct account *account)
{
	if (account->new_device)
		http_add_header(call->response, "Set-Cookie",
				arena_printf(call->arena,
					     DEVICE_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=" DEVICE_SECONDS,
					     account->new_device));
}

/* The parts of a text between blanks and signs. */
static int add_words(struct arena *arena, const char **words, int count, const char *text)
{
	static const char between[] = " .-_@,'";

	while (text && *text && count < PASSWORD_OWN_WORDS_MAX) {
		size_t len = strcspn(text, between);
		if (len >= 3)
			words[count++] = arena_strndup(arena, text, len);
		text += len + strspn(text + len, between);
	}
	return count;
}

const char *const *account_own_words(struct arena *arena, const char *username, const char *name, const char *email)
{
	const char **words = ARENA_ARRAY(arena, const char *, PASSWORD_OWN_WORDS_MAX + 1);
	int count = add_words(arena, words, 0, username);

	count = add_words(arena, words, count, name);
	(void)add_words(arena, words, count, email);
	return words;
}
