/* SPDX-License-Identifier: MIT */
#include "access/account_link.h"

#include <string.h>

#include <sodium.h>

#include "access/access.h"
#include "access/account_key.h"
#include "base/log.h"
#include "base/banned.h"

#define LINK_PAGE "/passord#" /* ui/shell/App.tsx */

const char *account_link_digest(struct arena *arena, const char *account_key, const char *token)
{
	return account_digest(arena, account_key, DIGEST_LINK, token);
}

void account_link_new(struct arena *arena, const char *account_key, struct account_link *ret_link)
{
	unsigned char nonce[LINK_NONCE_BYTES];
	char token[LINK_TOKEN_TEXT];

	randombytes_buf(nonce, sizeof(nonce));
	account_link_token(account_key, nonce, token);
	ret_link->nonce = account_bytea(arena, nonce, sizeof(nonce));
	ret_link->digest = account_link_digest(arena, account_key, token);
	sodium_memzero(token, sizeof(token));
}

bool access_account_key_usable(const char *account_key)
{
	bool valid = account_key_valid(account_key);

	if (!valid)
		LOG(LOG_ERROR, "account_key_unusable", LOG_TEXT("needed", "32 bytes in base64: openssl rand -base64 32"));
	else if (!account_key_set(account_key))
		LOG(LOG_WARNING, "account_key_empty", LOG_TEXT("without", "second factors, invitations, password resets"));
	return valid;
}

const char *access_link_path(struct arena *arena, const char *account_key, const char *nonce)
{
	unsigned char bytes[LINK_NONCE_BYTES];
	char token[LINK_TOKEN_TEXT];
	size_t len = 0;

	if (!account_key_set(account_key) || !nonce || strncmp(nonce, "\\x", 2) != 0 ||
	    sodium_hex2bin(bytes, sizeof(bytes), nonce + 2, strlen(nonce + 2), NULL, &len, NULL) != 0 || len != sizeof(bytes))
		return NULL;
	account_link_token(account_key, bytes, token);
	const char *path = arena_printf(arena, LINK_PAGE "%s", token);
	sodium_memzero(token, sizeof(token));
	return path;
}
