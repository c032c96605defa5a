/* SPDX-License-Identifier: MIT */
/* Passwords that are guessed first are refused, and the reason says what to change. */
#include "access/password_rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/banned.h"

static const char *const own_words[] = {"kari", "nordmann", "stol", NULL};
static const char *const nobody[] = {NULL};

static void expect(const char *const *passwords, const char *code)
{
	for (; *passwords; passwords++) {
		const char *refusal = password_refusal(*passwords, own_words);
		if (!code)
			assert_null(refusal);
		else if (!refusal)
			fail_msg("%s is taken", *passwords);
		else
			assert_string_equal(refusal, code);
	}
}

static void test_common_ones(void **state)
{
	static const char *const list[] = {"password1234", "P@ssw0rd1234", "iloveyou1234", "Sommeren2026!", "velkommen123",
					   "Fastlege2026", "hunter2hunter2", "Januar2026!!", NULL};

	(void)state;
	expect(list, "password_common");
}

static void test_patterns(void **state)
{
	static const char *const list[] = {"aaaaaaaaaaaa", "1234567890123456", "abcabcabcabc", "passordpassord", "            ", "20262026202620262026",
					   NULL};

	(void)state;
	expect(list, "password_pattern");
}

static void test_own_names(void **state)
{
	static const char *const list[] = {"KariNordmann2026", "nordmann-1234", "xxNORDMANNxx", NULL};

	(void)state;
	expect(list, "password_own_name");
	assert_null(password_refusal("xxNORDMANNxx-7Kq#Zm", nobody));
}

static void test_good_ones(void **state)
{
	static const char *const list[] = {"seks gr\xc3\xb8nne traktorer", "xK7#mPq92Lw!", "bl\xc3\xa5"
											 "b\xc3\xa6rsyltet\xc3\xb8y og havregr\xc3\xb8t",
					   "correct horse battery staple", "en stol og to bord i gangen", NULL};

	(void)state;
	expect(list, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_common_ones),
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_own_names),
		cmocka_unit_test(test_good_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
