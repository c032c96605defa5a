/* SPDX-License-Identifier: MIT */
#include "access/token.h"

#include <string.h>

#include <sodium.h>

#include "base/banned.h"

#define PREFIX_LEN (sizeof(CLIENT_TOKEN_PREFIX) - 1)
#define RANDOM_BYTES 32

void client_token_new(char token[CLIENT_TOKEN_TEXT])
{
	unsigned char bytes[RANDOM_BYTES];

	randombytes_buf(bytes, sizeof(bytes));
	memcpy(token, CLIENT_TOKEN_PREFIX, PREFIX_LEN);
	sodium_bin2base64(token + PREFIX_LEN, CLIENT_TOKEN_TEXT - PREFIX_LEN, bytes, sizeof(bytes),
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(bytes, sizeof(bytes));
}

bool client_token_digest(const char *token, char digest[CLIENT_TOKEN_DIGEST])
{
	unsigned char hash[crypto_hash_sha256_BYTES];

	if (strlen(token) != CLIENT_TOKEN_TEXT - 1 || strncmp(token, CLIENT_TOKEN_PREFIX, PREFIX_LEN) != 0)
		return false;
	crypto_hash_sha256(hash, (const unsigned char *)token, CLIENT_TOKEN_TEXT - 1);
	digest[0] = '\\';
	digest[1] = 'x';
	sodium_bin2hex(digest + 2, CLIENT_TOKEN_DIGEST - 2, hash, sizeof(hash));
	return true;
}
