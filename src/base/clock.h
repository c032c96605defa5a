/* SPDX-License-Identifier: MIT */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

/* Time. Wall time for records, monotonic time for deadlines; never mix them. */

#include <stddef.h>
#include <stdint.h>

int64_t clock_wall_us(void);      /* microseconds since 1970, UTC */
int64_t clock_monotonic_us(void); /* microseconds since some start; only differences mean anything */
void clock_sleep_ms(int64_t ms);

/* RFC 3339 in UTC with milliseconds, "2026-03-01T07:05:09.120Z". Needs 25 bytes. Returns buffer. */
char *clock_rfc3339(int64_t wall_us, char *buffer, size_t size);
/* RFC 5322 date, "Sun, 01 Mar 2026 07:05:09 +0000". Needs 32 bytes. Returns buffer. */
char *clock_rfc5322(int64_t wall_us, char *buffer, size_t size);
/* RFC 9110 date, "Sun, 01 Mar 2026 07:05:09 GMT". Needs 30 bytes. Returns buffer. */
char *clock_http(int64_t wall_us, char *buffer, size_t size);

#endif
