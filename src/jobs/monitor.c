/* SPDX-License-Identifier: MIT */
#include "jobs/monitor.h"

#include <assert.h>
#include <errno.h>
#include <time.h>

#include "base/banned.h"

static void must(int result)
{
	assert(result == 0);
	(void)result;
}

void monitor_init(struct monitor *monitor)
{
	pthread_condattr_t attributes;

	must(pthread_mutex_init(&monitor->mutex, NULL));
	must(pthread_condattr_init(&attributes));
	must(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC));
	must(pthread_cond_init(&monitor->changed, &attributes));
	must(pthread_condattr_destroy(&attributes));
}

void monitor_done(struct monitor *monitor)
{
	must(pthread_cond_destroy(&monitor->changed));
	must(pthread_mutex_destroy(&monitor->mutex));
}

void monitor_lock(struct monitor *monitor)
{
	must(pthread_mutex_lock(&monitor->mutex));
}

void monitor_unlock(struct monitor *monitor)
{
	must(pthread_mutex_unlock(&monitor->mutex));
}

void monitor_wait(struct monitor *monitor, int64_t until_us)
{
	struct timespec until = {.tv_sec = until_us / 1000000, .tv_nsec = until_us % 1000000 * 1000};
	int result = pthread_cond_timedwait(&monitor->changed, &monitor->mutex, &until);

	assert(result == 0 || result == ETIMEDOUT);
	(void)result;
}

void monitor_wake_one(struct monitor *monitor)
{
	must(pthread_cond_signal(&monitor->changed));
}

void monitor_wake_all(struct monitor *monitor)
{
	must(pthread_cond_broadcast(&monitor->changed));
}
