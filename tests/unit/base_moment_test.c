/* SPDX-License-Identifier: MIT */
/* Points in time as text. */
#include "base/moment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

static void times_are_read_with_their_offset(void **state)
{
	static const struct {
		const char *text;
		int64_t minutes;
	} good[] = {
		{"1970-01-01T00:00Z", 0},
		{"1970-01-01T01:00+01:00", 0},
		{"1969-12-31T23:59:30.5Z", -1},
		{"2000-02-29T12:30:00Z", 15863790},
		{"2026-03-29T03:00+02:00", 29579100},
		{"2026-03-29T01:00Z", 29579100},
		{"2026-03-28T20:30-04:30", 29579100},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		int64_t minutes = 7;
		assert_true(moment_read(good[i].text, strlen(good[i].text), &minutes));
		if (minutes != good[i].minutes)
			fail_msg("%s: %lld", good[i].text, (long long)minutes);
	}
}

static void what_is_no_time_is_refused(void **state)
{
	static const char *const bad[] = {
		"", "2026-03-01", "2026-03-01T14:30", "2026-03-01 14:30Z", "2026-02-29T14:30Z", "2026-13-01T14:30Z", "2026-00-01T14:30Z",
		"2026-03-00T14:30Z", "0000-03-01T14:30Z", "2026-03-01T24:00Z", "2026-03-01T14:60Z", "2026-03-01T14:30:60Z",
		"2026-03-01T14:30:1Z", "2026-03-01T14:30:00.Z", "2026-03-01T14:30+1:00", "2026-03-01T14:30+24:00", "2026-03-01T14:30+01:60",
		"2026-03-01T14:30z", "2026-03-01T14:30Z ", "2026-03-01T14:30ZZ", "-026-03-01T14:30Z", "2026-03-01T14:30+01:00:00",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		int64_t minutes = 7;
		if (moment_read(bad[i], strlen(bad[i]), &minutes))
			fail_msg("%s was read", bad[i]);
		assert_int_equal(minutes, 7);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_are_read_with_their_offset),
		cmocka_unit_test(what_is_no_time_is_refused),
	};

	return cmocka_run_group_tests_name("moment", tests, NULL, NULL);
}
