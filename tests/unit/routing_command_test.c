/* SPDX-License-Identifier: MIT */
#include "routing/routing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

#define CASE(id, category)                                                                                             \
	"{\"id\":\"" id "\",\"kind\":\"patient\",\"category\":\"" category                                             \
	"\",\"reporter_party\":\"gp\",\"other_party\":\"hospital\",\"reporter_org\":\"Kontoret\",\"agreement_point\":" \
	"null}\n"

struct outcome {
	int code;
	char *out, *messages;
	size_t out_len, messages_len;
};

static struct outcome run(const char *input, const struct routing_command_source *source, int argc, const char **argv)
{
	struct outcome outcome = {0};
	char *words[8] = {NULL};
	FILE *in = tmpfile();
	FILE *out = open_memstream(&outcome.out, &outcome.out_len);
	FILE *messages = open_memstream(&outcome.messages, &outcome.messages_len);

	for (int i = 0; i < argc; i++)
		words[i] = strdup(argv[i]);
	fputs(input, in);
	rewind(in);
	outcome.code = routing_command(argc, words, in, out, messages, source);
	for (int i = 0; i < argc; i++)
		free(words[i]);
	fclose(in);
	fclose(out);
	fclose(messages);
	return outcome;
}
#define RUN(input, source, ...)                                                                                        \
	run(input, source, (int)(sizeof((const char *[]){__VA_ARGS__}) / sizeof(char *)), (const char *[]){__VA_ARGS__})

static void done(struct outcome *outcome)
{
	free(outcome->out);
	free(outcome->messages);
}

static void cases_are_answered_in_order(void **state)
{
	struct outcome outcome = RUN(CASE("a", "epikrise") "\n" CASE("b\\\"<", "ikt_helseplattformen"), NULL, "route",
				     "--default-rules");

	(void)state;
	assert_int_equal(outcome.code, 0);
	assert_string_equal(
		outcome.out,
		"{\"id\":\"a\",\"council\":\"legesamarbeid\",\"rule\":\"category-epikrise\","
		"\"why\":\"Epikrise hører til Fagråd for legesamarbeid.\"}\n"
		"{\"id\":\"b\\\"\\u003c\",\"council\":\"digital\",\"rule\":\"category-ikt-helseplattformen\","
		"\"why\":\"IKT og Helseplattformen hører til Fagråd for digital samhandling.\"}\n");
	assert_string_equal(outcome.messages, "");
	done(&outcome);
}

static void a_bad_line_is_named_in_its_place_and_the_others_still_answered(void **state)
{
	struct outcome outcome = RUN("{\"id\":\"x\",\"kind\":\"robot\",\"category\":\"epikrise\",\"reporter_party\":7,"
				     "\"other_party\":\"gp\",\"agreement_point\":1.5}\n[]\n{]\n" CASE("a", "epikrise"),
				     NULL, "route", "--default-rules", "--language", "en");

	(void)state;
	assert_int_equal(outcome.code, 1);
	assert_string_equal(outcome.out,
			    "{\"line\":1,\"error\":\"kind: unknown code; reporter_party: not a text of 1 to 500 bytes; "
			    "agreement_point: not a whole number from 1 to 99\"}\n"
			    "{\"line\":2,\"error\":\"not a JSON object\"}\n"
			    "{\"line\":3,\"error\":\"not valid JSON: malformed_json\"}\n"
			    "{\"id\":\"a\",\"council\":\"legesamarbeid\",\"rule\":\"category-epikrise\","
			    "\"why\":\"Discharge letters belong to the council for doctors' cooperation.\"}\n");
	done(&outcome);
}

static void a_line_without_an_end_of_line_and_one_that_is_too_long_are_read(void **state)
{
	size_t len = (size_t)2 * 1024 * 1024;
	char *input = malloc(len + 512);
	struct outcome outcome;

	(void)state;
	memset(input, 'x', len);
	snprintf(input + len, 512, "\n%s", CASE("a", "epikrise"));
	input[strlen(input) - 1] = '\0';
	outcome = RUN(input, NULL, "route", "--default-rules");
	assert_int_equal(outcome.code, 1);
	assert_ptr_equal(strstr(outcome.out, "{\"line\":1,\"error\":\"longer than 1 MiB\"}\n{\"id\":\"a\""),
			 outcome.out);
	done(&outcome);
	free(input);
}

static enum err load_own(void *context, struct arena *arena, const char *helsefellesskap, const char **ret_json)
{
	assert_string_equal(helsefellesskap, "innlandet");
	*ret_json = arena_strdup(arena, context);
	return OK;
}

static const char *kontoret(void *context, struct arena *arena, const char *name)
{
	(void)context;
	(void)arena;
	return strcmp(name, "Kontoret") == 0 ? "kontoret" : NULL;
}

#define OWN(rules)                                                                                                     \
	"{\"version\":1,\"title\":\"t\",\"rules\":[" rules "{\"id\":\"default\",\"when\":{},\"council\":\"ssu\","      \
	"\"why\":{\"nb\":\"b\",\"nn\":\"n\",\"en\":\"e\"}}]}"

static void without_the_switch_the_stored_rules_decide(void **state)
{
	char json[] =
		OWN("{\"id\":\"own\",\"when\":{\"reporter_organisation\":[\"kontoret\"],\"category\":[\"local\"]},"
		    "\"council\":\"helseregion\",\"why\":{\"nb\":\"b\",\"nn\":\"n\",\"en\":\"e\"}},");
	const struct routing_command_source source = {.load = load_own, .organisation_code = kontoret, .context = json};
	struct outcome outcome = RUN(CASE("a", "local") CASE("b", "epikrise"), &source, "route", "--helsefellesskap",
				     "innlandet", "--language", "nn");

	(void)state;
	assert_int_equal(outcome.code, 0);
	assert_string_equal(outcome.out, "{\"id\":\"a\",\"council\":\"helseregion\",\"rule\":\"own\",\"why\":\"n\"}\n"
					 "{\"id\":\"b\",\"council\":\"ssu\",\"rule\":\"default\",\"why\":\"n\"}\n");
	done(&outcome);
}

static void rules_that_cannot_be_used_are_said_with_every_reason(void **state)
{
	char json[] = "{\"version\":1,\"title\":\"t\",\"rules\":[]}";
	const struct routing_command_source source = {.load = load_own, .context = json};
	struct outcome outcome = RUN("", &source, "route", "--helsefellesskap", "innlandet");

	(void)state;
	assert_int_equal(outcome.code, 2);
	assert_string_equal(outcome.out, "");
	assert_string_equal(outcome.messages,
			    "samavvik route: the rules cannot be used (invalid)\n  /rules: required\n");
	done(&outcome);
}

static void a_wrong_call_says_how_it_is_used(void **state)
{
	struct outcome outcome = RUN("", NULL, "route", "--language", "sv", "--default-rules");

	(void)state;
	assert_int_equal(outcome.code, 2);
	assert_ptr_equal(strstr(outcome.messages, "usage: samavvik route"), outcome.messages);
	done(&outcome);
	outcome = RUN("", NULL, "route");
	assert_int_equal(outcome.code, 2);
	done(&outcome);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases_are_answered_in_order),
		cmocka_unit_test(a_bad_line_is_named_in_its_place_and_the_others_still_answered),
		cmocka_unit_test(a_line_without_an_end_of_line_and_one_that_is_too_long_are_read),
		cmocka_unit_test(without_the_switch_the_stored_rules_decide),
		cmocka_unit_test(rules_that_cannot_be_used_are_said_with_every_reason),
		cmocka_unit_test(a_wrong_call_says_how_it_is_used),
	};

	return cmocka_run_group_tests_name("routing_command", tests, NULL, NULL);
}
