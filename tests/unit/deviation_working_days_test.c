/* SPDX-License-Identifier: MIT */
/* The Norwegian calendar and what deadlines make of it. */
#include "deviation/deadlines.h"
#include "deviation/deviation.h"
#include "deviation/working_days.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define HOUR (INT64_C(3600) * 1000000)

struct date {
	int year, month, day;
};

static int32_t number(struct date date)
{
	return day_number(date.year, date.month, date.day);
}

/* UTC. */
static int64_t at(int year, int month, int day, int hour)
{
	return day_number(year, month, day) * 24 * HOUR + hour * HOUR;
}

static void test_days_are_numbered_from_1970(void **state)
{
	(void)state;
	assert_int_equal(day_number(1970, 1, 1), 0);
	assert_int_equal(day_number(2000, 2, 29), 11016);
	assert_int_equal(day_number(2026, 11, 27), 20784);
}

/* Dates of Easter as almanacs print them, among them the earliest and the latest there are. */
static void test_easter_falls_where_almanacs_say(void **state)
{
	static const struct date easters[] = {{1975, 3, 30}, {2000, 4, 23}, {2008, 3, 23}, {2011, 4, 24}, {2019, 4, 21},
					      {2024, 3, 31}, {2025, 4, 20}, {2026, 4, 5},  {2027, 3, 28}, {2028, 4, 16},
					      {2030, 4, 21}, {2038, 4, 25}, {2049, 4, 18}, {2285, 3, 22}};

	(void)state;
	for (size_t i = 0; i < COUNT(easters); i++)
		assert_int_equal(easter_sunday(easters[i].year), number(easters[i]));
}

static void test_holidays_of_2026_and_2027(void **state)
{
	static const struct date free[] = {
		{2026, 1, 1},  {2026, 4, 2},   {2026, 4, 3},   {2026, 4, 6},  {2026, 5, 1},  {2026, 5, 14}, {2026, 5, 17},
		{2026, 5, 25}, {2026, 12, 25}, {2026, 12, 26}, {2027, 1, 1},  {2027, 3, 25}, {2027, 3, 26}, {2027, 3, 29},
		{2027, 5, 1},  {2027, 5, 6},   {2027, 5, 17},  {2027, 12, 25}};
	static const struct date working[] = {{2026, 1, 2},  {2026, 4, 7},   {2026, 4, 30},  {2026, 5, 15}, {2026, 5, 18},
					      {2026, 5, 26}, {2026, 12, 23}, {2026, 12, 28}, {2027, 5, 18}, {2027, 6, 23}};
	static const struct date eves[] = {{2026, 4, 1}, {2026, 12, 24}, {2026, 12, 31}, {2027, 3, 24}};

	(void)state;
	for (size_t i = 0; i < COUNT(free); i++)
		assert_false(is_working_day(number(free[i]), /* eves_free= */ false));
	for (size_t i = 0; i < COUNT(working); i++)
		assert_true(is_working_day(number(working[i]), /* eves_free= */ true));
	for (size_t i = 0; i < COUNT(eves); i++) {
		assert_true(is_working_day(number(eves[i]), /* eves_free= */ false));
		assert_false(is_working_day(number(eves[i]), /* eves_free= */ true));
	}
}

/* Working days of a year as the tables of Norwegian employers print them, with the eves as ordinary days. */
static void test_working_days_of_years(void **state)
{
	static const struct {
		int year, days;
	} years[] = {{2022, 253}, {2023, 251}, {2024, 252}, {2025, 252}, {2026, 253}};

	(void)state;
	for (size_t i = 0; i < COUNT(years); i++)
		assert_int_equal(working_days_between(day_number(years[i].year - 1, 12, 31),
						      day_number(years[i].year, 12, 31), false),
				 years[i].days);
}

/* For any day and count: the day found is a working one, that many are between, and one less leads to an earlier one. */
static void test_counting_there_and_back_agrees(void **state)
{
	(void)state;
	for (int32_t day = day_number(2023, 12, 20); day < day_number(2028, 1, 10); day++)
		for (int count = 1; count < 40; count += 3) {
			int32_t due = working_days_after(day, count, day % 2);
			assert_true(is_working_day(due, day % 2));
			assert_int_equal(working_days_between(day, due, day % 2), count);
			assert_true(working_days_after(day, count - 1, day % 2) < due);
		}
}

static void test_oslo_changes_its_clock(void **state)
{
	(void)state;
	assert_int_equal(oslo_hour(at(2026, 1, 15, 11)), 12);
	assert_int_equal(oslo_hour(at(2026, 7, 15, 11)), 13);
	assert_int_equal(oslo_hour(at(2026, 3, 29, 1) - 1), 1);
	assert_int_equal(oslo_hour(at(2026, 3, 29, 1)), 3);
	assert_int_equal(oslo_hour(at(2026, 10, 25, 1) - 1), 2);
	assert_int_equal(oslo_hour(at(2026, 10, 25, 1)), 2);
	assert_int_equal(oslo_day(at(2026, 6, 30, 22)), day_number(2026, 7, 1));
	assert_int_equal(oslo_day(at(2026, 12, 31, 22)), day_number(2026, 12, 31));
}

static void test_a_day_ends_a_second_before_the_next_one_begins(void **state)
{
	(void)state;
	for (int32_t day = day_number(2025, 1, 1); day < day_number(2028, 1, 1); day++) {
		assert_int_equal(oslo_day(oslo_day_end(day)), day);
		assert_int_equal(oslo_day(oslo_day_end(day) + 1000000), day + 1);
		assert_int_equal(oslo_hour(oslo_day_end(day)), 23);
	}
}

static void test_a_deadline_is_the_end_of_a_working_day(void **state)
{
	(void)state;
	/* A Friday evening: Monday is the first day. */
	assert_int_equal(deadline_after(at(2026, 11, 27, 19), 1, true), oslo_day_end(day_number(2026, 11, 30)));
	/* Palm Sunday: the whole of Easter is between. */
	assert_int_equal(deadline_after(at(2026, 3, 29, 12), 4, true), oslo_day_end(day_number(2026, 4, 8)));
	assert_int_equal(deadline_after(at(2026, 3, 29, 12), 4, false), oslo_day_end(day_number(2026, 4, 7)));
	/* 23:30 in Oslo on New Year's Eve is still that year. */
	assert_int_equal(deadline_after(at(2026, 12, 31, 22), 1, true), oslo_day_end(day_number(2027, 1, 4)));
}

/* However long the other party has the ball, the council has as many working days left as when it let go. */
static void test_a_pause_leaves_as_many_days_as_there_were(void **state)
{
	(void)state;
	for (int start = 0; start < 400; start += 7)
		for (int pause = 0; pause < 60; pause += 3) {
			int64_t stopped = at(2026, 1, 1, 9) + start * 24 * HOUR;
			int64_t runs = stopped + pause * 24 * HOUR + 2 * HOUR;
			int64_t due = deadline_after(stopped, 15, true);
			int64_t moved = deadline_after_pause(due, stopped, runs, true);
			assert_int_equal(working_days_between(oslo_day(runs), oslo_day(moved), true), 15);
			assert_true(moved >= due);
		}
}

static void test_a_pause_does_not_mend_what_is_late(void **state)
{
	int64_t due = oslo_day_end(day_number(2026, 11, 24));

	(void)state;
	assert_int_equal(deadline_after_pause(due, at(2026, 11, 25, 9), at(2026, 12, 9, 9), true), due);
	/* Asked and answered within a day. */
	due = oslo_day_end(day_number(2026, 11, 27));
	assert_int_equal(deadline_after_pause(due, at(2026, 11, 25, 9), at(2026, 11, 25, 15), true), due);
	/* Asked on a Friday, answered on the Sunday: no working day went by. */
	due = oslo_day_end(day_number(2026, 12, 1));
	assert_int_equal(deadline_after_pause(due, at(2026, 11, 27, 9), at(2026, 11, 29, 9), true), due);
}

static void test_people_work_by_day_and_not_on_holidays(void **state)
{
	(void)state;
	assert_true(is_working_time(at(2026, 11, 27, 7), 8, 16, true));    /* 08:00 on a Friday */
	assert_false(is_working_time(at(2026, 11, 27, 6), 8, 16, true));   /* 07:00 */
	assert_false(is_working_time(at(2026, 11, 27, 15), 8, 16, true));  /* 16:00 */
	assert_true(is_working_time(at(2026, 7, 3, 6), 8, 16, true));      /* 08:00 in summer */
	assert_false(is_working_time(at(2026, 11, 28, 10), 8, 16, true));  /* a Saturday */
	assert_false(is_working_time(at(2026, 5, 14, 10), 8, 16, true));   /* Ascension Day */
	assert_false(is_working_time(at(2026, 12, 24, 10), 8, 16, true));
}

static void test_the_named_set_is_picked_or_the_default(void **state)
{
	static const char sets[] = "urgent 1 5 20 1 0;standard 3 15 60 0 1;";
	struct deadline_set set;

	(void)state;
	assert_true(deadline_set_pick(sets, "urgent", &set));
	assert_int_equal(set.answer_days, 5);
	assert_true(set.eves_free);
	assert_true(deadline_set_pick(sets, NULL, &set));
	assert_string_equal(set.code, "standard");
	assert_int_equal(set.closing_days, 60);
	assert_false(set.eves_free);
	assert_true(deadline_set_pick(sets, "gone", &set));
	assert_string_equal(set.code, "standard");
	assert_false(deadline_set_pick("urgent 1 5 20 1 0;", NULL, &set));
	assert_false(deadline_set_pick(NULL, NULL, &set));
}

static void test_reminder_hours_are_two_hours_or_always(void **state)
{
	static const char *const wrong[] = {"", "-", "8", "8-", "-16", "16-8", "8-8", "8-25", "08-16", "8-16-17", "sometimes", "8 - 16"};
	struct reminder_hours hours;

	(void)state;
	assert_true(reminder_hours_read("8-16", &hours));
	assert_int_equal(hours.from, 8);
	assert_int_equal(hours.to, 16);
	assert_false(hours.always);
	assert_true(reminder_hours_read("0-24", &hours));
	assert_true(reminder_hours_read("always", &hours));
	assert_true(hours.always);
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_false(reminder_hours_read(wrong[i], &hours));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_days_are_numbered_from_1970),
		cmocka_unit_test(test_easter_falls_where_almanacs_say),
		cmocka_unit_test(test_holidays_of_2026_and_2027),
		cmocka_unit_test(test_working_days_of_years),
		cmocka_unit_test(test_counting_there_and_back_agrees),
		cmocka_unit_test(test_oslo_changes_its_clock),
		cmocka_unit_test(test_a_day_ends_a_second_before_the_next_one_begins),
		cmocka_unit_test(test_a_deadline_is_the_end_of_a_working_day),
		cmocka_unit_test(test_a_pause_leaves_as_many_days_as_there_were),
		cmocka_unit_test(test_a_pause_does_not_mend_what_is_late),
		cmocka_unit_test(test_people_work_by_day_and_not_on_holidays),
		cmocka_unit_test(test_the_named_set_is_picked_or_the_default),
		cmocka_unit_test(test_reminder_hours_are_two_hours_or_always),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
