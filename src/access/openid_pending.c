/* SPDX-License-Identifier: MIT */
#include "access/openid_pending.h"

#include <string.h>

#include <sodium.h>

#include "base/banned.h"

#define RANDOM_BYTES 32

static void encode(const unsigned char bytes[RANDOM_BYTES], char text[PENDING_TEXT])
{
	sodium_bin2base64(text, PENDING_TEXT, bytes, RANDOM_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void openid_pending_new(char cookie[PENDING_TEXT])
{
	unsigned char bytes[RANDOM_BYTES];

	randombytes_buf(bytes, sizeof(bytes));
	encode(bytes, cookie);
	sodium_memzero(bytes, sizeof(bytes));
}

/* A secret of its own for each purpose. */
static void derive(const char *purpose, const char *cookie, char text[PENDING_TEXT])
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, (const unsigned char *)purpose, strlen(purpose) + 1);
	crypto_hash_sha256_update(&state, (const unsigned char *)cookie, strlen(cookie));
	crypto_hash_sha256_final(&state, hash);
	encode(hash, text);
}

static void write_digest(const char *text, char digest[PENDING_DIGEST])
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)text, strlen(text));
	digest[0] = '\\';
	digest[1] = 'x';
	sodium_bin2hex(digest + 2, PENDING_DIGEST - 2, hash, sizeof(hash));
}

bool openid_secrets_of(const char *cookie, struct openid_secrets *ret_secrets)
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	if (strlen(cookie) != PENDING_TEXT - 1)
		return false;
	write_digest(cookie, ret_secrets->digest);
	derive("samavvik openid state", cookie, ret_secrets->state);
	derive("samavvik openid nonce", cookie, ret_secrets->nonce);
	derive("samavvik openid verifier", cookie, ret_secrets->verifier);
	crypto_hash_sha256(hash, (const unsigned char *)ret_secrets->verifier, PENDING_TEXT - 1);
	encode(hash, ret_secrets->challenge);
	return true;
}

bool openid_same(const char *sent, const char *wanted)
{
	return sent && strlen(sent) == strlen(wanted) && sodium_memcmp(sent, wanted, strlen(wanted)) == 0;
}

const char *openid_digest(struct arena *arena, const char *text)
{
	char *digest = arena_alloc(arena, PENDING_DIGEST);

	write_digest(text, digest);
	return digest;
}

bool openid_return_path_allowed(const char *path)
{
	/* A browser takes "//host" and "/\host" for another host. */
	if (path[0] != '/' || path[1] == '/' || path[1] == '\\' || strlen(path) > RETURN_PATH_MAX)
		return false;
	if (strncmp(path, "/api/", 5) == 0)
		return false;
	for (const char *c = path; *c; c++) {
		if (*c <= ' ' || *c == '\\' || *c == 0x7f)
			return false;
	}
	return true;
}
