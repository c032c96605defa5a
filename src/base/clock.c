/* SPDX-License-Identifier: MIT */
#include "base/clock.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>

#include "base/banned.h"

/* Own names: the formats of mail and HTTP are English whatever the locale. */
static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
				     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static int64_t now_us(clockid_t clock)
{
	struct timespec now;

	(void)clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_wall_us(void)
{
	return now_us(CLOCK_REALTIME);
}

int64_t clock_monotonic_us(void)
{
	return now_us(CLOCK_MONOTONIC);
}

void clock_sleep_ms(int64_t ms)
{
	struct timespec left = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

	if (ms <= 0)
		return;
	while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR)
		continue;
}

/* The calendar in UTC; *ret_ms the milliseconds within the second. Times before 1970 round down like all others. */
static struct tm calendar(int64_t wall_us, int *ret_ms)
{
	int64_t seconds = wall_us / 1000000 - (wall_us % 1000000 < 0);
	time_t time = (time_t)seconds;
	struct tm parts = {0};

	*ret_ms = (int)((wall_us - seconds * 1000000) / 1000);
	(void)gmtime_r(&time, &parts);
	return parts;
}

char *clock_rfc3339(int64_t wall_us, char *buffer, size_t size)
{
	int ms;
	struct tm at = calendar(wall_us, &ms);

	(void)snprintf(buffer, size, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", at.tm_year + 1900, at.tm_mon + 1,
		       at.tm_mday, at.tm_hour, at.tm_min, at.tm_sec, ms);
	return buffer;
}

static char *english_date(int64_t wall_us, const char *zone, char *buffer, size_t size)
{
	int ms;
	struct tm at = calendar(wall_us, &ms);

	(void)snprintf(buffer, size, "%s, %02d %s %04d %02d:%02d:%02d %s", days[at.tm_wday], at.tm_mday,
		       months[at.tm_mon], at.tm_year + 1900, at.tm_hour, at.tm_min, at.tm_sec, zone);
	return buffer;
}

char *clock_rfc5322(int64_t wall_us, char *buffer, size_t size)
{
	return english_date(wall_us, "+0000", buffer, size);
}

char *clock_http(int64_t wall_us, char *buffer, size_t size)
{
	return english_date(wall_us, "GMT", buffer, size);
}
