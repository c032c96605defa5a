/* SPDX-License-Identifier: MIT */
/* How many messages go out a minute. */
#include "jobs/pace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/banned.h"

#define SECOND_US INT64_C(1000000)

/* How many go within the time when 32 are wanted again and again, as soon as one may go. */
static int64_t taken_within(struct pace *pace, int64_t us)
{
	int64_t now_us = 5 * SECOND_US;
	int64_t end_us = now_us + us;
	int64_t taken = 0;

	while (now_us < end_us) {
		int64_t next_us = now_us;
		int count = pace_take(pace, 32, now_us, &next_us);
		taken += count;
		if (count == 0) {
			assert_true(next_us > now_us);
			now_us = next_us;
		}
	}
	return taken;
}

static void without_a_limit_all_may_go(void **state)
{
	struct pace pace = {0};
	int64_t next_us = 0;

	(void)state;
	assert_int_equal(pace_take(&pace, 32, SECOND_US, &next_us), 32);
	assert_int_equal(pace_take(&pace, 32, SECOND_US, &next_us), 32);
}

static void no_more_than_the_limit_goes_in_a_minute_whatever_it_is(void **state)
{
	static const int64_t limits[] = {1, 7, 60, 119, 120, 600, 6000, 100000};

	(void)state;
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		struct pace pace = {.per_minute = limits[i]};
		int64_t taken = taken_within(&pace, 60 * SECOND_US);
		int64_t at_start = limits[i] / 60 + 1;
		assert_in_range(taken, limits[i], limits[i] + at_start + limits[i] / 500);
	}
}

static void what_did_not_go_may_go_later(void **state)
{
	struct pace pace = {.per_minute = 600};
	int64_t next_us = 0;

	(void)state;
	assert_int_equal(pace_take(&pace, 32, SECOND_US, &next_us), 10);
	assert_int_equal(pace_take(&pace, 32, SECOND_US, &next_us), 0);
	pace_give_back(&pace, 4);
	assert_int_equal(pace_take(&pace, 32, SECOND_US, &next_us), 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_limit_all_may_go),
		cmocka_unit_test(no_more_than_the_limit_goes_in_a_minute_whatever_it_is),
		cmocka_unit_test(what_did_not_go_may_go_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
