/* SPDX-License-Identifier: MIT */
/* What one account or organisation may do in a while: as much as the rate says, then no more until some is given back. */
#include "access/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"

#include "base/banned.h"

#define SECOND INT64_C(1000000)
#define START (INT64_C(1000) * SECOND)

static int64_t take(struct limits *limits, int64_t id, int64_t per_minute, int64_t per_hour, int64_t at_us)
{
	return limits_take(limits, LIMITED_PERSON, id, &(struct rates){per_minute, per_hour}, at_us);
}

static void as_many_as_the_rate_go_through_at_once_and_then_none(void **state)
{
	struct limits *limits = limits_new();

	(void)state;
	for (int i = 0; i < 30; i++)
		assert_int_equal(take(limits, 7, 30, 0, START), 0);
	assert_int_equal(take(limits, 7, 30, 0, START), 2);
	assert_int_equal(take(limits, 7, 30, 0, START + 2 * SECOND - 1), 1);
	assert_int_equal(take(limits, 7, 30, 0, START + 2 * SECOND), 0);
	assert_int_equal(take(limits, 7, 30, 0, START + 2 * SECOND), 2);
	for (int i = 0; i < 30; i++)
		assert_int_equal(take(limits, 7, 30, 0, START + 100 * SECOND), 0);
	assert_int_equal(take(limits, 7, 30, 0, START + 100 * SECOND), 2);
	limits_free(limits);
}

static void nobody_pays_for_another(void **state)
{
	struct limits *limits = limits_new();

	(void)state;
	for (int64_t id = 1; id <= 2000; id++) {
		assert_int_equal(take(limits, id, 1, 0, START), 0);
		assert_int_equal(limits_take(limits, LIMITED_ORGANISATION, id, &(struct rates){1, 0}, START), 0);
	}
	assert_int_equal(take(limits, 1, 1, 0, START), 60);
	assert_int_equal(limits_take(limits, LIMITED_ORGANISATION, 1, &(struct rates){1, 0}, START), 60);
	limits_free(limits);
}

static void the_hour_holds_what_every_minute_lets_through(void **state)
{
	struct limits *limits = limits_new();
	int through = 0;

	(void)state;
	for (int second = 0; second < 3600; second++)
		through += take(limits, 7, 60, 600, START + second * SECOND) == 0;
	assert_in_range(through, 1190, 1200); /* the burst, and what an hour gives back */
	assert_int_equal(take(limits, 7, 60, 600, START + 3600 * SECOND), 0);
	assert_int_equal(take(limits, 7, 60, 600, START + 3600 * SECOND), 6);
	limits_free(limits);
}

static void a_refused_one_is_not_counted(void **state)
{
	struct limits *limits = limits_new();

	(void)state;
	assert_int_equal(take(limits, 7, 1, 0, START), 0);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(take(limits, 7, 1, 0, START + SECOND), 59);
	assert_int_equal(take(limits, 7, 1, 0, START + 60 * SECOND), 0);
	limits_free(limits);
}

static void zero_is_no_limit(void **state)
{
	struct limits *limits = limits_new();

	(void)state;
	for (int i = 0; i < 100000; i++)
		assert_int_equal(take(limits, 7, 0, 0, START), 0);
	limits_free(limits);
}

static void counting_costs_next_to_nothing(void **state)
{
	struct limits *limits = limits_new();
	const int rounds = 200000;
	int64_t began = clock_monotonic_us();

	(void)state;
	for (int i = 0; i < rounds; i++)
		(void)take(limits, i % 5000, 1000000, 1000000, began + i);
	int64_t nanoseconds = (clock_monotonic_us() - began) * 1000 / rounds;
	print_message("counting one takes %lld ns\n", (long long)nanoseconds);
	assert_true(nanoseconds < 20000);
	limits_free(limits);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_many_as_the_rate_go_through_at_once_and_then_none),
		cmocka_unit_test(nobody_pays_for_another),
		cmocka_unit_test(the_hour_holds_what_every_minute_lets_through),
		cmocka_unit_test(a_refused_one_is_not_counted),
		cmocka_unit_test(zero_is_no_limit),
		cmocka_unit_test(counting_costs_next_to_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
