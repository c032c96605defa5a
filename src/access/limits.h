/* SPDX-License-Identifier: MIT */
#ifndef ACCESS_LIMITS_H
#define ACCESS_LIMITS_H

/*
 * How much one account, one machine client or one organisation may change in a while. Never by address: a whole hospital sits
 * behind one. Kept in memory by each instance, so counting costs a lock and a few comparisons; n instances let through n times
 * as much, which still ends a flood. What is not used for a while is given back bit by bit, not all at once on the hour.
 */

#include "base/err.h"
#include "contract/contract.h"

#include <stdint.h>

enum limited { LIMITED_PERSON, LIMITED_ORGANISATION };

struct rates {
	int64_t per_minute, per_hour; /* 0: no limit */
};

struct limits;
struct limits *limits_new(void); /* NULL when out of memory */
void limits_free(struct limits *limits); /* accepts NULL */

/* Counts one more; 0, or when it is one too many (then it is not counted) the seconds until there is room again. */
int64_t limits_take(struct limits *limits, enum limited who, int64_t id, const struct rates *rates, int64_t now_us);

/* One more change by the actor. ERR_LIMITED with Retry-After. */
MUST_USE enum err limit_person(struct call *call);

#endif
