/* SPDX-License-Identifier: MIT */
#include "access/totp.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <liboath/oath.h>
#include <sodium.h>

#include "base/banned.h"

#define NEIGHBOURS 1
#define RECOVERY_LETTERS 12
#define RECOVERY_GROUP 4

/* Crockford's base 32: no letter looks like another. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const char *code_typed(struct arena *arena, const char *text)
{
	char *typed = arena_alloc(arena, strlen(text) + 1);
	size_t len = 0;

	for (; *text; text++)
		if (*text != ' ' && *text != '-')
			typed[len++] = *text;
	return typed;
}

bool code_is_totp(const char *typed)
{
	return strlen(typed) == TOTP_DIGITS && strspn(typed, "0123456789") == TOTP_DIGITS;
}

void totp_code(const unsigned char secret[TOTP_SECRET_BYTES], int64_t step, char code[TOTP_DIGITS + 1])
{
	char made[16] = "";

	if (oath_totp_generate((const char *)secret, TOTP_SECRET_BYTES, (time_t)(step * TOTP_STEP_SECONDS), TOTP_STEP_SECONDS,
			       OATH_TOTP_DEFAULT_START_TIME, TOTP_DIGITS, made) != OATH_OK)
		abort(); /* it cannot fail with a secret and six digits */
	memcpy(code, made, TOTP_DIGITS + 1);
}

bool totp_find_step(const unsigned char secret[TOTP_SECRET_BYTES], int64_t now_seconds, const char *typed, int64_t *ret_step)
{
	int64_t present = now_seconds / TOTP_STEP_SECONDS;
	bool found = false;

	if (!code_is_totp(typed))
		return false;
	for (int64_t step = present - NEIGHBOURS; step <= present + NEIGHBOURS; step++) {
		char code[TOTP_DIGITS + 1];
		totp_code(secret, step, code);
		if (sodium_memcmp(code, typed, TOTP_DIGITS) == 0) {
			found = true;
			*ret_step = step;
		}
	}
	return found;
}

const char *totp_secret_text(struct arena *arena, const unsigned char secret[TOTP_SECRET_BYTES])
{
	char *text = NULL;
	size_t len = 0;

	if (oath_base32_encode((const char *)secret, TOTP_SECRET_BYTES, &text, &len) != OATH_OK)
		abort(); /* out of memory */
	const char *kept = arena_strndup(arena, text, len);
	sodium_memzero(text, len);
	free(text);
	return kept;
}

const char *recovery_code_new(struct arena *arena)
{
	char *code = arena_alloc(arena, RECOVERY_LETTERS + RECOVERY_LETTERS / RECOVERY_GROUP);
	size_t len = 0;

	for (int i = 0; i < RECOVERY_LETTERS; i++) {
		if (i > 0 && i % RECOVERY_GROUP == 0)
			code[len++] = '-';
		code[len++] = alphabet[randombytes_uniform(sizeof(alphabet) - 1)];
	}
	return code;
}

const char *recovery_code_spelling(struct arena *arena, const char *typed)
{
	char *code = arena_strdup(arena, code_typed(arena, typed));

	for (char *c = code; *c; c++) {
		*c = (char)toupper((unsigned char)*c);
		if (*c == 'O')
			*c = '0';
		else if (*c == 'I' || *c == 'L')
			*c = '1';
	}
	return code;
}
