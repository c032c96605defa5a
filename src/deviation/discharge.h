/* SPDX-License-Identifier: MIT */
#ifndef DEVIATION_DISCHARGE_H
#define DEVIATION_DISCHARGE_H

/*
 * What the times of a stay say about what was agreed: did the one follow on the other in time. Which rules there are is data
 * (table discharge_rule); how one is judged is here. Only for the files of this room.
 */

#include <stdint.h>

enum discharge_time {
	DISCHARGE_ADMITTED,
	DISCHARGE_ADMISSION_NOTICE,
	DISCHARGE_PLANNED,
	DISCHARGE_READY_NOTICE,
	DISCHARGE_DISCHARGED,
	DISCHARGE_EPICRISIS,
	DISCHARGE_TIMES
};

#define DISCHARGE_UNKNOWN INT64_MIN /* a time that was not given */

/* "discharged_at" as a time; DISCHARGE_TIMES when it is none. */
enum discharge_time discharge_time_read(const char *name);
const char *discharge_time_name(enum discharge_time time);

struct discharge_rule {
	enum discharge_time from, to; /* to has to be there so many hours after from at the latest */
	int64_t within_hours;
};

enum discharge_state {
	DISCHARGE_NOTHING_SAID, /* too little is known, or it may still come */
	DISCHARGE_KEPT,
	DISCHARGE_LATE,
	DISCHARGE_MISSING
};

/* times and now in minutes since 1970. *ret_late: by how many minutes, so far when it is missing; else 0. */
enum discharge_state discharge_judge(const struct discharge_rule *rule, const int64_t times[DISCHARGE_TIMES], int64_t now,
				     int64_t *ret_late);

#endif
