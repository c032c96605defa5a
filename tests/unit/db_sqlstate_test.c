/* SPDX-License-Identifier: MIT */
/* What the database's errors mean for a client. */
#include "db/sqlstate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "db/constraint_fields.h"

#include "base/banned.h"

static void each_state_has_its_meaning(void **state)
{
	static const struct {
		const char *sqlstate;
		enum err err;
		bool ends_session;
	} cases[] = {
		{"SV403", ERR_FORBIDDEN, false},     {"SV404", ERR_NOT_FOUND, false},
		{"SV409", ERR_CONFLICT, false},      {"SV412", ERR_PRECONDITION, false},
		{"SV422", ERR_UNPROCESSABLE, false}, {"SV999", ERR_INTERNAL, false},
		{"08006", ERR_UNAVAILABLE, true},    {"22P02", ERR_INVALID, false},
		{"22021", ERR_INVALID, false},       {"23502", ERR_INVALID, false},
		{"23503", ERR_INVALID, false},       {"23514", ERR_INVALID, false},
		{"23505", ERR_CONFLICT, false},      {"23P01", ERR_CONFLICT, false},
		{"25006", ERR_UNAVAILABLE, true},    {"25P03", ERR_TIMEOUT, true},
		{"26000", ERR_INTERNAL, false},      {"0A000", ERR_INTERNAL, false},
		{"40001", ERR_CONFLICT, false},      {"40P01", ERR_CONFLICT, false},
		{"40003", ERR_UNAVAILABLE, true},    {"42501", ERR_FORBIDDEN, false},
		{"42601", ERR_INTERNAL, false},      {"53300", ERR_BUSY, false},
		{"54000", ERR_INVALID, false},       {"55P03", ERR_TIMEOUT, false},
		{"57014", ERR_TIMEOUT, false},       {"57P01", ERR_UNAVAILABLE, true},
		{"57P03", ERR_UNAVAILABLE, true},    {"58030", ERR_UNAVAILABLE, true},
		{"P0001", ERR_INTERNAL, false},      {"XX000", ERR_INTERNAL, false},
		{"", ERR_INTERNAL, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (sqlstate_err(cases[i].sqlstate) != cases[i].err)
			fail_msg("%s is %s", cases[i].sqlstate, err_name(sqlstate_err(cases[i].sqlstate)));
		if (sqlstate_ends_session(cases[i].sqlstate) != cases[i].ends_session)
			fail_msg("%s ends the session or not", cases[i].sqlstate);
	}
}

static void a_known_constraint_names_its_field(void **state)
{
	struct arena *arena = arena_new(1 << 16);
	struct fault fault = {0};
	char constraint[] = "deviation_other_unit_fk";

	(void)state;
	assert_int_equal(sqlstate_fault(&fault, "23503", constraint, "deviation_submit"), ERR_INVALID);
	memset(constraint, 'x', sizeof(constraint) - 1);
	assert_string_equal(fault.constraint, "deviation_other_unit_fk");
	assert_string_equal(fault.fields->pointer, "/other_unit_id");
	assert_string_equal(fault.fields->code, "unknown_unit");
	assert_null(fault.fields->next);
	/* Others may follow. */
	fault_add_field(&fault, arena, "/title", "blank", NULL);
	assert_string_equal(fault.fields->next->pointer, "/title");
	arena_free(arena);
}

static void an_unknown_constraint_is_kept_for_the_log(void **state)
{
	struct fault fault = {0};

	(void)state;
	assert_int_equal(sqlstate_fault(&fault, "23514", "of_some_other_table", "x"), ERR_INVALID);
	assert_string_equal(fault.constraint, "of_some_other_table");
	assert_null(fault.fields);
	assert_null(fault.code);
}

static void a_state_of_ours_carries_the_code_of_the_problem(void **state)
{
	struct fault fault = {0};

	(void)state;
	assert_int_equal(sqlstate_fault(&fault, "SV412", "version_conflict", "x"), ERR_PRECONDITION);
	assert_string_equal(fault.code, "version_conflict");
	assert_int_equal(sqlstate_fault(&fault, "SV404", "later", "y"), ERR_NOT_FOUND);
	assert_string_equal(fault.code, "version_conflict");
	assert_string_equal(fault.where, "x");
}

static void without_a_fault_or_constraint_the_error_is_the_same(void **state)
{
	struct fault fault = {0};

	(void)state;
	assert_int_equal(sqlstate_fault(NULL, "23505", "some_unique", "x"), ERR_CONFLICT);
	assert_int_equal(sqlstate_fault(&fault, "57014", NULL, "x"), ERR_TIMEOUT);
	assert_null(fault.constraint);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_state_has_its_meaning),
		cmocka_unit_test(a_known_constraint_names_its_field),
		cmocka_unit_test(an_unknown_constraint_is_kept_for_the_log),
		cmocka_unit_test(a_state_of_ours_carries_the_code_of_the_problem),
		cmocka_unit_test(without_a_fault_or_constraint_the_error_is_the_same),
	};

	return cmocka_run_group_tests_name("sqlstate", tests, NULL, NULL);
}
