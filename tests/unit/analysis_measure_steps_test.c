/* SPDX-License-Identifier: MIT */
/* What may be done to a measure, in every state, by every side: written out. */
#include "analysis/measure_steps.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

static const char *const states[] = {"open", "overdue", "done", "to_evaluate", "evaluated", "dropped"};
#define STATE_COUNT (sizeof(states) / sizeof(states[0]))

/* One letter a state, in the same order: y may; d not done yet; x dropped; n not dropped. */
static const struct {
	enum measure_step step;
	const char *may;
	bool responsible_may;
} expected[] = {
	{MEASURE_CHANGE, "yyyyyy", false}, {MEASURE_MOVE, "yyyyyx", true},     {MEASURE_EVALUATE, "ddyyyx", true},
	{MEASURE_DROP, "yyyyyx", false},   {MEASURE_TAKE_UP, "nnnnny", false},
};

static const char *refusal(char letter)
{
	return letter == 'd' ? "measure_not_done" : letter == 'x' ? "measure_dropped" : "measure_not_dropped";
}

static void the_council_may_what_the_state_lets_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < MEASURE_STEP_COUNT; i++)
		for (size_t at = 0; at < STATE_COUNT; at++) {
			const struct measure_standing council = {.state = states[at], .is_council = true};
			struct fault fault = {0};
			enum err err = measure_step_check(expected[i].step, &council, &fault);
			assert_int_equal(err, expected[i].may[at] == 'y' ? OK : ERR_CONFLICT);
			if (err != OK)
				assert_string_equal(fault.code, refusal(expected[i].may[at]));
		}
}

static void who_is_responsible_moves_and_evaluates_and_nobody_else_does_anything(void **state)
{
	(void)state;
	for (size_t i = 0; i < MEASURE_STEP_COUNT; i++) {
		const struct measure_standing responsible = {.state = "done", .is_responsible = true}, reader = {.state = "done"};
		struct fault fault = {0};
		assert_int_equal(measure_step_check(expected[i].step, &responsible, &fault), expected[i].responsible_may ? OK : ERR_FORBIDDEN);
		assert_int_equal(measure_step_check(expected[i].step, &reader, &fault), ERR_FORBIDDEN);
	}
}

static void it_is_done_from_evaluate_on_and_on_a_day_that_has_been(void **state)
{
	(void)state;
	assert_null(measure_done_day_wrong("evaluate", NULL, "2026-03-31"));
	assert_null(measure_done_day_wrong("follow_up", "2026-03-31", "2026-03-31"));
	assert_string_equal(measure_done_day_wrong("evaluate", "2026-04-01", "2026-03-31"), "future_date");
	assert_string_equal(measure_done_day_wrong("do", "2026-03-01", "2026-03-31"), "measure_not_done");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_council_may_what_the_state_lets_it),
		cmocka_unit_test(who_is_responsible_moves_and_evaluates_and_nobody_else_does_anything),
		cmocka_unit_test(it_is_done_from_evaluate_on_and_on_a_day_that_has_been),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
