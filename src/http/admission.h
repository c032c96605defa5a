/* SPDX-License-Identifier: MIT */
#ifndef HTTP_ADMISSION_H
#define HTTP_ADMISSION_H

/*
 * How many requests are worked on at once, and the end of it all. A burst beyond the limit waits a moment for a place;
 * once one has waited in vain the server is taken to be stuck, and those who follow are refused at once, so that threads
 * stay free for the health checks, until a place is given again.
 */

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum admitted { ADMITTED, REFUSED_FULL, REFUSED_DRAINING };

struct admission {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	int limit;
	int admitted;
	_Atomic int answering; /* all that are being answered, health checks and refusals too */
	bool is_stuck;
	_Atomic bool is_draining; /* set with the mutex, read by anyone */
};

void admission_init(struct admission *admission, int limit);
void admission_done(struct admission *admission);

/* ADMITTED must be followed by admission_leave when the answer is written. */
enum admitted admission_enter(struct admission *admission);
void admission_leave(struct admission *admission);
/* Around the answering of anything, admitted or not, so that a drain waits for refusals too. */
void admission_begin_answer(struct admission *admission);
void admission_end_answer(struct admission *admission);

/* Admits nobody from now on; returns when nobody is left, or after wait_ms. True when nobody is left. */
bool admission_drain(struct admission *admission, int64_t wait_ms);
bool admission_is_draining(const struct admission *admission);
int admission_in_flight(struct admission *admission);

#endif
