/* SPDX-License-Identifier: MIT */
/* Who may do what with a patient reference, and what may be entered as one. */
#include "privacy/patient_reference.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

static struct arena *arena;

static const struct reference_standing nobody = {.policy = "identity", .is_present = true};

static struct reference_standing reporting(void)
{
	struct reference_standing standing = nobody;

	standing.is_reporting_party = true;
	return standing;
}

static struct reference_standing other(void)
{
	struct reference_standing standing = nobody;

	standing.is_other_party = true;
	return standing;
}

/* The code of the refusal, "forbidden" when it has none, "ok". */
static const char *said(enum err err, const struct fault *fault)
{
	return err == OK ? "ok" : fault->code ? fault->code : err_name(err);
}

static const char *put(struct reference_standing standing, const char *kind)
{
	struct fault fault = {0};

	return said(reference_may_put(&standing, kind, &fault), &fault);
}

static const char *open_it(struct reference_standing standing)
{
	struct fault fault = {0};

	return said(reference_may_open(&standing, &fault), &fault);
}

static const char *request(struct reference_standing standing)
{
	struct fault fault = {0};

	return said(reference_may_request(&standing, &fault), &fault);
}

static const char *postpone(struct reference_standing standing, const char *seen)
{
	struct fault fault = {0};

	return said(reference_may_postpone(&standing, seen, &fault), &fault);
}

static void the_agreement_says_what_is_entered(void **state)
{
	struct reference_standing standing = reporting();

	(void)state;
	assert_string_equal(put(standing, "identity"), "ok");
	assert_string_equal(put(standing, "local_reference"), "ok");
	standing.policy = "local_reference";
	assert_string_equal(put(standing, "identity"), "reference_not_agreed");
	assert_string_equal(put(standing, "local_reference"), "ok");
	standing.policy = "none";
	assert_string_equal(put(standing, "local_reference"), "reference_not_agreed");
}

static void the_reporting_side_enters_it_while_the_case_is_open(void **state)
{
	struct reference_standing standing = nobody;

	(void)state;
	assert_string_equal(put(standing, "identity"), "forbidden");
	assert_string_equal(put(other(), "identity"), "forbidden");
	standing.is_reporter = true;
	assert_string_equal(put(standing, "identity"), "ok");
	standing.is_closed = true;
	assert_string_equal(put(standing, "identity"), "reference_case_closed");
}

static void only_coordinators_of_the_two_parties_open_it(void **state)
{
	struct reference_standing standing = nobody;

	(void)state;
	standing.is_reporter = true; /* who entered it as well */
	assert_string_equal(open_it(standing), "forbidden");
	assert_string_equal(open_it(reporting()), "ok");
	assert_string_equal(open_it(other()), "ok");
}

static void a_patient_who_objects_is_not_shown_to_the_other_party(void **state)
{
	struct reference_standing mine = reporting(), theirs = other(), both = other();

	(void)state;
	mine.patient_objects = theirs.patient_objects = both.patient_objects = true;
	both.is_reporting_party = true;
	assert_string_equal(open_it(mine), "ok");
	assert_string_equal(open_it(theirs), "patient_objects");
	assert_string_equal(request(theirs), "patient_objects");
	assert_string_equal(open_it(both), "ok");
}

static void a_second_person_approves_where_it_is_agreed(void **state)
{
	struct reference_standing standing = other();

	(void)state;
	assert_string_equal(request(standing), "approval_not_needed");
	standing.needs_approval = true;
	assert_string_equal(open_it(standing), "approval_missing");
	assert_string_equal(request(standing), "ok");
	assert_string_equal(reference_allowed_json(arena, &standing), "[\"request\"]");
	standing.is_approved = true;
	assert_string_equal(open_it(standing), "ok");
	assert_string_equal(reference_allowed_json(arena, &standing), "[\"open\"]");
}

static void what_is_gone_or_never_was_is_not_opened(void **state)
{
	struct reference_standing standing = reporting();

	(void)state;
	standing.is_present = false;
	assert_string_equal(open_it(standing), "reference_missing");
	standing.is_destroyed = true;
	assert_string_equal(open_it(standing), "reference_destroyed");
	assert_string_equal(reference_allowed_json(arena, &standing), "[\"put\"]");
	standing.is_closed = true;
	assert_string_equal(reference_allowed_json(arena, &standing), "[]");
}

static void destruction_is_put_off_twice_by_those_who_saw_the_day(void **state)
{
	struct reference_standing standing = other();

	(void)state;
	assert_string_equal(postpone(standing, "2026-03-01"), "reference_plan_changed"); /* none is planned */
	standing.is_closed = true;
	standing.destroy_on = "2026-03-01";
	assert_string_equal(postpone(standing, "2026-03-01"), "ok");
	assert_string_equal(postpone(standing, "2026-02-01"), "reference_plan_changed");
	standing.postponed = 1;
	assert_string_equal(postpone(standing, "2026-03-01"), "ok");
	standing.postponed = 2;
	assert_string_equal(postpone(standing, "2026-03-01"), "reference_postponed_enough");
	standing.is_other_party = false;
	standing.is_reporter = true;
	assert_string_equal(postpone(standing, "2026-03-01"), "forbidden");
}

/* The value as it is kept, or the code of what is wrong with it. */
static const char *checked(const char *kind, const char *value)
{
	struct fault fault = {0};
	const char *kept = NULL;

	if (reference_check_value(arena, kind, value, &fault, &kept) == OK)
		return kept;
	assert_int_equal(fault.err, ERR_UNPROCESSABLE);
	assert_string_equal(fault.fields->pointer, "/value");
	assert_null(fault.fields->value);
	return fault.fields->code;
}

static void an_identity_number_has_to_be_one(void **state)
{
	static const char *const wrong[] = {"30108299921", "3010829992",    "301082999200", "",
					    "J-4711",      "30108299920 x", "00000000000"};

	(void)state;
	assert_string_equal(checked("identity", "30108299920"), "30108299920");
	assert_string_equal(checked("identity", " 301082 999-20."), "30108299920");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_string_equal(checked("identity", wrong[i]), "identity_number_wrong");
}

static void a_reference_of_ones_own_holds_none_nor_one_with_a_slip(void **state)
{
	static const char *const taken[] = {"J-4711", "2026/00017", "Sak 12 34 56", "Ola, rom 3", "12345678"};
	static const char *const refused[] = {"30108299920", "301082 99920", "nr 30 10 82 999 20", "30108299921"};

	(void)state;
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		assert_string_equal(checked("local_reference", taken[i]), taken[i]);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		assert_string_equal(checked("local_reference", refused[i]), "identity_number");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_agreement_says_what_is_entered),
		cmocka_unit_test(the_reporting_side_enters_it_while_the_case_is_open),
		cmocka_unit_test(only_coordinators_of_the_two_parties_open_it),
		cmocka_unit_test(a_patient_who_objects_is_not_shown_to_the_other_party),
		cmocka_unit_test(a_second_person_approves_where_it_is_agreed),
		cmocka_unit_test(what_is_gone_or_never_was_is_not_opened),
		cmocka_unit_test(destruction_is_put_off_twice_by_those_who_saw_the_day),
		cmocka_unit_test(an_identity_number_has_to_be_one),
		cmocka_unit_test(a_reference_of_ones_own_holds_none_nor_one_with_a_slip),
	};
	int failed;

	arena = arena_new((size_t)1024 * 1024);
	failed = cmocka_run_group_tests_name("patient reference", tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
