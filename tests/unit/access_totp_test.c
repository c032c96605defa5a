/* SPDX-License-Identifier: MIT */
/* One-time codes against the vectors of RFC 6238, and what may be typed. */
#include "access/totp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

/* RFC 6238 appendix B, SHA-1; the vectors have eight digits, of which six are ours. */
static const unsigned char secret[TOTP_SECRET_BYTES + 1] = "12345678901234567890";
static const struct {
	int64_t seconds;
	const char *digits;
} vectors[] = {
	{59, "94287082"},         {1111111109, "07081804"},  {1111111111, "14050471"},
	{1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"},
};

static void test_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		char code[TOTP_DIGITS + 1];
		totp_code(secret, vectors[i].seconds / TOTP_STEP_SECONDS, code);
		assert_string_equal(code, vectors[i].digits + 2);
	}
}

static void test_a_neighbouring_step_is_taken_and_told(void **state)
{
	int64_t step = 0;
	char code[TOTP_DIGITS + 1];

	(void)state;
	for (int64_t away = -3; away <= 3; away++) {
		totp_code(secret, 1000 + away, code);
		bool near = away >= -1 && away <= 1;
		assert_int_equal(totp_find_step(secret, 1000 * TOTP_STEP_SECONDS + 29, code, &step), near);
		if (near)
			assert_int_equal(step, 1000 + away);
	}
}

static void test_what_is_no_code(void **state)
{
	static const char *const wrong[] = {"", "12345", "1234567", "12345a", "-12345", "\xd9\xa1\xd9\xa2\xd9\xa3"};
	int64_t step = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(totp_find_step(secret, 59, wrong[i], &step));
	assert_true(totp_find_step(secret, 59, "287082", &step));
}

static void test_what_is_typed_is_read_kindly(void **state)
{
	struct arena *arena = arena_new(65536);

	(void)state;
	assert_string_equal(code_typed(arena, " 287 082 "), "287082");
	assert_true(code_is_totp("287082"));
	assert_false(code_is_totp("K7QM3VXA90TD"));
	assert_string_equal(recovery_code_spelling(arena, "k7qm-3vxa-9otl"), "K7QM3VXA90T1");
	for (int i = 0; i < 100; i++) {
		const char *code = recovery_code_new(arena);
		assert_int_equal(strlen(code), 14);
		assert_int_equal(strlen(recovery_code_spelling(arena, code)), 12);
		assert_string_equal(recovery_code_spelling(arena, code), code_typed(arena, code));
	}
	arena_free(arena);
}

static void test_the_secret_as_apps_want_it(void **state)
{
	struct arena *arena = arena_new(65536);

	(void)state;
	assert_string_equal(totp_secret_text(arena, secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_a_neighbouring_step_is_taken_and_told),
		cmocka_unit_test(test_what_is_no_code),
		cmocka_unit_test(test_what_is_typed_is_read_kindly),
		cmocka_unit_test(test_the_secret_as_apps_want_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
