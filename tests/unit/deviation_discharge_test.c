/* SPDX-License-Identifier: MIT */
/* Whether one thing followed on another in time. */
#include "deviation/discharge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/banned.h"

#define NOW 100000
#define NEVER DISCHARGE_UNKNOWN

static void a_rule_is_kept_late_or_missing(void **state)
{
	/* A notice within a day of admission. */
	const struct discharge_rule day = {DISCHARGE_ADMITTED, DISCHARGE_ADMISSION_NOTICE, 24};
	static const struct {
		int64_t admitted, notice;
		enum discharge_state said;
		int64_t late;
	} rows[] = {
		{NEVER, NEVER, DISCHARGE_NOTHING_SAID, 0},
		{NEVER, 5000, DISCHARGE_NOTHING_SAID, 0},
		{5000, 5000 + 1440, DISCHARGE_KEPT, 0}, /* on the minute */
		{5000, 5000 + 1441, DISCHARGE_LATE, 1},
		{5000, 4000, DISCHARGE_KEPT, 0}, /* ahead of time */
		{NOW - 1440, NEVER, DISCHARGE_NOTHING_SAID, 0}, /* may still come */
		{NOW - 1500, NEVER, DISCHARGE_MISSING, 60},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t times[DISCHARGE_TIMES] = {rows[i].admitted, rows[i].notice, NEVER, NEVER, NEVER, NEVER};
		int64_t late = -1;
		assert_int_equal(discharge_judge(&day, times, NOW, &late), rows[i].said);
		assert_int_equal(late, rows[i].late);
	}
}

static void a_notice_after_the_discharge_is_late_at_once(void **state)
{
	const struct discharge_rule before = {DISCHARGE_DISCHARGED, DISCHARGE_READY_NOTICE, 0};
	int64_t times[DISCHARGE_TIMES] = {NEVER, NEVER, NEVER, 700, 600, NEVER};
	int64_t late = 0;

	(void)state;
	assert_int_equal(discharge_judge(&before, times, NOW, &late), DISCHARGE_LATE);
	assert_int_equal(late, 100);
	times[DISCHARGE_READY_NOTICE] = 600;
	assert_int_equal(discharge_judge(&before, times, NOW, &late), DISCHARGE_KEPT);
}

static void every_time_has_a_name(void **state)
{
	(void)state;
	for (int i = 0; i < DISCHARGE_TIMES; i++)
		assert_int_equal(discharge_time_read(discharge_time_name((enum discharge_time)i)), i);
	assert_int_equal(discharge_time_read("no_such"), DISCHARGE_TIMES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_is_kept_late_or_missing),
		cmocka_unit_test(a_notice_after_the_discharge_is_late_at_once),
		cmocka_unit_test(every_time_has_a_name),
	};

	return cmocka_run_group_tests_name("discharge", tests, NULL, NULL);
}
