/* SPDX-License-Identifier: MIT */
/* What is made from the key of the accounts cannot be made without it, nor used for something else. */
#include "access/account_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

static const char key[] = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
static const char other_key[] = "BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
static const unsigned char secret[TOTP_SECRET_BYTES + 1] = "12345678901234567890";

static void test_which_keys_are_keys(void **state)
{
	(void)state;
	assert_true(account_key_valid(key));
	assert_true(account_key_valid(""));
	assert_false(account_key_set(""));
	for (size_t len = 1; len < strlen(key); len++) {
		char cut[sizeof(key)] = "";
		memcpy(cut, key, len);
		assert_false(account_key_valid(cut));
	}
	assert_false(account_key_valid("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISI="));
	assert_false(account_key_valid("not base64 at all!!"));
}

static void test_a_sealed_secret_opens_for_its_person_under_its_key_only(void **state)
{
	struct arena *arena = arena_new(65536);
	unsigned char opened[TOTP_SECRET_BYTES];
	const char *sealed = account_seal(arena, key, 7, secret);
	char *changed = arena_strdup(arena, sealed);

	(void)state;
	assert_int_equal(account_open(key, 7, sealed, opened), OK);
	assert_memory_equal(opened, secret, TOTP_SECRET_BYTES);
	assert_int_equal(account_open(key, 8, sealed, opened), ERR_INTERNAL);
	assert_int_equal(account_open(other_key, 7, sealed, opened), ERR_INTERNAL);
	assert_int_equal(account_open("", 7, sealed, opened), ERR_INTERNAL);
	changed[strlen(changed) - 1] = changed[strlen(changed) - 1] == '0' ? '1' : '0';
	assert_int_equal(account_open(key, 7, changed, opened), ERR_INTERNAL);
	assert_int_equal(account_open(key, 7, "\\x00", opened), ERR_INTERNAL);
	assert_int_equal(account_open(key, 7, "nonsense", opened), ERR_INTERNAL);
	assert_string_not_equal(sealed, account_seal(arena, key, 7, secret));
	arena_free(arena);
}

static void test_digests_differ_by_purpose_and_key(void **state)
{
	struct arena *arena = arena_new(65536);
	const char *name = account_digest(arena, key, DIGEST_NAME, "kari");

	(void)state;
	assert_string_equal(name, account_digest(arena, key, DIGEST_NAME, "kari"));
	assert_string_not_equal(name, account_digest(arena, key, DIGEST_NAME, "karl"));
	assert_string_not_equal(name, account_digest(arena, other_key, DIGEST_NAME, "kari"));
	for (int purpose = DIGEST_NAME + 1; purpose < DIGEST_COUNT; purpose++)
		assert_string_not_equal(name, account_digest(arena, key, (enum account_digest)purpose, "kari"));
	arena_free(arena);
}

static void test_a_link_comes_from_key_and_nonce(void **state)
{
	static const unsigned char nonce[LINK_NONCE_BYTES] = {1};
	char one[LINK_TOKEN_TEXT], again[LINK_TOKEN_TEXT], other[LINK_TOKEN_TEXT];

	(void)state;
	account_link_token(key, nonce, one);
	account_link_token(key, nonce, again);
	account_link_token(other_key, nonce, other);
	assert_string_equal(one, again);
	assert_string_not_equal(one, other);
	assert_int_equal(strlen(one), LINK_TOKEN_TEXT - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_which_keys_are_keys),
		cmocka_unit_test(test_a_sealed_secret_opens_for_its_person_under_its_key_only),
		cmocka_unit_test(test_digests_differ_by_purpose_and_key),
		cmocka_unit_test(test_a_link_comes_from_key_and_nonce),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
