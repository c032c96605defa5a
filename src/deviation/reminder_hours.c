/* SPDX-License-Identifier: MIT */
#include "deviation/deviation.h"

#include <string.h>

#include "base/number.h"
#include "base/banned.h"

#define HOUR_TEXT_MAX 2

/* The number before a character, or before the end. */
static bool read_hour(const char *text, size_t len, int64_t min, int *ret_hour)
{
	char digits[HOUR_TEXT_MAX + 1] = {0};
	int64_t hour = 0;

	if (len == 0 || len > HOUR_TEXT_MAX)
		return false;
	memcpy(digits, text, len);
	if (number_read(digits, min, 24, &hour) != OK)
		return false;
	*ret_hour = (int)hour;
	return true;
}

bool reminder_hours_read(const char *text, struct reminder_hours *ret_hours)
{
	struct reminder_hours hours = {0};
	const char *dash = strchr(text, '-');

	if (strcmp(text, "always") == 0) {
		*ret_hours = (struct reminder_hours){.to = 24, .always = true};
		return true;
	}
	if (!dash || !read_hour(text, (size_t)(dash - text), 0, &hours.from) ||
	    !read_hour(dash + 1, strlen(dash + 1), hours.from + 1, &hours.to))
		return false;
	*ret_hours = hours;
	return true;
}
