/* SPDX-License-Identifier: MIT */
#include "deviation/puzzle.h"

#include <inttypes.h>
#include <string.h>

#include <sodium.h>

#include "base/number.h"
#include "base/banned.h"

#define HEX(bytes) (2 * (bytes) + 1)
#define NONCE_BYTES (PUZZLE_NONCE_HEX / 2)
#define COUNTER_BYTES 4
#define SIGNATURE_BYTES crypto_auth_hmacsha256_BYTES

/* Each level takes four times as long as the one before. A key that begins with n zeros in hex takes 16^n tries. */
static const struct {
	int cost; /* rounds of a try */
	const char *prefix;
} levels[PUZZLE_LEVELS] = {{2000, "00"}, {500, "000"}, {2000, "000"}, {500, "0000"}, {2000, "0000"}};

int puzzle_level(int64_t lately, int64_t most)
{
	/* A fifth of what is let in an hour, in ten minutes, is a busy hospital; from there on it looks like a flood. */
	int64_t calm = most / 5 > 0 ? most / 5 : 1;
	int64_t level = lately / calm;

	return level < PUZZLE_LEVELS ? (int)level : PUZZLE_LEVELS - 1;
}

/* What is signed: the parameters as JSON with sorted names and no spaces, as ALTCHA does. */
static const char *parameters_json(struct arena *arena, const struct puzzle *puzzle, const char *nonce, const char *salt,
				   int64_t expires_at)
{
	return arena_printf(arena,
			    "{\"algorithm\":\"PBKDF2/SHA-256\",\"cost\":%d,\"data\":{\"helsefellesskap\":\"%s\"},"
			    "\"expiresAt\":%" PRId64 ",\"keyLength\":32,\"keyPrefix\":\"%s\",\"nonce\":\"%s\",\"salt\":\"%s\"}",
			    levels[puzzle->level].cost, puzzle->helsefellesskap, expires_at, levels[puzzle->level].prefix,
			    nonce, salt);
}

static void sign(const struct puzzle *puzzle, const char *parameters, char signature[HEX(SIGNATURE_BYTES)])
{
	unsigned char mac[SIGNATURE_BYTES];
	crypto_auth_hmacsha256_state state;

	crypto_auth_hmacsha256_init(&state, puzzle->secret, puzzle->secret_len);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)parameters, strlen(parameters));
	crypto_auth_hmacsha256_final(&state, mac);
	sodium_bin2hex(signature, HEX(SIGNATURE_BYTES), mac, sizeof(mac));
}

const char *puzzle_issue(struct arena *arena, const struct puzzle *puzzle)
{
	unsigned char bytes[NONCE_BYTES];
	char nonce[HEX(NONCE_BYTES)], salt[HEX(NONCE_BYTES)], signature[HEX(SIGNATURE_BYTES)];

	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2hex(nonce, sizeof(nonce), bytes, sizeof(bytes));
	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2hex(salt, sizeof(salt), bytes, sizeof(bytes));
	const char *parameters = parameters_json(arena, puzzle, nonce, salt, puzzle->now + PUZZLE_SECONDS);
	sign(puzzle, parameters, signature);
	return arena_printf(arena, "{\"level\":%d,\"challenge\":{\"parameters\":%s,\"signature\":\"%s\"}}", puzzle->level,
			    parameters, signature);
}

/* PBKDF2 with HMAC-SHA-256 of one block (RFC 8018 section 5.2). */
static void derive_key(const unsigned char *password, size_t password_len, const unsigned char *salt, size_t salt_len,
		       int rounds, unsigned char key[SIGNATURE_BYTES])
{
	static const unsigned char first_block[] = {0, 0, 0, 1};
	crypto_auth_hmacsha256_state keyed, state;
	unsigned char round[SIGNATURE_BYTES];

	crypto_auth_hmacsha256_init(&keyed, password, password_len);
	state = keyed;
	crypto_auth_hmacsha256_update(&state, salt, salt_len);
	crypto_auth_hmacsha256_update(&state, first_block, sizeof(first_block));
	crypto_auth_hmacsha256_final(&state, round);
	memcpy(key, round, sizeof(round));
	for (int i = 1; i < rounds; i++) {
		state = keyed;
		crypto_auth_hmacsha256_update(&state, round, sizeof(round));
		crypto_auth_hmacsha256_final(&state, round);
		for (size_t byte = 0; byte < sizeof(round); byte++)
			key[byte] ^= round[byte];
	}
}

static bool from_hex(unsigned char *bytes, size_t size, const char *hex)
{
	size_t len = 0;

	return strlen(hex) == 2 * size && sodium_hex2bin(bytes, size, hex, 2 * size, NULL, &len, NULL) == 0 && len == size;
}

/* The key of nonce and counter begins as the challenge asks for. */
static bool is_solved(int level, const char *nonce, const char *salt, uint32_t counter)
{
	unsigned char password[NONCE_BYTES + COUNTER_BYTES], salt_bytes[NONCE_BYTES], key[SIGNATURE_BYTES];
	char hex[HEX(SIGNATURE_BYTES)];

	if (!from_hex(password, NONCE_BYTES, nonce) || !from_hex(salt_bytes, NONCE_BYTES, salt))
		return false;
	for (int i = 0; i < COUNTER_BYTES; i++)
		password[NONCE_BYTES + i] = (unsigned char)(counter >> (24 - 8 * i));
	derive_key(password, sizeof(password), salt_bytes, sizeof(salt_bytes), levels[level].cost, key);
	sodium_bin2hex(hex, sizeof(hex), key, sizeof(key));
	return strncmp(hex, levels[level].prefix, strlen(levels[level].prefix)) == 0;
}

enum part { EXPIRES, LEVEL, NONCE, SALT, SIGNATURE, COUNTER, PARTS };

/* The parts between the hyphens; false when there are not as many. */
static bool split(struct arena *arena, const char *text, const char *parts[PARTS])
{
	for (int i = 0; i < PARTS; i++) {
		size_t len = strcspn(text, "-");
		parts[i] = arena_strndup(arena, text, len);
		if ((text[len] == '\0') != (i == PARTS - 1))
			return false;
		text += len + 1;
	}
	return true;
}

bool puzzle_check(struct arena *arena, const struct puzzle *puzzle, const char *solution,
		  struct puzzle_solution *ret_solution)
{
	const char *parts[PARTS];
	char signature[HEX(SIGNATURE_BYTES)];
	int64_t expires_at = 0, level = 0, counter = 0;
	struct puzzle asked = *puzzle;

	if (!split(arena, solution, parts) || number_read(parts[EXPIRES], 1, INT64_MAX, &expires_at) != OK ||
	    number_read(parts[LEVEL], 0, PUZZLE_LEVELS - 1, &level) != OK ||
	    number_read(parts[COUNTER], 0, UINT32_MAX, &counter) != OK)
		return false;
	if (expires_at < puzzle->now || level < puzzle->level - 1)
		return false;
	asked.level = (int)level;
	sign(&asked, parameters_json(arena, &asked, parts[NONCE], parts[SALT], expires_at), signature);
	if (strlen(parts[SIGNATURE]) != sizeof(signature) - 1 ||
	    sodium_memcmp(parts[SIGNATURE], signature, sizeof(signature) - 1) != 0)
		return false;
	if (!is_solved(asked.level, parts[NONCE], parts[SALT], (uint32_t)counter))
		return false;
	*ret_solution = (struct puzzle_solution){.nonce = parts[NONCE], .expires_at = expires_at};
	return true;
}
