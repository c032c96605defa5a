/* SPDX-License-Identifier: MIT */
#include "routing/routing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/str.h"
#include "contract/cj.h"
#include "routing/case_line.h"

#include "base/banned.h"

#define ARENA_BYTES ((size_t)32 * 1024 * 1024)
#define LIST_MAX 64

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

static struct routing_known_codes shipped_codes(struct arena *arena)
{
	static const char *const councils[] = {"pasientsamarbeid", "legesamarbeid", "forebygging",  "akuttmedisin",
					       "digital",          "sekretariat",   "kontaktutvalg"};
	struct routing_known_codes known;
	struct fault fault = {0};

	assert_int_equal(routing_known_codes_read(arena, routing_default_code_lists_json,
						  routing_default_code_lists_json_len, &fault, &known),
			 OK);
	known.council = (struct routing_codes){councils, sizeof(councils) / sizeof(*councils)};
	return known;
}

static const struct rule_set *default_rules(struct arena *arena)
{
	struct routing_known_codes known = shipped_codes(arena);
	struct fault fault = {0};
	const struct rule_set *set = NULL;

	assert_int_equal(routing_rules_read(arena, routing_default_rules_json, routing_default_rules_json_len, &known,
					    &fault, &set),
			 OK);
	return set;
}

static void the_default_rules_send_every_shared_case_to_the_expected_council(void **state)
{
	struct arena *arena = *state;
	const struct rule_set *set = default_rules(arena);
	struct routing_known_codes known = shipped_codes(arena);
	FILE *file = fopen(TEST_FIXTURES "/cases.jsonl", "r");
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	int count = 0;

	assert_non_null(file);
	while ((len = getline(&line, &size, file)) > 0) {
		cJSON *expected = cJSON_ParseWithLengthOpts(line, (size_t)len + 1, NULL, 1);
		struct case_line read;
		const char *error = NULL;

		assert_int_equal(case_line_read(arena, line, (size_t)len, &known, &read, &error), OK);
		assert_string_equal(cJSON_GetObjectItemCaseSensitive(expected, "expected_council")->valuestring,
				    routing_decide(set, &read.facts)->council);
		cJSON_Delete(expected);
		count++;
	}
	assert_int_equal(count, 40);
	free(line);
	fclose(file);
}

static void every_category_has_a_rule_of_its_own(void **state)
{
	struct arena *arena = *state;
	const struct rule_set *set = default_rules(arena);
	struct routing_known_codes known = shipped_codes(arena);

	for (int i = 0; i < known.category.count; i++) {
		struct route_facts facts = {.kind = "patient",
					    .category = known.category.codes[i],
					    .reporter_party = "municipality",
					    .other_party = "hospital"};

		assert_string_not_equal(routing_decide(set, &facts)->id, "default");
	}
	assert_string_equal(routing_decide(set, &(struct route_facts){.category = "made_up_later"})->id, "default");
}

static void a_gp_on_either_side_moves_responsibility_to_the_doctors(void **state)
{
	const struct rule_set *set = default_rules(*state);
	struct route_facts facts = {.kind = "patient", .category = "ansvarsavklaring"};

	facts.reporter_party = "gp";
	facts.other_party = "hospital";
	assert_string_equal(routing_decide(set, &facts)->council, "legesamarbeid");
	facts.reporter_party = "municipality";
	facts.other_party = "gp";
	assert_string_equal(routing_decide(set, &facts)->council, "legesamarbeid");
	facts.other_party = "hospital";
	assert_string_equal(routing_decide(set, &facts)->council, "pasientsamarbeid");
}

static void harm_never_changes_the_council_but_who_is_told(void **state)
{
	const struct rule_set *set = default_rules(*state);
	struct route_facts facts = {.kind = "patient",
				    .category = "psykisk_rus",
				    .reporter_party = "municipality",
				    .other_party = "hospital",
				    .actual_harm = "moderate",
				    .potential_harm = "fatal"};
	const char *told[4];

	assert_int_equal(routing_also_tell(set, &facts, told, 4), 0);
	facts.actual_harm = "fatal";
	assert_string_equal(routing_decide(set, &facts)->council, "pasientsamarbeid");
	assert_int_equal(routing_also_tell(set, &facts, told, 4), 2);
	assert_string_equal(told[0], "sekretariat");
	assert_string_equal(told[1], "kontaktutvalg");
	assert_int_equal(routing_also_tell(set, &facts, told, 1), 1);
	facts.category = "epikrise";
	assert_int_equal(routing_also_tell(set, &facts, told, 4), 1);
	/* The secretariat decides these itself, and is not told twice. */
	facts.category = "annet";
	assert_string_equal(routing_decide(set, &facts)->council, "sekretariat");
	assert_int_equal(routing_also_tell(set, &facts, told, 4), 0);
}

/* The same question answered the slow way, straight from the JSON. */

static bool holds(const cJSON *list, const char *value, int point)
{
	const cJSON *element;

	cJSON_ArrayForEach (element, list) {
		if (cJSON_IsNull(element) && !value && !point)
			return true;
		if (cJSON_IsString(element) && value && strcmp(element->valuestring, value) == 0)
			return true;
		if (cJSON_IsNumber(element) && point && (int)element->valuedouble == point)
			return true;
	}
	return false;
}

static bool condition_holds(const cJSON *condition, const struct route_facts *facts)
{
	const struct {
		const char *name, *value;
	} plain[] = {
		{"kind", facts->kind},
		{"category", facts->category},
		{"reporter_party", facts->reporter_party},
		{"other_party", facts->other_party},
		{"reporter_organisation", facts->reporter_organisation},
		{"other_organisation", facts->other_organisation},
		{"service_area", facts->service_area},
		{"patient_group", facts->patient_group},
		{"phase", facts->phase},
		{"actual_harm", facts->actual_harm},
		{"potential_harm", facts->potential_harm},
	};

	if (strcmp(condition->string, "agreement_point") == 0)
		return holds(condition, NULL, facts->agreement_point);
	if (strcmp(condition->string, "party") == 0)
		return holds(condition, facts->reporter_party, 0) || holds(condition, facts->other_party, 0);
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++) {
		if (strcmp(condition->string, plain[i].name) == 0)
			return holds(condition, plain[i].value, 0);
	}
	fail();
	return false;
}

static const char *slow_decision(const cJSON *root, const struct route_facts *facts)
{
	const cJSON *rule;

	cJSON_ArrayForEach (rule, cJSON_GetObjectItemCaseSensitive(root, "rules")) {
		const cJSON *condition;
		bool all = true;

		cJSON_ArrayForEach (condition, cJSON_GetObjectItemCaseSensitive(rule, "when"))
			all = all && condition_holds(condition, facts);
		if (all)
			return cJSON_GetObjectItemCaseSensitive(rule, "id")->valuestring;
	}
	return NULL;
}

static unsigned draw(uint64_t *seed, unsigned below)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(*seed >> 33) % below;
}

/* One of the codes, or now and then nothing, or a code that nobody knows. */
static const char *draw_code(uint64_t *seed, const struct routing_codes *codes)
{
	unsigned i = draw(seed, (unsigned)codes->count + 2);

	if (i == (unsigned)codes->count)
		return NULL;
	return i < (unsigned)codes->count ? codes->codes[i] : "of_tomorrow";
}

static struct route_facts draw_facts(uint64_t *seed, const struct routing_known_codes *known)
{
	return (struct route_facts){
		.kind = draw_code(seed, &known->kind),
		.category = draw_code(seed, &known->category),
		.reporter_party = draw_code(seed, &known->party),
		.other_party = draw_code(seed, &known->party),
		.service_area = draw_code(seed, &known->service_area),
		.patient_group = draw_code(seed, &known->patient_group),
		.phase = draw_code(seed, &known->phase),
		.actual_harm = draw_code(seed, &known->harm),
		.potential_harm = draw_code(seed, &known->harm),
		.agreement_point = (int)draw(seed, 101),
	};
}

static void compare_with_slow(const struct rule_set *set, const char *json, size_t len,
			      const struct routing_known_codes *known, int times)
{
	cJSON *root = cJSON_ParseWithLengthOpts(json, len + 1, NULL, 1);
	uint64_t seed = 7;

	assert_non_null(root);
	for (int i = 0; i < times; i++) {
		struct route_facts facts = draw_facts(&seed, known);
		const struct rule *rule = routing_decide(set, &facts);

		/* A point beyond 99 is read as none. */
		if (facts.agreement_point > ROUTING_POINT_MAX)
			facts.agreement_point = 0;
		assert_string_equal(rule->id, slow_decision(root, &facts));
		assert_true(*rule->council != '\0');
	}
	cJSON_Delete(root);
}

static void any_case_gets_exactly_one_council_the_same_as_rule_by_rule(void **state)
{
	struct arena *arena = *state;
	struct routing_known_codes known = shipped_codes(arena);

	compare_with_slow(default_rules(arena), routing_default_rules_json, routing_default_rules_json_len, &known,
			  20000);
}

static void add_list(struct str *json, const char *name, const struct routing_codes *codes, uint64_t *seed)
{
	unsigned first = draw(seed, (unsigned)codes->count);
	unsigned count = 1 + draw(seed, 3);

	str_addf(json, "%s\"%s\":[", json->data[json->len - 1] == '{' ? "" : ",", name);
	for (unsigned i = 0; i < count && first + i < (unsigned)codes->count; i++)
		str_addf(json, "%s\"%s\"", i ? "," : "", codes->codes[first + i]);
	str_add(json, "]");
}

/* Conditions of a generated rule. Its own organisation makes sure that no earlier rule covers it. */
static void add_when(struct str *json, const struct routing_known_codes *known, int number, uint64_t *seed)
{
	unsigned wanted = draw(seed, 256);

	str_addf(json, "{\"other_organisation\":[null,\"office_%d\"]", number);
	if (wanted & 1)
		add_list(json, "kind", &known->kind, seed);
	if (wanted & 2)
		add_list(json, "category", &known->category, seed);
	if (wanted & 4)
		add_list(json, "party", &known->party, seed);
	if (wanted & 8)
		str_addf(json, ",\"agreement_point\":[%s%u]", wanted & 16 ? "null," : "", 1 + draw(seed, 13));
	if (wanted & 32)
		add_list(json, "patient_group", &known->patient_group, seed);
	if (wanted & 64)
		add_list(json, "reporter_party", &known->party, seed);
	if (wanted & 128)
		add_list(json, "actual_harm", &known->harm, seed);
	str_add(json, "}");
}

static void write_rules(struct str *json, const struct routing_known_codes *known, int count, uint64_t seed)
{
	str_add(json, "{\"version\":1,\"title\":\"t\",\"rules\":[");
	for (int i = 0; i < count; i++) {
		str_addf(json, "{\"id\":\"r%d\",\"when\":", i);
		if (i < count - 1)
			add_when(json, known, i, &seed);
		else
			str_add(json, "{}");
		str_addf(json, ",\"council\":\"council_%d\",\"why\":{\"nb\":\"a\",\"nn\":\"b\",\"en\":\"c\"}}%s", i % 8,
			 i < count - 1 ? "," : "]}");
	}
	assert_false(str_failed(json));
}

static void generated_rule_sets_decide_as_rule_by_rule(void **state)
{
	struct arena *arena = *state;
	struct routing_known_codes known = shipped_codes(arena);

	for (int count = 1; count <= 200; count += 21) {
		STR_AUTO struct str json = STR_INIT(ROUTING_JSON_MAX);
		const struct rule_set *set = NULL;
		struct fault fault = {0};

		write_rules(&json, &known, count, (uint64_t)count);
		assert_int_equal(routing_rules_read(arena, str_text(&json), json.len, NULL, &fault, &set), OK);
		assert_int_equal(routing_rules_count(set), count);
		compare_with_slow(set, str_text(&json), json.len, &known, 1000);
	}
}

static void two_hundred_rules_are_decided_in_microseconds(void **state)
{
	enum { TIMES = 200000 };
	struct arena *arena = *state;
	struct routing_known_codes known = shipped_codes(arena);
	STR_AUTO struct str json = STR_INIT(ROUTING_JSON_MAX);
	const struct rule_set *set = NULL;
	struct fault fault = {0};
	struct route_facts facts[256];
	uint64_t seed = 3;
	int64_t start;
	int positions = 0;

	write_rules(&json, &known, 200, 11);
	assert_int_equal(routing_rules_read(arena, str_text(&json), json.len, NULL, &fault, &set), OK);
	for (int i = 0; i < 256; i++)
		facts[i] = draw_facts(&seed, &known);
	start = clock_monotonic_us();
	for (int i = 0; i < TIMES; i++)
		positions += routing_decide(set, &facts[i % 256])->position;
	printf("routing: %.3f us a case through 200 rules\n", (double)(clock_monotonic_us() - start) / TIMES);
	assert_true(positions >= TIMES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_default_rules_send_every_shared_case_to_the_expected_council),
		cmocka_unit_test(every_category_has_a_rule_of_its_own),
		cmocka_unit_test(a_gp_on_either_side_moves_responsibility_to_the_doctors),
		cmocka_unit_test(harm_never_changes_the_council_but_who_is_told),
		cmocka_unit_test(any_case_gets_exactly_one_council_the_same_as_rule_by_rule),
		cmocka_unit_test(generated_rule_sets_decide_as_rule_by_rule),
		cmocka_unit_test(two_hundred_rules_are_decided_in_microseconds),
	};

	return cmocka_run_group_tests_name("routing_rules", tests, set_up, tear_down);
}
