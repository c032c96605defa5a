/* SPDX-License-Identifier: MIT */
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

static void it_grows_and_stays_ended(void **state)
{
	STR_AUTO struct str str = STR_INIT(100000);

	(void)state;
	assert_string_equal(str_text(&str), "");
	for (int i = 0; i < 10000; i++)
		str_add_char(&str, (char)('a' + i % 26));
	str_addf(&str, "%d", 42);
	str_add_i64(&str, INT64_MIN);
	assert_false(str_failed(&str));
	assert_int_equal(str.len, 10022);
	assert_int_equal(strlen(str_text(&str)), 10022);
	assert_string_equal(str_text(&str) + 10000, "42-9223372036854775808");
}

static void beyond_the_ceiling_it_fails_for_good_until_cleared(void **state)
{
	STR_AUTO struct str str = STR_INIT(5);

	(void)state;
	str_add(&str, "12345");
	assert_false(str_failed(&str));
	str_add_char(&str, '6');
	assert_true(str_failed(&str));
	str_add(&str, "");
	assert_true(str_failed(&str));
	assert_string_equal(str_text(&str), "12345");
	str_clear(&str);
	assert_false(str_failed(&str));
	str_addf(&str, "%s", "123456");
	assert_true(str_failed(&str));
}

static const char *json_of(struct str *str, const char *text)
{
	str_clear(str);
	str_add_json(str, text);
	return str_text(str);
}

static void json_text_is_escaped(void **state)
{
	STR_AUTO struct str str = STR_INIT(1000);

	(void)state;
	assert_string_equal(json_of(&str, NULL), "null");
	assert_string_equal(json_of(&str, ""), "\"\"");
	assert_string_equal(json_of(&str, "a\"b\\c\n\r\t\x01\x7f"), "\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u007f\"");
	assert_string_equal(json_of(&str, "blåbær"), "\"blåbær\"");
	assert_string_equal(json_of(&str, "</script>"), "\"\\u003c/script>\"");
	assert_string_equal(json_of(&str, "\xe2\x80\xa8\xe2\x80\xa9"), "\"\\u2028\\u2029\"");
}

static void invalid_utf8_becomes_the_replacement_character(void **state)
{
	STR_AUTO struct str str = STR_INIT(1000);

	(void)state;
	assert_string_equal(json_of(&str, "a\xff" "b"), "\"a\xef\xbf\xbd" "b\"");
	assert_string_equal(json_of(&str, "\xc3"), "\"\xef\xbf\xbd\"");
	assert_string_equal(json_of(&str, "\xed\xa0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
}

static void html_text_is_inert(void **state)
{
	STR_AUTO struct str str = STR_INIT(1000);

	(void)state;
	str_add_html(&str, "<a href=\"x\" title='y'>Tom & Åse</a>");
	assert_string_equal(str_text(&str), "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;Tom &amp; Åse&lt;/a&gt;");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_grows_and_stays_ended),
		cmocka_unit_test(beyond_the_ceiling_it_fails_for_good_until_cleared),
		cmocka_unit_test(json_text_is_escaped),
		cmocka_unit_test(invalid_utf8_becomes_the_replacement_character),
		cmocka_unit_test(html_text_is_inert),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
