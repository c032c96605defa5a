/* SPDX-License-Identifier: MIT */
#include "deviation/receipt_code.h"

#include <ctype.h>
#include <string.h>

#include <sodium.h>

#include "base/banned.h"

/* Crockford, https://www.crockford.com/base32.html: no I, L, O and U. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

#define GROUP 4
#define BITS 5

/*
 * The code read as a number in GF(32), x^5 + x^2 + 1, is 0. One wrong character, or two neighbours exchanged, make it
 * something else, always.
 */
static unsigned next_check(unsigned check, unsigned value)
{
	check <<= 1;
	if (check & 32U)
		check ^= 0x25U;
	return check ^ value;
}

/* Bits of a byte string as numbers of five bits. */
static unsigned value_at(const unsigned char *bytes, size_t index)
{
	unsigned value = 0;

	for (size_t bit = index * BITS; bit < (index + 1) * BITS; bit++)
		value = value << 1 | ((bytes[bit / 8] >> (7 - bit % 8)) & 1U);
	return value;
}

const char *receipt_code_make(struct arena *arena, const unsigned char *secret, size_t secret_len, const char *key,
			      const char *request_digest)
{
	static const char purpose[] = "samavvik receipt code";
	unsigned char hash[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state state;
	char *code = arena_alloc(arena, RECEIPT_CODE_CHARACTERS + RECEIPT_CODE_CHARACTERS / GROUP);
	char *out = code;
	unsigned check = 0;

	/* With the NUL at the end of each, no two inputs run together. */
	crypto_auth_hmacsha256_init(&state, secret, secret_len);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)purpose, sizeof(purpose));
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)key, strlen(key) + 1);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)request_digest, strlen(request_digest) + 1);
	crypto_auth_hmacsha256_final(&state, hash);
	for (size_t i = 0; i < RECEIPT_CODE_CHARACTERS; i++) {
		unsigned value = i < RECEIPT_CODE_CHARACTERS - 1 ? value_at(hash, i) : next_check(check, 0);
		check = next_check(check, value);
		if (i > 0 && i % GROUP == 0)
			*out++ = '-';
		*out++ = alphabet[value];
	}
	*out = '\0';
	sodium_memzero(hash, sizeof(hash));
	return code;
}

/* The character that was meant; 0 when none was. */
static char meant(char typed)
{
	char upper = (char)toupper((unsigned char)typed);

	if (upper == 'O')
		return '0';
	if (upper == 'I' || upper == 'L')
		return '1';
	return upper && strchr(alphabet, upper) ? upper : '\0';
}

const char *receipt_code_digest(struct arena *arena, const char *entered)
{
	char code[RECEIPT_CODE_CHARACTERS + 1] = "";
	unsigned char hash[crypto_hash_sha256_BYTES];
	const size_t size = 2 * sizeof(hash) + 1;
	unsigned check = 0;
	size_t len = 0;

	for (; *entered; entered++) {
		if (*entered == ' ' || *entered == '-')
			continue;
		char character = meant(*entered);
		if (!character || len == RECEIPT_CODE_CHARACTERS)
			return NULL;
		code[len++] = character;
		check = next_check(check, (unsigned)(strchr(alphabet, character) - alphabet));
	}
	if (len != RECEIPT_CODE_CHARACTERS || check != 0)
		return NULL;
	crypto_hash_sha256(hash, (const unsigned char *)code, len);
	char *text = arena_alloc(arena, size + 2);
	text[0] = '\\';
	text[1] = 'x';
	sodium_bin2hex(text + 2, size, hash, sizeof(hash));
	sodium_memzero(code, sizeof(code));
	return text;
}
