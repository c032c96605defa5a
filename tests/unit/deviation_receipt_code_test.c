/* SPDX-License-Identifier: MIT */
/* Receipt codes: the same for a repeated request, read however they are typed, and every slip of one key is noticed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "deviation/receipt_code.h"
#include "base/banned.h"

static const unsigned char secret[32] = {7};
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static int with_arena(void **state)
{
	*state = arena_new((size_t)64 * 1024 * 1024);
	return *state ? 0 : -1;
}

static int done(void **state)
{
	arena_free(*state);
	return 0;
}

static const char *make(struct arena *arena, const char *key, const char *request)
{
	return receipt_code_make(arena, secret, sizeof(secret), key, request);
}

static void test_same_for_the_same(void **state)
{
	const unsigned char other[32] = {8};
	const char *code = make(*state, "key", "\\x01");

	assert_int_equal(strlen(code), 24);
	assert_string_equal(code, make(*state, "key", "\\x01"));
	assert_string_not_equal(code, make(*state, "kez", "\\x01"));
	assert_string_not_equal(code, make(*state, "key", "\\x02"));
	assert_string_not_equal(code, make(*state, "key\\", "x01"));
	assert_string_not_equal(code, receipt_code_make(*state, other, sizeof(other), "key", "\\x01"));
}

static void test_read_as_typed(void **state)
{
	const char *digest = receipt_code_digest(*state, "0000-0000-0000-0000-0000");

	assert_non_null(digest);
	assert_int_equal(strlen(digest), 66);
	assert_string_equal(digest, receipt_code_digest(*state, "00000000000000000000"));
	assert_string_equal(digest, receipt_code_digest(*state, " oOoO 0000-o0o0 0000 - OOOO "));
	const char *code = make(*state, "another key", "\\x01");
	char typed[64] = "";
	for (size_t i = 0; code[i]; i++)
		typed[i] = code[i] == '1' ? 'l' : code[i] == '0' ? 'o' : (char)(code[i] | 0x20);
	assert_string_equal(receipt_code_digest(*state, code), receipt_code_digest(*state, typed));
	const char *const none[] = {"", "0", "0000-0000-0000-0000-000", "0000-0000-0000-0000-00000", "0000-0000-0000-0000-000U",
				    "0000_0000_0000_0000_0000", "0000-0000-0000-0000-000\xc3\xb8"};
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_null(receipt_code_digest(*state, none[i]));
}

/* Every other character in every place, and every two neighbours exchanged. */
static void test_slips_are_noticed(void **state)
{
	for (int round = 0; round < 20; round++) {
		const char *code = make(*state, arena_i64(*state, round), "\\x01");
		char *typed = arena_strdup(*state, code);
		for (size_t at = 0; code[at]; at++) {
			for (size_t i = 0; code[at] != '-' && alphabet[i]; i++) {
				typed[at] = alphabet[i];
				assert_int_equal(receipt_code_digest(*state, typed) != NULL, alphabet[i] == code[at]);
			}
			typed[at] = code[at];
			size_t next = code[at + 1] == '-' ? at + 2 : at + 1;
			if (code[at] == '-' || !code[next] || code[at] == code[next])
				continue;
			typed[at] = code[next];
			typed[next] = code[at];
			assert_null(receipt_code_digest(*state, typed));
			typed[at] = code[at];
			typed[next] = code[next];
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_same_for_the_same, with_arena, done),
		cmocka_unit_test_setup_teardown(test_read_as_typed, with_arena, done),
		cmocka_unit_test_setup_teardown(test_slips_are_noticed, with_arena, done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
