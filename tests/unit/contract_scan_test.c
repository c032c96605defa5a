/* SPDX-License-Identifier: MIT */
/* The strict check of JSON texts: everything cJSON would let through and another reader would read otherwise. */
#include "contract/json_scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"

#include "base/banned.h"

struct refused {
	const char *text;
	size_t len;
	const char *code;
};
#define REFUSED(text, code)                                                                                            \
	{                                                                                                              \
		(text), sizeof(text) - 1, (code)                                                                       \
	}

/* The scanner gets a copy of exactly this size, so that a byte read beyond it is seen by the sanitizer. */
static const char *scan(const char *text, size_t len, size_t *ret_at)
{
	char *copy = test_malloc(len ? len : 1);
	const char *code;

	memcpy(copy, text, len);
	code = json_scan(copy, len, ret_at);
	test_free(copy);
	return code;
}

static void assert_refused(const struct refused *one)
{
	size_t at = SIZE_MAX;
	const char *code = scan(one->text, one->len, &at);

	if (!code || strcmp(code, one->code) != 0)
		fail_msg("'%s': %s, not %s", one->text, code ? code : "accepted", one->code);
	if (at > one->len)
		fail_msg("'%s': seen at %zu", one->text, at);
}

static void what_rfc_8259_allows_is_accepted(void **state)
{
	static const char *const texts[] = {
		"{}",
		"[]",
		"0",
		"-0",
		"-1.5e+10",
		"1E5",
		"true",
		"false",
		"null",
		"\"\"",
		" \t\r\n{ } \n",
		"[1,[2,[3]]]",
		"{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":2}]}",
		"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e5\"",
		"\"bl\303\245b\303\246r \xf0\x9f\x9a\x91\"",
		"\"\\ud83d\\ude91\"",
		"\"\x7f\"",
		"\"\\u0001\"",
		"{\"a\":1,\"A\":2,\"\":3}",
		"{\"b\":{\"a\":1},\"a\":2}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		size_t at;
		const char *code = scan(texts[i], strlen(texts[i]), &at);

		if (code)
			fail_msg("'%s': %s at %zu", texts[i], code, at);
	}
}

static void what_is_no_json_is_refused(void **state)
{
	static const struct refused texts[] = {
		REFUSED("", "malformed_json"),
		REFUSED(" ", "malformed_json"),
		REFUSED("{", "malformed_json"),
		REFUSED("{\"a\"", "malformed_json"),
		REFUSED("{\"a\":", "malformed_json"),
		REFUSED("{\"a\":1", "malformed_json"),
		REFUSED("{\"a\":1,", "malformed_json"),
		REFUSED("{\"a\":1,}", "malformed_json"),
		REFUSED("{a:1}", "malformed_json"),
		REFUSED("{'a':1}", "malformed_json"),
		REFUSED("{\"a\" 1}", "malformed_json"),
		REFUSED("[1,]", "malformed_json"),
		REFUSED("[,1]", "malformed_json"),
		REFUSED("[1 2]", "malformed_json"),
		REFUSED("[1}", "malformed_json"),
		REFUSED("]", "malformed_json"),
		REFUSED("tru", "malformed_json"),
		REFUSED("nulll", "malformed_json"),
		REFUSED("True", "malformed_json"),
		REFUSED("NaN", "malformed_json"),
		REFUSED("Infinity", "malformed_json"),
		REFUSED("\"abc", "malformed_json"),
		REFUSED("\"\\", "malformed_json"),
		REFUSED("\"\\x41\"", "malformed_json"),
		REFUSED("\"\\u12g4\"", "malformed_json"),
		REFUSED("\"\\u12", "malformed_json"),
		REFUSED("// a\n1", "malformed_json"),
		REFUSED("[1/*2*/]", "malformed_json"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_refused(&texts[i]);
}

static void numbers_have_one_writing(void **state)
{
	static const struct refused texts[] = {
		REFUSED("01", "malformed_json"),   REFUSED("-01", "malformed_json"),   REFUSED("00", "malformed_json"),
		REFUSED("+1", "malformed_json"),   REFUSED("1.", "malformed_json"),    REFUSED(".5", "malformed_json"),
		REFUSED("-", "malformed_json"),    REFUSED("1e", "malformed_json"),    REFUSED("1e+", "malformed_json"),
		REFUSED("0x10", "malformed_json"), REFUSED("1_000", "malformed_json"), REFUSED("1,5", "malformed_json"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_refused(&texts[i]);
}

static void text_that_is_cut_or_read_differently_is_refused(void **state)
{
	static const struct refused texts[] = {
		REFUSED("\xef\xbb\xbf{}", "malformed_json"), /* byte order mark */
		REFUSED("{} x", "malformed_json"),
		REFUSED("{}{}", "malformed_json"),
		REFUSED("{}\0", "nul_character"),
		REFUSED("{\"a\":\"b\0c\"}", "nul_character"),
		REFUSED("\0", "nul_character"),
		REFUSED("{\"a\":\"b\\u0000c\"}", "nul_character"),
		REFUSED("{\"a\\u0000\":1}", "nul_character"),
		REFUSED("\"a\nb\"", "malformed_json"),
		REFUSED("\"a\tb\"", "malformed_json"),
		REFUSED("\"\x1f\"", "malformed_json"),
		REFUSED("\"\xe5\"", "invalid_utf8"),
		REFUSED("\"\xc0\xaf\"", "invalid_utf8"),
		REFUSED("\"\xed\xa0\x80\"", "invalid_utf8"),
		REFUSED("\"\xf4\x90\x80\x80\"", "invalid_utf8"),
		REFUSED("\"\xf0\x9f\x9a\"", "invalid_utf8"),
		REFUSED("\"\xc3", "invalid_utf8"),
		REFUSED("\"\\ud83d\"", "lone_surrogate"),
		REFUSED("\"\\ud83dx\"", "lone_surrogate"),
		REFUSED("\"\\ude91\"", "lone_surrogate"),
		REFUSED("\"\\ud83d\\ud83d\"", "lone_surrogate"),
		REFUSED("\"\\ud83d\\n\"", "lone_surrogate"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_refused(&texts[i]);
}

static void a_name_stands_once_in_an_object_however_it_is_written(void **state)
{
	static const struct refused texts[] = {
		REFUSED("{\"a\":1,\"a\":2}", "duplicate_name"),
		REFUSED("{\"a\":1,\"\\u0061\":2}", "duplicate_name"),
		REFUSED("{\"\":1,\"\":2}", "duplicate_name"),
		REFUSED("{\"\\/\":1,\"/\":2}", "duplicate_name"),
		REFUSED("{\"\xc3\xa5\":1,\"\\u00e5\":2}", "duplicate_name"),
		REFUSED("{\"\xf0\x9f\x9a\x91\":1,\"\\ud83d\\ude91\":2}", "duplicate_name"),
		REFUSED("{\"a\":{\"b\":1,\"c\":2,\"b\":3}}", "duplicate_name"),
		REFUSED("{\"a\":{\"b\":1},\"c\":[{}],\"a\":1}", "duplicate_name"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_refused(&texts[i]);
}

/* opening and closing, each depth times, around 1. */
static const char *scan_nested(const char *opening, const char *closing, int depth)
{
	STR_AUTO struct str text = STR_INIT(1024 * 1024);
	size_t at;

	for (int i = 0; i < depth; i++)
		str_add(&text, opening);
	str_add(&text, "1");
	for (int i = 0; i < depth; i++)
		str_add(&text, closing);
	return scan(str_text(&text), text.len, &at);
}

static void depth_is_bounded(void **state)
{
	(void)state;
	assert_null(scan_nested("[", "]", JSON_DEPTH_MAX));
	assert_string_equal(scan_nested("[", "]", JSON_DEPTH_MAX + 1), "too_deep");
	assert_null(scan_nested("{\"a\":", "}", JSON_DEPTH_MAX));
	assert_string_equal(scan_nested("{\"a\":", "}", JSON_DEPTH_MAX + 1), "too_deep");
	assert_string_equal(scan_nested("[", "", 100000), "too_deep");
}

static const char *scan_members(int count)
{
	STR_AUTO struct str text = STR_INIT(1024 * 1024);
	size_t at;

	for (int i = 0; i < count; i++)
		str_addf(&text, "%s\"n%d\":1", i ? "," : "{", i);
	str_add(&text, "}");
	return scan(str_text(&text), text.len, &at);
}

static const char *scan_items(int count)
{
	STR_AUTO struct str text = STR_INIT(1024 * 1024);
	size_t at;

	for (int i = 0; i < count; i++)
		str_add(&text, i ? ",1" : "[1");
	str_add(&text, "]");
	return scan(str_text(&text), text.len, &at);
}

static void counts_are_bounded(void **state)
{
	(void)state;
	assert_null(scan_members(JSON_MEMBERS_MAX));
	assert_string_equal(scan_members(JSON_MEMBERS_MAX + 1), "too_many_values");
	assert_null(scan_items(JSON_VALUES_MAX - 1));
	assert_string_equal(scan_items(JSON_VALUES_MAX), "too_many_values");
}

static void the_place_of_the_fault_is_given(void **state)
{
	size_t at;

	(void)state;
	assert_non_null(scan("{\"a\": tru}", 10, &at));
	assert_int_equal(at, 6);
	assert_non_null(scan("{} x", 4, &at));
	assert_int_equal(at, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_rfc_8259_allows_is_accepted),
		cmocka_unit_test(what_is_no_json_is_refused),
		cmocka_unit_test(numbers_have_one_writing),
		cmocka_unit_test(text_that_is_cut_or_read_differently_is_refused),
		cmocka_unit_test(a_name_stands_once_in_an_object_however_it_is_written),
		cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(counts_are_bounded),
		cmocka_unit_test(the_place_of_the_fault_is_given),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
