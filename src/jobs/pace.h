/* SPDX-License-Identifier: MIT */
#ifndef JOBS_PACE_H
#define JOBS_PACE_H

/*
 * How many messages may be handed to the relay now, when it takes so many a minute: evenly, at most a second's worth at once.
 * Plain data: the owner locks. Times are monotonic microseconds.
 */

#include <stdint.h>

struct pace { /* zeroed but for per_minute */
	int64_t per_minute; /* 0: no limit */
	int64_t owed_us;    /* when all that was taken will have been paid for */
};

/* How many of most may go now; they count as gone. With none, *ret_next_us is when the next may. */
int pace_take(struct pace *pace, int most, int64_t now_us, int64_t *ret_next_us);
/* Of those taken, so many did not go. */
void pace_give_back(struct pace *pace, int count);

#endif
