/* SPDX-License-Identifier: MIT */
/* The small readers of base: UTF-8, numbers, languages, dates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/language.h"
#include "base/number.h"
#include "base/utf8.h"

#include "base/banned.h"

static void every_code_point_is_decoded_and_surrogates_are_not(void **state)
{
	(void)state;
	for (uint32_t c = 1; c <= 0x10ffff; c += c < 0x3000 ? 1 : 37) {
		char bytes[4];
		size_t len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
		uint32_t decoded = 0;

		for (size_t i = len; i-- > 1;)
			bytes[i] = (char)(0x80 | (c >> 6 * (len - 1 - i) & 0x3f));
		bytes[0] = (char)(len == 1 ? c : (0xf00u >> len & 0xff) | c >> 6 * (len - 1));
		if (c >= 0xd800 && c <= 0xdfff) {
			assert_int_equal(utf8_decode(bytes, len, &decoded), 0);
			continue;
		}
		assert_int_equal(utf8_decode(bytes, len, &decoded), len);
		assert_int_equal(decoded, c);
		assert_int_equal(utf8_decode(bytes, len - 1, &decoded), 0);
	}
}

static void bad_utf8_is_refused(void **state)
{
	static const char *const bad[] = {"\x80",	  "\xc0\x80",	      "\xc1\xbf",	  "\xe0\x9f\xbf",
					  "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80", "\xe2\x82",
					  "\xff",	  "a\xc3",	      "\xed\xbf\xbf"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(utf8_valid(bad[i], strlen(bad[i])));
	assert_true(utf8_valid("", 0));
	assert_true(utf8_valid("a\0b", 3));
	assert_int_equal(utf8_length("blåbær €", strlen("blåbær €")), 8);
}

static void numbers_have_one_writing(void **state)
{
	static const char *const bad[] = {"",	 "-",	"+1", " 1",  "1 ", "01", "-0", "-01", "1.0",
					  "0x1", "1e3", "--1", "9223372036854775808", "-9223372036854775809", "99999999999999999999"};
	int64_t value = 77;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(number_read(bad[i], INT64_MIN, INT64_MAX, &value), ERR_INVALID);
	assert_int_equal(number_read(NULL, 0, 1, &value), ERR_INVALID);
	assert_int_equal(number_read("5", 6, 9, &value), ERR_INVALID);
	assert_int_equal(number_read("10", 6, 9, &value), ERR_INVALID);
	assert_int_equal(value, 77);
	assert_int_equal(number_read("9223372036854775807", INT64_MIN, INT64_MAX, &value), OK);
	assert_true(value == INT64_MAX);
	assert_int_equal(number_read("-9223372036854775808", INT64_MIN, INT64_MAX, &value), OK);
	assert_true(value == INT64_MIN);
	assert_int_equal(number_read("0", 0, 0, &value), OK);
	assert_int_equal(value, 0);
}

static void the_best_accepted_language_wins(void **state)
{
	static const struct {
		const char *header;
		enum language language;
	} cases[] = {
		{NULL, LANGUAGE_NB},
		{"", LANGUAGE_NB},
		{"en", LANGUAGE_EN},
		{"nn-NO,nn;q=0.9,nb;q=0.8", LANGUAGE_NN},
		{"fr, en;q=0.5, nn;q=0.7", LANGUAGE_NN},
		{"no", LANGUAGE_NB},
		{"en;q=0.4, no;q=0.5", LANGUAGE_NB},
		{"EN-us", LANGUAGE_EN},
		{"en;q=0", LANGUAGE_NB},
		{"fr,de", LANGUAGE_NB},
		{"fr;q=1, *;q=0.5, en;q=0.4", LANGUAGE_NB},
		{"en ; q=0.9 , nn ; q=0.95", LANGUAGE_NN},
		{"en;q=x, nn;q=0.1", LANGUAGE_NN},
		{",,,;q=1,en", LANGUAGE_EN},
		{"english", LANGUAGE_NB},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(language_from_accept(cases[i].header), cases[i].language);
	assert_int_equal(language_from_code("nn"), LANGUAGE_NN);
	assert_int_equal(language_from_code("no"), LANGUAGE_NB);
	assert_int_equal(language_from_code("xx"), LANGUAGE_NB);
	assert_int_equal(language_from_code(NULL), LANGUAGE_NB);
	assert_string_equal(language_code(LANGUAGE_EN), "en");
}

static void dates_are_written_as_their_standards_say(void **state)
{
	const int64_t at = 1772348709120000; /* 2026-03-01 07:05:09.120 UTC */
	char text[32];

	(void)state;
	assert_string_equal(clock_rfc3339(at, text, 25), "2026-03-01T07:05:09.120Z");
	assert_string_equal(clock_rfc5322(at, text, 32), "Sun, 01 Mar 2026 07:05:09 +0000");
	assert_string_equal(clock_http(at, text, 30), "Sun, 01 Mar 2026 07:05:09 GMT");
	assert_string_equal(clock_rfc3339(-1, text, 25), "1969-12-31T23:59:59.999Z");
	assert_string_equal(clock_rfc3339(1709164800000000, text, 25), "2024-02-29T00:00:00.000Z");
}

static void the_monotonic_clock_moves_while_sleeping(void **state)
{
	int64_t before = clock_monotonic_us();

	(void)state;
	clock_sleep_ms(5);
	clock_sleep_ms(-1);
	assert_true(clock_monotonic_us() - before >= 5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_point_is_decoded_and_surrogates_are_not),
		cmocka_unit_test(bad_utf8_is_refused),
		cmocka_unit_test(numbers_have_one_writing),
		cmocka_unit_test(the_best_accepted_language_wins),
		cmocka_unit_test(dates_are_written_as_their_standards_say),
		cmocka_unit_test(the_monotonic_clock_moves_while_sleeping),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
