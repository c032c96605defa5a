/* SPDX-License-Identifier: MIT */
#ifndef BASE_LINE_H
#define BASE_LINE_H

/*
 * Threads that wait in line for things somebody else hands out, first come first served. A line has no lock of its own: every call but
 * line_call is made under one lock of its owner's.
 */

#include <pthread.h>
#include <stdint.h>

#include "base/err.h"

struct place; /* one in the line */

struct line {
	struct place *first, **end;
	struct place *spare; /* places nobody stands at; they live as long as the line, so that who calls one late does no harm */
	int count;           /* who stand in line now */
};

void line_init(struct line *line);
void line_done(struct line *line); /* when nobody stands in it any more */

/*
 * Waits at the end of the line until something is handed to this thread, with `lock` given up meanwhile. OK with the thing; ERR_BUSY at
 * the moment `until_us` (clock_monotonic_us) or when out of memory; ERR_UNAVAILABLE after line_refuse_all.
 */
MUST_USE enum err line_wait(struct line *line, pthread_mutex_t *lock, int64_t until_us, void **ret_thing);

/*
 * Hands `thing` to the first in line. Returns the place to call with line_call once the lock is free (who is called sooner wakes only to
 * wait for the lock), or NULL when nobody waits: then the thing is still the caller's.
 */
struct place *line_hand(struct line *line, void *thing);
void line_call(struct place *place); /* accepts NULL */

/* Sends everybody away. */
void line_refuse_all(struct line *line);

#endif
