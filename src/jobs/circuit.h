/* SPDX-License-Identifier: MIT */
#ifndef JOBS_CIRCUIT_H
#define JOBS_CIRCUIT_H

/*
 * What the mail workers know together about the relay. After some failures in a row to reach it only one of them tries,
 * more and more seldom but never later than after a few seconds; its first success lets all of them work again. Plain
 * data: the owner locks. Times are monotonic microseconds.
 */

#include <stdbool.h>
#include <stdint.h>

#define CIRCUIT_FAILURES 3
#define CIRCUIT_PAUSE_FIRST_US (500 * INT64_C(1000))
#define CIRCUIT_PAUSE_MAX_US (5000 * INT64_C(1000))

struct circuit { /* zeroed: closed, all may work */
	int failures;
	bool probing;
	int64_t pause_us;
	int64_t next_us;
};

bool circuit_is_open(const struct circuit *circuit);
/* True when the caller may try now. While open only one may; it must call circuit_tried or circuit_had_nothing. */
bool circuit_enter(struct circuit *circuit, int64_t now_us);
/* What came of it. away: there was no relay. */
void circuit_tried(struct circuit *circuit, bool away, int64_t now_us);
/* The one that was let in found nothing to send. */
void circuit_had_nothing(struct circuit *circuit, int64_t now_us);

#endif
