/* SPDX-License-Identifier: MIT */
#include "access/account_key.h"

#include <string.h>

#include <sodium.h>

#include "base/banned.h"

#define KEY_BYTES crypto_kdf_KEYBYTES
#define SEALED_BYTES (crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + TOTP_SECRET_BYTES)

/* crypto_kdf contexts have 8 letters. */
static const char *const contexts[DIGEST_COUNT] = {"acctname", "acctdevi", "acctaddr", "acctreco", "acctlink", "maillink"};
static const char token_context[] = "accttokn";
static const char seal_context[] = "accttotp";

static bool read_key(const char *setting, unsigned char key[KEY_BYTES])
{
	size_t len = 0;

	return sodium_base642bin(key, KEY_BYTES, setting, strlen(setting), NULL, &len, NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
	       len == KEY_BYTES;
}

bool account_key_set(const char *setting)
{
	return *setting != '\0';
}

bool account_key_valid(const char *setting)
{
	unsigned char key[KEY_BYTES];
	bool valid = !account_key_set(setting) || read_key(setting, key);

	sodium_memzero(key, sizeof(key));
	return valid;
}

static void derive(const char *setting, const char *context, uint64_t number, unsigned char derived[KEY_BYTES])
{
	unsigned char key[KEY_BYTES];

	if (!account_key_set(setting) || !read_key(setting, key))
		memset(key, 0, sizeof(key));
	crypto_kdf_derive_from_key(derived, KEY_BYTES, number, context, key);
	sodium_memzero(key, sizeof(key));
}

const char *account_bytea(struct arena *arena, const unsigned char *bytes, size_t len)
{
	char *text = arena_alloc(arena, 2 * len + 3);

	text[0] = '\\';
	text[1] = 'x';
	sodium_bin2hex(text + 2, 2 * len + 1, bytes, len);
	return text;
}

const char *account_digest(struct arena *arena, const char *setting, enum account_digest purpose, const char *text)
{
	unsigned char key[KEY_BYTES];
	unsigned char hash[crypto_generichash_BYTES];

	derive(setting, contexts[purpose], 0, key);
	crypto_generichash(hash, sizeof(hash), (const unsigned char *)text, strlen(text), key, sizeof(key));
	sodium_memzero(key, sizeof(key));
	return account_bytea(arena, hash, sizeof(hash));
}

void account_link_token(const char *setting, const unsigned char nonce[LINK_NONCE_BYTES], char token[LINK_TOKEN_TEXT])
{
	unsigned char key[KEY_BYTES];
	unsigned char hash[crypto_generichash_BYTES];

	derive(setting, token_context, 0, key);
	crypto_generichash(hash, sizeof(hash), nonce, LINK_NONCE_BYTES, key, sizeof(key));
	sodium_bin2base64(token, LINK_TOKEN_TEXT, hash, sizeof(hash), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(key, sizeof(key));
	sodium_memzero(hash, sizeof(hash));
}

const char *account_seal(struct arena *arena, const char *setting, int64_t person,
			 const unsigned char secret[TOTP_SECRET_BYTES])
{
	unsigned char key[KEY_BYTES];
	unsigned char sealed[SEALED_BYTES];

	/* The person is part of the key: a row that is moved to somebody else cannot be opened there. */
	derive(setting, seal_context, (uint64_t)person, key);
	randombytes_buf(sealed, crypto_secretbox_NONCEBYTES);
	crypto_secretbox_easy(sealed + crypto_secretbox_NONCEBYTES, secret, TOTP_SECRET_BYTES, sealed, key);
	sodium_memzero(key, sizeof(key));
	return account_bytea(arena, sealed, sizeof(sealed));
}

enum err account_open(const char *setting, int64_t person, const char *sealed, unsigned char ret_secret[TOTP_SECRET_BYTES])
{
	unsigned char key[KEY_BYTES];
	unsigned char bytes[SEALED_BYTES];
	unsigned char secret[TOTP_SECRET_BYTES];
	size_t len = 0;

	if (strncmp(sealed, "\\x", 2) != 0 ||
	    sodium_hex2bin(bytes, sizeof(bytes), sealed + 2, strlen(sealed + 2), NULL, &len, NULL) != 0 || len != sizeof(bytes))
		return ERR_INTERNAL;
	derive(setting, seal_context, (uint64_t)person, key);
	int opened = crypto_secretbox_open_easy(secret, bytes + crypto_secretbox_NONCEBYTES, sizeof(bytes) - crypto_secretbox_NONCEBYTES,
						bytes, key);
	sodium_memzero(key, sizeof(key));
	if (opened != 0)
		return ERR_INTERNAL;
	memcpy(ret_secret, secret, sizeof(secret));
	sodium_memzero(secret, sizeof(secret));
	return OK;
}
