/* SPDX-License-Identifier: MIT */
/* Which role may use which kind of operation at all: every role against every permission, written out. */
#include "access/access.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

/* In the order of enum role. */
static const char *const roles[ROLE_COUNT] = {
	"reporter",
	"coordinator",
	"council_member",
	"council_lead",
	"secretariat",
	"follow_up",
	"analyst",
	"asu_reader",
	"user_representative",
	"administrator",
	"data_protection_officer",
};

/* One letter a role, in the same order: y may, n may not. */
static const struct {
	const char *permission;
	const char *may;
} expected[] = {
	/*                   reporter coordinator member lead secretariat follow_up analyst asu user admin dpo */
	{"file_deviation", "yynnnnnnynn"}, {"see_deviations", "yyyyyynnynn"},   {"treat_deviation", "nnyynnnnnnn"},
	{"hand_over_deviation", "nnyyynnnnnn"},
	{"follow_measures", "nyyynnnnnnn"},
	{"manage_clients", "nnnnnnnnnyn"},
	{"configure", "nnnnnnnnnyn"},
	{"manage_people", "nnnnnnnnnyn"},
	{"handle_mail", "nnnnynnnnyn"},
	{"see_rules", "nnnyynnnnyn"},
	{"see_summaries", "nnnnyyynnyn"},
	{"approve_summaries", "nnnnyynnnnn"},
	{"try_rules", "nnnnynnnnyn"},
	{"manage_rules", "nnnnnnnnnyn"},
	{"see_access_changes", "nnnnnnnnnyy"},
	{"manage_denominators", "nnnnnnynnyn"},
	{"read_learning", "yyyyyyyyyyy"},
	{"publish_learning", "nnyynnnnnnn"},
	{"review_learning", "nnyyynnnnnn"},
	{"release_learning", "nynnynnnnnn"},
	{"prepare_report", "nnnnynynnnn"}, {"see_report_extracts", "nnnnynnnnny"},
};
#define EXPECTED_COUNT (sizeof(expected) / sizeof(expected[0]))

static void every_role_has_the_permissions_that_are_written_here(void **state)
{
	(void)state;
	for (size_t i = 0; i < EXPECTED_COUNT; i++) {
		assert_int_equal(strlen(expected[i].may), ROLE_COUNT);
		for (int role = 0; role < ROLE_COUNT; role++) {
			if (access_may(1U << role, expected[i].permission) != (expected[i].may[role] == 'y'))
				fail_msg("%s and %s", roles[role], expected[i].permission);
		}
	}
}

static void several_roles_may_what_each_of_them_may(void **state)
{
	const uint32_t both = 1U << ROLE_REPORTER | 1U << ROLE_COUNCIL_MEMBER;
	const uint32_t all = (1U << ROLE_COUNT) - 1U;

	(void)state;
	assert_true(access_may(both, "file_deviation"));
	assert_true(access_may(both, "treat_deviation"));
	assert_false(access_may(1U << ROLE_ANALYST | 1U << ROLE_ASU_READER, "see_deviations"));
	for (size_t i = 0; i < EXPECTED_COUNT; i++) {
		assert_true(access_may(all, expected[i].permission));
		assert_false(access_may(0, expected[i].permission));
	}
}

static void what_nobody_has_written_down_nobody_may(void **state)
{
	static const char *const unknown[] = {"", "file", "file_deviation ", "FILE_DEVIATION", "signed_in", "public"};

	(void)state;
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		assert_false(access_may(UINT32_MAX, unknown[i]));
}

static void the_session_lists_exactly_what_one_may(void **state)
{
	struct arena *arena = arena_new(65536);

	(void)state;
	assert_string_equal(access_permissions_json(arena, 0), "[]");
	assert_string_equal(access_permissions_json(arena, access_permissions(1U << ROLE_ADMINISTRATOR)),
			    "[\"manage_clients\",\"configure\",\"manage_people\",\"handle_mail\",\"see_rules\",\"try_rules\",\"manage_rules\",\"see_access_changes\",\"manage_denominators\",\"read_learning\",\"see_summaries\"]");
	assert_string_equal(access_permissions_json(arena, access_permissions(1U << ROLE_REPORTER)),
			    "[\"file_deviation\",\"see_deviations\",\"read_learning\",\"put_patient_reference\"]");
	assert_string_equal(access_permissions_json(arena, access_permissions(1U << ROLE_COUNCIL_LEAD)),
			    "[\"see_deviations\",\"treat_deviation\",\"follow_measures\",\"hand_over_deviation\",\"see_rules\",\"read_learning\",\"publish_learning\",\"review_learning\"]");
	arena_free(arena);
}

static void a_token_narrows_by_the_whole_names_of_permissions(void **state)
{
	struct arena *arena = arena_new(65536);
	const uint32_t granted = access_permissions(1U << ROLE_REPORTER);

	(void)state;
	assert_string_equal(access_permissions_json(arena, granted & access_permissions_read("file_deviation,treat_deviation")),
			    "[\"file_deviation\"]");
	assert_int_equal(access_permissions_read(""), 0);
	assert_int_equal(access_permissions_read("file,file_deviations,signed_in"), 0);
	arena_free(arena);
}

static void roles_are_read_by_their_whole_names(void **state)
{
	(void)state;
	for (int role = 0; role < ROLE_COUNT; role++)
		assert_int_equal(access_roles_read(roles[role]), 1U << role);
	assert_int_equal(access_roles_read(""), 0);
	assert_int_equal(access_roles_read("council_lead,reporter"), 1U << ROLE_COUNCIL_LEAD | 1U << ROLE_REPORTER);
	assert_int_equal(access_roles_read("reporter,reporter"), 1U << ROLE_REPORTER);
	assert_int_equal(access_roles_read("report"), 0);
	assert_int_equal(access_roles_read("reporters"), 0);
	assert_int_equal(access_roles_read("council"), 0);
	assert_int_equal(access_roles_read(",,nobody,asu_reader,"), 1U << ROLE_ASU_READER);
	assert_int_equal(access_roles_read("reporter, analyst"), 1U << ROLE_REPORTER);
}

static void an_id_is_in_a_list_as_a_whole_number(void **state)
{
	static const struct {
		const char *list;
		int64_t id;
		bool has;
	} cases[] = {
		{"{}", 1, false},
		{"{}", 0, false},
		{"", 1, false},
		{"{1}", 1, true},
		{"{1,2,30}", 1, true},
		{"{1,2,30}", 2, true},
		{"{1,2,30}", 30, true},
		{"{1,2,30}", 3, false},
		{"{1,2,30}", 0, false},
		{"{12}", 1, false},
		{"{12}", 2, false},
		{"{21}", 1, false},
		{"{1,2,30}", 12, false},
		{"{9223372036854775807}", INT64_MAX, true},
		{"{9223372036854775806}", INT64_MAX, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (access_list_has(cases[i].list, cases[i].id) != cases[i].has)
			fail_msg("%lld in %s", (long long)cases[i].id, cases[i].list);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_role_has_the_permissions_that_are_written_here),
		cmocka_unit_test(several_roles_may_what_each_of_them_may),
		cmocka_unit_test(what_nobody_has_written_down_nobody_may),
		cmocka_unit_test(the_session_lists_exactly_what_one_may),
		cmocka_unit_test(a_token_narrows_by_the_whole_names_of_permissions),
		cmocka_unit_test(roles_are_read_by_their_whole_names),
		cmocka_unit_test(an_id_is_in_a_list_as_a_whole_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
