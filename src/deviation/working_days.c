/* SPDX-License-Identifier: MIT */
#include "deviation/working_days.h"

#include <stddef.h>

#include "base/banned.h"

#define SECOND_US INT64_C(1000000)
#define HOUR_US (3600 * SECOND_US)
#define DAY_US (24 * HOUR_US)
/* Longer than any deadline; a number from a broken row must not keep a thread busy. */
#define DAYS_MAX 3660

enum { SATURDAY = 6, SUNDAY = 0 };

/* Days since 1970 of a date in the Gregorian calendar (Howard Hinnant, days_from_civil). The year begins in March. */
int32_t day_number(int year, int month, int day)
{
	int y = year - (month <= 2);
	int era = y / 400;
	int year_of_era = y - era * 400;
	int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

static int year_of(int32_t day)
{
	int year = 1970 + day / 366;

	while (day_number(year + 1, 1, 1) <= day)
		year++;
	return year;
}

static int weekday(int32_t day)
{
	return (day + 4) % 7; /* 1 January 1970 was a Thursday */
}

/* The Gregorian computus (Meeus, Jones, Butcher). */
int32_t easter_sunday(int year)
{
	int a = year % 19, b = year / 100, c = year % 100;
	int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
	int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
	int m = (a + 11 * h + 22 * l) / 451;
	int n = h + l - 7 * m + 114;

	return day_number(year, n / 31, n % 31 + 1);
}

/* Lov om 1 og 17 mai som høgtidsdagar; lov om helligdager og helligdagsfred § 2. */
static const struct {
	int month, day;
} fixed_holidays[] = {{1, 1}, {5, 1}, {5, 17}, {12, 25}, {12, 26}};
/* Maundy Thursday, Good Friday, Easter Monday, Ascension Day, Whit Monday, as days from Easter Sunday. */
static const int movable_holidays[] = {-3, -2, 1, 39, 50};

static bool is_holiday(int32_t day, int year)
{
	int from_easter = day - easter_sunday(year);

	for (size_t i = 0; i < sizeof(fixed_holidays) / sizeof(fixed_holidays[0]); i++)
		if (day == day_number(year, fixed_holidays[i].month, fixed_holidays[i].day))
			return true;
	for (size_t i = 0; i < sizeof(movable_holidays) / sizeof(movable_holidays[0]); i++)
		if (from_easter == movable_holidays[i])
			return true;
	return false;
}

static bool is_eve(int32_t day, int year)
{
	return day == day_number(year, 12, 24) || day == day_number(year, 12, 31) || day == easter_sunday(year) - 4;
}

bool is_working_day(int32_t day, bool eves_free)
{
	int year = year_of(day);

	return weekday(day) != SATURDAY && weekday(day) != SUNDAY && !is_holiday(day, year) &&
	       !(eves_free && is_eve(day, year));
}

int32_t working_days_after(int32_t day, int count, bool eves_free)
{
	int left = count < DAYS_MAX ? count : DAYS_MAX;

	while (left > 0)
		left -= is_working_day(++day, eves_free);
	return day;
}

int working_days_between(int32_t from, int32_t to, bool eves_free)
{
	int count = 0;

	for (int32_t day = from + 1; day <= to && day - from <= 2 * DAYS_MAX; day++)
		count += is_working_day(day, eves_free);
	return count;
}

static int32_t last_sunday(int year, int month)
{
	int32_t last = day_number(year, month, 31);

	return last - weekday(last);
}

/* Summer time begins and ends at 01:00 UTC on the last Sunday of March and October. Norway has had it since 1980; which
   of the years before it has does not matter here. */
static int64_t offset_us(int64_t wall_us)
{
	int year = year_of((int32_t)(wall_us / DAY_US));
	int64_t begins = last_sunday(year, 3) * DAY_US + HOUR_US, ends = last_sunday(year, 10) * DAY_US + HOUR_US;

	return wall_us >= begins && wall_us < ends ? 2 * HOUR_US : HOUR_US;
}

int32_t oslo_day(int64_t wall_us)
{
	return (int32_t)((wall_us + offset_us(wall_us)) / DAY_US);
}

int oslo_hour(int64_t wall_us)
{
	return (int)((wall_us + offset_us(wall_us)) % DAY_US / HOUR_US);
}

int64_t oslo_day_end(int32_t day)
{
	int64_t local = (day + 1) * DAY_US - SECOND_US;

	/* The clock changes in the small hours, so the offset an hour or two off is that of the day's end. */
	return local - offset_us(local - HOUR_US);
}

int64_t deadline_after(int64_t from_us, int days, bool eves_free)
{
	return oslo_day_end(working_days_after(oslo_day(from_us), days, eves_free));
}

int64_t deadline_after_pause(int64_t due_us, int64_t stopped_us, int64_t runs_us, bool eves_free)
{
	int left = working_days_between(oslo_day(stopped_us), oslo_day(due_us), eves_free);
	int64_t moved = deadline_after(runs_us, left, eves_free);

	return due_us <= stopped_us || moved < due_us ? due_us : moved;
}

bool is_working_time(int64_t wall_us, int from, int to, bool eves_free)
{
	int hour = oslo_hour(wall_us);

	return is_working_day(oslo_day(wall_us), eves_free) && hour >= from && hour < to;
}
