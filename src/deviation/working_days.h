/* SPDX-License-Identifier: MIT */
#ifndef DEVIATION_WORKING_DAYS_H
#define DEVIATION_WORKING_DAYS_H

/*
 * The Norwegian calendar: which days people work, and what time it is in Oslo. Everything is computed, nothing is read: no time
 * zone files, no list of years. Good from 1970 to 2399.
 *
 * A day is a number: days since 1 January 1970. The eves are Christmas Eve, New Year's Eve and the Wednesday before Maundy
 * Thursday: half days by custom, not by law, so whoever asks says whether they count as free.
 */

#include <stdbool.h>
#include <stdint.h>

int32_t day_number(int year, int month, int day);
int32_t easter_sunday(int year);

/* Not a Saturday, a Sunday or a public holiday, nor an eve when those are free. */
bool is_working_day(int32_t day, bool eves_free);
/* The day on which `count` whole working days have passed after `day`; count 0: `day` itself. */
int32_t working_days_after(int32_t day, int count, bool eves_free);
/* Working days after `from`, up to and with `to`; 0 when `to` is not later. */
int working_days_between(int32_t from, int32_t to, bool eves_free);

/* Times in microseconds since 1970, UTC. Summer time by the rule of the European Union. */
int32_t oslo_day(int64_t wall_us);
int oslo_hour(int64_t wall_us);
/* The last second of a day in Oslo. */
int64_t oslo_day_end(int32_t day);

/* The end of the `days`-th working day after the one `from_us` is in. */
int64_t deadline_after(int64_t from_us, int days, bool eves_free);
/* A deadline that was still ahead when the clock stopped: as many working days are left when it runs again. One that had
   passed already stays. */
int64_t deadline_after_pause(int64_t due_us, int64_t stopped_us, int64_t runs_us, bool eves_free);
/* Whether people are at work: on a working day, in the hours from `from` up to `to` (24: midnight). */
bool is_working_time(int64_t wall_us, int from, int to, bool eves_free);

#endif
