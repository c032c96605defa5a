/* SPDX-License-Identifier: MIT */
#include "privacy/check_text_command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "privacy/privacy.h"

#include "base/banned.h"

struct outcome {
	int code;
	char *out, *messages;
	size_t out_len, messages_len;
};

static struct outcome run(const char *input, size_t len, int argc)
{
	char name[] = "check-text";
	char *words[] = {name, name, NULL};
	struct outcome outcome = {0};
	FILE *in = tmpfile();
	FILE *out = open_memstream(&outcome.out, &outcome.out_len);
	FILE *messages = open_memstream(&outcome.messages, &outcome.messages_len);

	fwrite(input, 1, len, in);
	rewind(in);
	outcome.code = check_text_command(argc, words, in, out, messages);
	fclose(in);
	fclose(out);
	fclose(messages);
	return outcome;
}

static void done(struct outcome *outcome)
{
	free(outcome->out);
	free(outcome->messages);
}

static void texts_are_answered_in_order(void **state)
{
	static const char input[] =
		"{\"id\":\"a\",\"text\":\"Sykepleier Kari Hansen, \\u00e5 412 34 567\"}\r\n"
		"\n"
		"{\"text\":\"fnr 30108299920\",\"id\":\"b\\\"<\",\"expected\":\"block\",\"spans\":[]}\n"
		"{\"id\":\"\",\"text\":\"\"}";
	struct outcome outcome = run(input, sizeof(input) - 1, 1);

	(void)state;
	assert_int_equal(outcome.code, 0);
	assert_string_equal(
		outcome.out,
		"{\"id\":\"a\",\"verdict\":\"warn\",\"findings\":[{\"kind\":\"name\",\"start\":11,\"end\":22},"
		"{\"kind\":\"phone\",\"start\":26,\"end\":36}]}\n"
		"{\"id\":\"b\\\"\\u003c\",\"verdict\":\"block\",\"findings\":[{\"kind\":\"fnr\",\"start\":4,"
		"\"end\":15}]}\n"
		"{\"id\":\"\",\"verdict\":\"pass\",\"findings\":[]}\n");
	assert_string_equal(outcome.messages, "");
	done(&outcome);
}

static void a_bad_line_is_named_in_its_place_and_the_others_still_answered(void **state)
{
	static const char input[] = "{\"id\":\"a\"}\n[]\n{]\n\n{\"id\":7,\"text\":\"x\"}\n"
				    "{\"id\":\"n\",\"text\":\"a\\u0000b\"}\n{\"id\":\"z\",\"text\":\"ok\"}\n";
	struct outcome outcome = run(input, sizeof(input) - 1, 1);

	(void)state;
	assert_int_equal(outcome.code, 1);
	assert_string_equal(outcome.out, "{\"line\":1,\"error\":\"text: missing, or not a text\"}\n"
					 "{\"line\":2,\"error\":\"not a JSON object\"}\n"
					 "{\"line\":3,\"error\":\"not valid JSON: malformed_json\"}\n"
					 "{\"line\":5,\"error\":\"id: missing, or not a text\"}\n"
					 "{\"line\":6,\"error\":\"not valid JSON: nul_character\"}\n"
					 "{\"id\":\"z\",\"verdict\":\"pass\",\"findings\":[]}\n");
	done(&outcome);
}

static void a_line_over_the_limit_is_refused_without_stopping(void **state)
{
	STR_AUTO struct str input = STR_INIT((size_t)4 * 1024 * 1024);
	struct outcome outcome;

	(void)state;
	str_add(&input, "{\"id\":\"a\",\"text\":\"");
	while (input.len < (size_t)1024 * 1024)
		str_add(&input, "a");
	str_add(&input, "\"}\n{\"id\":\"b\",\"text\":\"\"}\n");
	outcome = run(str_text(&input), input.len, 1);
	assert_int_equal(outcome.code, 1);
	assert_string_equal(outcome.out, "{\"line\":1,\"error\":\"longer than 1 MiB\"}\n"
					 "{\"id\":\"b\",\"verdict\":\"pass\",\"findings\":[]}\n");
	done(&outcome);
}

/* As many findings as a line can hold. */
static void no_finding_of_a_long_text_is_left_out(void **state)
{
	STR_AUTO struct str input = STR_INIT((size_t)1024 * 1024);
	struct outcome outcome;
	size_t findings = 0;
	size_t written = 0;

	(void)state;
	str_add(&input, "{\"id\":\"a\",\"text\":\"");
	for (; input.len < (size_t)1000 * 1000; written++)
		str_add(&input, "a@b.cc,");
	str_add(&input, "\"}");
	outcome = run(str_text(&input), input.len, 1);
	assert_int_equal(outcome.code, 0);
	/* Not strstr: a checked one measures the whole rest every time. */
	for (const char *at = outcome.out; (at = strchr(at, '{')) != NULL; at++)
		findings += strncmp(at, "{\"kind\":\"email\"", 15) == 0;
	assert_int_equal(findings, written);
	done(&outcome);
}

static void a_wrong_call_says_how_it_is_called(void **state)
{
	struct outcome outcome = run("", 0, 2);

	(void)state;
	assert_int_equal(outcome.code, 2);
	assert_string_equal(outcome.out, "");
	assert_non_null(strstr(outcome.messages, "usage: samavvik check-text"));
	done(&outcome);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_answered_in_order),
		cmocka_unit_test(a_bad_line_is_named_in_its_place_and_the_others_still_answered),
		cmocka_unit_test(a_line_over_the_limit_is_refused_without_stopping),
		cmocka_unit_test(no_finding_of_a_long_text_is_left_out),
		cmocka_unit_test(a_wrong_call_says_how_it_is_called),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
