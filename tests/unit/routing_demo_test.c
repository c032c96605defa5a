/* SPDX-License-Identifier: MIT */

/* The demo configurations hold together: what they refer to is there, and their rules are right ones. */

#include "routing/routing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "contract/cj.h"

#include "base/banned.h"

#define CODES_MAX 200

static char *read_whole(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = calloc(1, 1024 * 1024);

	assert_non_null(file);
	assert_non_null(text);
	assert_true(fread(text, 1, 1024 * 1024 - 1, file) > 0);
	fclose(file);
	return text;
}

static cJSON *read_tree(const char *path)
{
	char *text = read_whole(path);
	cJSON *root = cJSON_ParseWithLengthOpts(text, strlen(text) + 1, NULL, 1);

	assert_non_null(root);
	free(text);
	return root;
}

static const cJSON *member(const cJSON *object, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(object, name);
}

static const char *text_of(const cJSON *object, const char *name)
{
	const cJSON *item = member(object, name);

	return cJSON_IsString(item) ? item->valuestring : NULL;
}

/* The row of a list whose member is this text; NULL when there is none. */
static const cJSON *row(const cJSON *root, const char *list, const char *name, const char *text)
{
	const cJSON *candidate;

	cJSON_ArrayForEach (candidate, member(root, list)) {
		if (text_of(candidate, name) && strcmp(text_of(candidate, name), text) == 0)
			return candidate;
	}
	return NULL;
}

/* Every row of list that has the member names the code of a row of target. */
static void refers(const cJSON *root, const char *list, const char *name, const char *target, const char *target_name)
{
	const cJSON *candidate;
	int count = 0;

	cJSON_ArrayForEach (candidate, member(root, list)) {
		const char *code = text_of(candidate, name);

		if (!code)
			continue;
		count++;
		if (!row(root, target, target_name, code))
			fail_msg("%s: %s %s is not among the %s", list, name, code, target);
	}
	assert_true(count > 0);
}

static void once(const cJSON *root, const char *list, const char *name)
{
	const cJSON *candidate;

	cJSON_ArrayForEach (candidate, member(root, list)) {
		assert_non_null(text_of(candidate, name));
		assert_ptr_equal(row(root, list, name, text_of(candidate, name)), candidate);
	}
}

static bool has_unit(const cJSON *root, const char *organisation, const char *code)
{
	const cJSON *unit;

	cJSON_ArrayForEach (unit, member(root, "units")) {
		if (strcmp(text_of(unit, "organisation"), organisation) == 0 &&
		    strcmp(text_of(unit, "code"), code) == 0)
			return true;
	}
	return false;
}

static void everything_referred_to_is_there(void **state)
{
	cJSON *root = read_tree(*state);
	const cJSON *place;

	once(root, "organisations", "code");
	once(root, "organisations", "name");
	once(root, "councils", "code");
	once(root, "people", "username");
	refers(root, "units", "organisation", "organisations", "code");
	refers(root, "services", "organisation", "organisations", "code");
	refers(root, "catchment", "municipality", "organisations", "code");
	refers(root, "catchment", "hospital", "organisations", "code");
	refers(root, "agreement_parties", "organisation", "organisations", "code");
	refers(root, "agreement_parties", "agreement", "agreements", "code");
	refers(root, "agreement_versions", "agreement", "agreements", "code");
	refers(root, "memberships", "username", "people", "username");
	refers(root, "memberships", "organisation", "organisations", "code");
	refers(root, "memberships", "council", "councils", "code");
	cJSON_ArrayForEach (place, member(root, "catchment")) {
		if (text_of(place, "unit"))
			assert_true(has_unit(root, text_of(place, "hospital"), text_of(place, "unit")));
	}
	cJSON_Delete(root);
}

static struct routing_codes codes_of(const cJSON *root, const char *list, const char **codes)
{
	const cJSON *candidate;
	int count = 0;

	cJSON_ArrayForEach (candidate, member(root, list)) {
		assert_true(count < CODES_MAX);
		codes[count++] = text_of(candidate, "code");
	}
	return (struct routing_codes){codes, count};
}

/* Where the text of a member that is an object starts and how long it is, to be read like a file of its own. */
static const char *text_of_object(const char *json, const char *name, size_t *ret_len)
{
	const char *start = strchr(strstr(json, name), '{');
	int level = 0;
	const char *at = start;

	/* Braces are not used in the texts of the demo. */
	do {
		level += *at == '{';
		level -= *at == '}';
		at++;
	} while (level > 0);
	*ret_len = (size_t)(at - start);
	return start;
}

static void the_rules_use_only_codes_that_the_configuration_knows(void **state)
{
	struct arena *arena = arena_new((size_t)16 * 1024 * 1024);
	char *json = read_whole(*state);
	cJSON *root = read_tree(*state);
	const char *councils[CODES_MAX];
	const char *organisations[CODES_MAX];
	const char *rules = routing_default_rules_json;
	size_t len = routing_default_rules_json_len;
	struct routing_known_codes known;
	const struct rule_set *set = NULL;
	struct fault fault = {0};

	assert_int_equal(routing_known_codes_read(arena, routing_default_code_lists_json,
						  routing_default_code_lists_json_len, &fault, &known),
			 OK);
	known.council = codes_of(root, "councils", councils);
	known.organisation = codes_of(root, "organisations", organisations);
	if (cJSON_IsObject(member(root, "rules")))
		rules = text_of_object(json, "\"rules\"", &len);
	if (routing_rules_read(arena, rules, len, &known, &fault, &set) != OK)
		fail_msg("%s: %s", fault.fields->pointer, fault.fields->code);
	cJSON_Delete(root);
	free(json);
	arena_free(arena);
}

static void innlandet_has_councils_and_rules_of_its_own(void **state)
{
	struct arena *arena = arena_new((size_t)16 * 1024 * 1024);
	char *json = read_whole(TEST_DEMO "/innlandet.json");
	size_t len;
	const char *rules = text_of_object(json, "\"rules\"", &len);
	const struct rule_set *set = NULL;
	struct route_facts facts = {.kind = "patient",
				    .category = "kommunikasjon",
				    .reporter_party = "municipality",
				    .other_party = "gp",
				    .reporter_organisation = "sel_kommune"};

	(void)state;
	assert_int_equal(routing_rules_read(arena, rules, len, NULL, NULL, &set), OK);
	assert_string_equal(routing_decide(set, &facts)->council, "helseregion_nord_gudbrandsdal");
	facts.reporter_organisation = "hamar_kommune";
	assert_string_equal(routing_decide(set, &facts)->council, "fagutvalg_lege");
	facts.category = "psykisk_rus";
	facts.patient_group = "children_youth";
	assert_string_equal(routing_decide(set, &facts)->council, "fagutvalg_psykisk_barn_unge");
	facts.patient_group = NULL;
	assert_string_equal(routing_decide(set, &facts)->council, "fagutvalg_pasientforlop");
	free(json);
	arena_free(arena);
}

static void st_olavs_knows_everyone_in_the_cases(void **state)
{
	cJSON *root = read_tree(TEST_DEMO "/st_olavs.json");
	FILE *file = fopen(TEST_DEMO "/cases.jsonl", "r");
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	int with_reporter = 0;

	(void)state;
	assert_non_null(file);
	while ((len = getline(&line, &size, file)) > 0) {
		cJSON *read = cJSON_ParseWithLengthOpts(line, (size_t)len + 1, NULL, 1);

		assert_non_null(row(root, "organisations", "name", text_of(read, "reporter_org")));
		assert_non_null(row(root, "organisations", "name", text_of(read, "other_org")));
		if (text_of(read, "hospital_unit"))
			assert_non_null(row(root, "units", "name", text_of(read, "hospital_unit")));
		if (text_of(read, "reporter")) {
			assert_non_null(row(root, "people", "username", text_of(read, "reporter")));
			with_reporter++;
		}
		cJSON_Delete(read);
	}
	assert_true(with_reporter >= 10);
	free(line);
	fclose(file);
	cJSON_Delete(root);
}

static void selbu_and_tydal_have_another_hospital_for_mental_health(void **state)
{
	cJSON *root = read_tree(TEST_DEMO "/st_olavs.json");
	const cJSON *place;
	int municipalities = 0;
	int elsewhere = 0;

	(void)state;
	cJSON_ArrayForEach (place, member(root, "catchment")) {
		bool mental = strcmp(text_of(place, "service_area"), "mental_health") == 0;
		bool other = strcmp(text_of(place, "hospital"), "helse_nord_trondelag") == 0;

		municipalities += !mental;
		elsewhere += other;
		if (other)
			assert_true(mental);
	}
	assert_int_equal(municipalities, 19);
	assert_int_equal(elsewhere, 2);
	assert_null(member(row(root, "organisations", "code", "helse_nord_trondelag"), "member_from"));
	cJSON_Delete(root);
}

int main(void)
{
	static char st_olavs[] = TEST_DEMO "/st_olavs.json";
	static char innlandet[] = TEST_DEMO "/innlandet.json";
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(everything_referred_to_is_there, st_olavs),
		cmocka_unit_test_prestate(everything_referred_to_is_there, innlandet),
		cmocka_unit_test_prestate(the_rules_use_only_codes_that_the_configuration_knows, st_olavs),
		cmocka_unit_test_prestate(the_rules_use_only_codes_that_the_configuration_knows, innlandet),
		cmocka_unit_test(innlandet_has_councils_and_rules_of_its_own),
		cmocka_unit_test(st_olavs_knows_everyone_in_the_cases),
		cmocka_unit_test(selbu_and_tydal_have_another_hospital_for_mental_health),
	};

	return cmocka_run_group_tests_name("routing_demo", tests, NULL, NULL);
}
