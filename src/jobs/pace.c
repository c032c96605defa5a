/* SPDX-License-Identifier: MIT */
#include "jobs/pace.h"

#include "base/banned.h"

#define MINUTE_US (60 * INT64_C(1000000))

static int64_t step_us(const struct pace *pace)
{
	return MINUTE_US / pace->per_minute;
}

static int64_t at_once(const struct pace *pace)
{
	return pace->per_minute < 120 ? 1 : pace->per_minute / 60;
}

int pace_take(struct pace *pace, int most, int64_t now_us, int64_t *ret_next_us)
{
	if (pace->per_minute == 0)
		return most;
	if (pace->owed_us < now_us)
		pace->owed_us = now_us;
	int64_t credit_us = now_us + at_once(pace) * step_us(pace) - pace->owed_us;
	int64_t count = credit_us / step_us(pace);
	if (count > most)
		count = most;
	if (count == 0)
		*ret_next_us = now_us + step_us(pace) - credit_us;
	pace->owed_us += count * step_us(pace);
	return (int)count;
}

void pace_give_back(struct pace *pace, int count)
{
	if (pace->per_minute > 0)
		pace->owed_us -= count * step_us(pace);
}
