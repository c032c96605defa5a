/* SPDX-License-Identifier: MIT */
#include "base/moment.h"

#include <string.h>

#include "base/banned.h"

/* Days since 1970 of a day of the Gregorian calendar (days_from_civil, Hinnant). */
static int64_t days_of(int year, int month, int day)
{
	const int64_t y = month <= 2 ? year - 1 : year;
	const int64_t era = y / 400;
	const int64_t year_of_era = y - era * 400;
	const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

/* Reads text by a pattern: '0' stands for a digit, anything else for itself. */
static bool fits(const char *text, size_t len, const char *pattern)
{
	const size_t size = strlen(pattern);

	if (len < size)
		return false;
	for (size_t i = 0; i < size; i++)
		if (pattern[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != pattern[i])
			return false;
	return true;
}

static int number_at(const char *text, size_t len)
{
	int value = 0;

	for (size_t i = 0; i < len; i++)
		value = value * 10 + (text[i] - '0');
	return value;
}

static bool is_day(int year, int month, int day)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (month == 2 && leap);
}

/* ":30" and ".123", both of which may be left out; how much of the text they take, or -1. */
static int read_seconds(const char *text, size_t len)
{
	int at = 0;

	if (len == 0 || text[0] != ':')
		return 0;
	if (!fits(text, len, ":00") || number_at(text + 1, 2) > 59)
		return -1;
	at = 3;
	if ((size_t)at == len || text[at] != '.')
		return at;
	at++;
	if (!fits(text + at, len - (size_t)at, "0"))
		return -1;
	while ((size_t)at < len && text[at] >= '0' && text[at] <= '9')
		at++;
	return at;
}

static bool read_offset(const char *text, size_t len, int *ret_minutes)
{
	if (len == 1 && text[0] == 'Z') {
		*ret_minutes = 0;
		return true;
	}
	if (len != 6 || (text[0] != '+' && text[0] != '-') || !fits(text + 1, 5, "00:00"))
		return false;
	if (number_at(text + 1, 2) > 23 || number_at(text + 4, 2) > 59)
		return false;
	*ret_minutes = (number_at(text + 1, 2) * 60 + number_at(text + 4, 2)) * (text[0] == '-' ? -1 : 1);
	return true;
}

bool moment_read(const char *text, size_t len, int64_t *ret_minutes)
{
	const size_t to_minute = sizeof("2026-03-01T14:30") - 1;
	int offset = 0;

	if (!fits(text, len, "0000-00-00T00:00"))
		return false;
	const int year = number_at(text, 4), month = number_at(text + 5, 2), day = number_at(text + 8, 2);
	const int hour = number_at(text + 11, 2), minute = number_at(text + 14, 2);
	const int seconds = read_seconds(text + to_minute, len - to_minute);

	if (!is_day(year, month, day) || hour > 23 || minute > 59 || seconds < 0)
		return false;
	if (!read_offset(text + to_minute + seconds, len - to_minute - (size_t)seconds, &offset))
		return false;
	*ret_minutes = (days_of(year, month, day) * 24 + hour) * 60 + minute - offset;
	return true;
}
