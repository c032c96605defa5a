/* SPDX-License-Identifier: MIT */
#ifndef JOBS_MONITOR_H
#define JOBS_MONITOR_H

/* A lock with a condition whose deadlines are monotonic microseconds, as clock_monotonic_us gives them. */

#include <pthread.h>
#include <stdint.h>

struct monitor {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
};

void monitor_init(struct monitor *monitor);
void monitor_done(struct monitor *monitor);
void monitor_lock(struct monitor *monitor);
void monitor_unlock(struct monitor *monitor);
/* With the lock held: gives it up until woken or until_us, whichever comes first, and takes it again. */
void monitor_wait(struct monitor *monitor, int64_t until_us);
void monitor_wake_one(struct monitor *monitor);
void monitor_wake_all(struct monitor *monitor);

#endif
