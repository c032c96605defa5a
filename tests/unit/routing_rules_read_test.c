/* SPDX-License-Identifier: MIT */
#include "routing/routing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"

#include "base/banned.h"

#define ARENA_BYTES ((size_t)16 * 1024 * 1024)
#define WHY "\"why\":{\"nb\":\"fordi\",\"nn\":\"fordi\",\"en\":\"because\"}"
#define DEFAULT "{\"id\":\"default\",\"when\":{},\"council\":\"digital\"," WHY "}"
#define SET(rules) "{\"version\":1,\"title\":\"t\",\"rules\":[" rules "]}"
#define RULE(id, when) "{\"id\":\"" id "\",\"when\":" when ",\"council\":\"digital\"," WHY "}"

static int set_up(void **state)
{
	*state = arena_new(ARENA_BYTES);
	return *state ? 0 : -1;
}

static int tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

static const struct routing_known_codes *some_codes(void)
{
	static const char *const kinds[] = {"patient", "system"};
	static const char *const points[] = {"1", "2"};
	static const char *const councils[] = {"digital", "sekretariat"};
	static const struct routing_known_codes known = {
		.kind = {kinds, 2}, .agreement_point = {points, 2}, .council = {councils, 2}};

	return &known;
}

/* Every reason as "pointer code value", in lines; "ok" when the set is taken. */
static const char *reasons(struct arena *arena, const char *json)
{
	struct fault fault = {0};
	const struct rule_set *set = NULL;
	const char *text = "";

	if (routing_rules_read(arena, json, strlen(json), some_codes(), &fault, &set) == OK) {
		assert_non_null(set);
		return "ok";
	}
	assert_null(set);
	assert_int_equal(fault.err, ERR_INVALID);
	assert_string_equal(fault.code, "rule_set_refused");
	for (const struct field_fault *field = fault.fields; field; field = field->next)
		text = arena_printf(arena, "%s%s %s%s%s\n", text, field->pointer, field->code, field->value ? " " : "",
				    field->value ? field->value : "");
	return text;
}

static void a_set_is_read_with_version_title_and_rules(void **state)
{
	const char *json = "{\"version\":7,\"title\":\"Regler\",\"rules\":[" DEFAULT "],\"also_tell\":[]}";
	const struct rule_set *set = NULL;

	assert_int_equal(routing_rules_read(*state, json, strlen(json), NULL, NULL, &set), OK);
	assert_int_equal(routing_rules_version(set), 7);
	assert_string_equal(routing_rules_title(set), "Regler");
	assert_int_equal(routing_rules_count(set), 1);
	assert_string_equal(routing_decide(set, &(struct route_facts){0})->why[LANGUAGE_EN], "because");
}

static void every_mistake_is_named_with_its_place(void **state)
{
	const char *json =
		"{\"version\":0,\"title\":\" \",\"rules\":["
		"{\"id\":\"a b\",\"when\":{\"kind\":[\"patient\",\"patient\",\"robot\",7],\"colour\":[\"red\"]},"
		"\"council\":\"nobody\",\"why\":{\"nb\":\"x\",\"en\":5},\"extra\":1},"
		"{\"id\":\"b\",\"when\":{\"agreement_point\":[0,1,9,\"2\"],\"category\":[]},\"council\":"
		"\"digital\"," WHY "},"
		"{\"id\":\"b\",\"when\":{},\"council\":\"digital\"," WHY "}],"
		"\"also_tell\":{},\"more\":true}";

	assert_string_equal(reasons(*state, json), "/more unknown_key\n"
						   "/version wrong_type 1–1000000000\n"
						   "/title required\n"
						   "/rules/0/extra unknown_key\n"
						   "/rules/0/id bad_code\n"
						   "/rules/0/when/colour unknown_fact\n"
						   "/rules/0/when/kind/1 duplicate /rules/0/when/kind\n"
						   "/rules/0/when/kind/2 unknown_code\n"
						   "/rules/0/when/kind/3 wrong_type text\n"
						   "/rules/0/council unknown_code\n"
						   "/rules/0/why/nn required\n"
						   "/rules/0/why/en wrong_type text\n"
						   "/rules/1/when/category required\n"
						   "/rules/1/when/agreement_point/0 wrong_type 1–99\n"
						   "/rules/1/when/agreement_point/2 unknown_code\n"
						   "/rules/1/when/agreement_point/3 wrong_type 1–99\n"
						   "/rules/2/id duplicate /rules/1\n"
						   "/also_tell required\n");
}

static void a_set_without_a_default_is_refused(void **state)
{
	assert_string_equal(reasons(*state, SET(RULE("a", "{\"kind\":[\"patient\"]}"))), "/rules/0 no_default\n");
	assert_string_equal(reasons(*state, SET("")), "/rules required\n");
	assert_string_equal(reasons(*state, SET(DEFAULT)), "ok");
}

static void an_unreachable_rule_is_refused_with_the_one_that_hides_it(void **state)
{
	struct arena *arena = *state;

	assert_string_equal(reasons(arena, SET(RULE("a", "{}") "," DEFAULT)), "/rules/1 unreachable /rules/0\n");
	/* The same codes, or fewer, or one more condition. */
	assert_string_equal(reasons(arena, SET(RULE("a", "{\"kind\":[\"patient\",\"system\"]}") "," RULE(
						   "b", "{\"kind\":[\"system\"],\"category\":[\"x\"]}") "," DEFAULT)),
			    "/rules/1 unreachable /rules/0\n");
	/* "either party" hides "this party", not the other way round. */
	assert_string_equal(reasons(arena, SET(RULE("a", "{\"party\":[\"gp\"]}") "," RULE(
						   "b", "{\"other_party\":[\"gp\"]}") "," DEFAULT)),
			    "/rules/1 unreachable /rules/0\n");
	assert_string_equal(reasons(arena, SET(RULE("a", "{\"other_party\":[\"gp\"]}") "," RULE(
						   "b", "{\"party\":[\"gp\"]}") "," DEFAULT)),
			    "ok");
	/* "not given" is a value of its own. */
	assert_string_equal(reasons(arena, SET(RULE("a", "{\"agreement_point\":[1]}") "," RULE(
						   "b", "{\"agreement_point\":[1,null]}") "," DEFAULT)),
			    "ok");
	assert_string_equal(reasons(arena, SET(RULE("a", "{\"agreement_point\":[1,null]}") "," RULE(
						   "b", "{\"agreement_point\":[null]}") "," DEFAULT)),
			    "/rules/1 unreachable /rules/0\n");
}

static void rules_that_all_apply_may_overlap(void **state)
{
	assert_string_equal(reasons(*state,
				    "{\"version\":1,\"title\":\"t\",\"rules\":[" DEFAULT
				    "],\"also_tell\":[" RULE("a", "{}") "," RULE("b", "{\"kind\":[\"patient\"]}") "]}"),
			    "ok");
}

static void what_is_not_strict_json_is_refused(void **state)
{
	struct arena *arena = *state;

	assert_string_equal(reasons(arena, ""), " malformed_json\n");
	assert_string_equal(reasons(arena, SET(DEFAULT) "x"), " malformed_json\n");
	assert_string_equal(reasons(arena, "[]"), " wrong_type object\n");
	assert_string_equal(reasons(arena, "{\"version\":1,\"version\":2}"), " duplicate_name\n");
	assert_string_equal(reasons(arena, "{\"title\":\"a\\u0000b\"}"), " nul_character\n");
	assert_string_equal(reasons(arena, "{\"title\":\"\xff\"}"), " invalid_utf8\n");
}

static void a_name_from_the_file_cannot_break_a_pointer(void **state)
{
	assert_string_equal(reasons(*state, "{\"a/b~c\":1,\"version\":1,\"title\":\"t\",\"rules\":[" DEFAULT "]}"),
			    "/a~1b~0c unknown_key\n");
}

static void texts_and_lists_have_a_ceiling(void **state)
{
	STR_AUTO struct str json = STR_INIT(ROUTING_JSON_MAX);
	struct arena *arena = *state;

	str_add(&json, "{\"version\":1,\"title\":\"");
	for (int i = 0; i < 201; i++)
		str_add(&json, "ø");
	str_add(&json, "\",\"rules\":[" DEFAULT "]}");
	assert_string_equal(reasons(arena, str_text(&json)), "/title too_long 200\n");
}

static void a_set_that_is_too_large_is_refused_before_it_is_read(void **state)
{
	struct arena *small = arena_new((size_t)64 * 1024);
	struct fault fault = {0};
	const struct rule_set *set = NULL;

	(void)state;
	assert_int_equal(routing_rules_read(small, SET(DEFAULT), strlen(SET(DEFAULT)), NULL, &fault, &set),
			 ERR_TOO_LARGE);
	assert_null(set);
	arena_free(small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_set_is_read_with_version_title_and_rules),
		cmocka_unit_test(every_mistake_is_named_with_its_place),
		cmocka_unit_test(a_set_without_a_default_is_refused),
		cmocka_unit_test(an_unreachable_rule_is_refused_with_the_one_that_hides_it),
		cmocka_unit_test(rules_that_all_apply_may_overlap),
		cmocka_unit_test(what_is_not_strict_json_is_refused),
		cmocka_unit_test(a_name_from_the_file_cannot_break_a_pointer),
		cmocka_unit_test(texts_and_lists_have_a_ceiling),
		cmocka_unit_test(a_set_that_is_too_large_is_refused_before_it_is_read),
	};

	return cmocka_run_group_tests_name("routing_rules_read", tests, set_up, tear_down);
}
