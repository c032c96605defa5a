/* SPDX-License-Identifier: MIT */
#include "http/admission.h"

#include <errno.h>
#include <time.h>

#include "base/clock.h"

#include "base/banned.h"

#define WAIT_US 250000
#define REFUSALS_WAIT_MS 200

static struct timespec monotonic_in(int64_t us)
{
	int64_t at_us = clock_monotonic_us() + us;

	return (struct timespec){.tv_sec = at_us / 1000000, .tv_nsec = at_us % 1000000 * 1000};
}

void admission_init(struct admission *admission, int limit)
{
	*admission = (struct admission){.limit = limit};
	(void)pthread_mutex_init(&admission->mutex, NULL);
	(void)pthread_cond_init(&admission->changed, NULL);
}

void admission_done(struct admission *admission)
{
	(void)pthread_cond_destroy(&admission->changed);
	(void)pthread_mutex_destroy(&admission->mutex);
}

/* With the mutex held. Sets is_stuck when the wait was in vain. */
static void wait_for_place(struct admission *admission)
{
	struct timespec end = monotonic_in(WAIT_US);
	int failed = 0;

	while (failed != ETIMEDOUT && admission->admitted >= admission->limit && !admission->is_draining &&
	       !admission->is_stuck)
		failed = pthread_cond_clockwait(&admission->changed, &admission->mutex, CLOCK_MONOTONIC, &end);
	if (admission->admitted >= admission->limit && failed == ETIMEDOUT)
		admission->is_stuck = true;
}

enum admitted admission_enter(struct admission *admission)
{
	enum admitted outcome = ADMITTED;

	(void)pthread_mutex_lock(&admission->mutex);
	if (admission->admitted >= admission->limit)
		wait_for_place(admission);
	if (admission->is_draining)
		outcome = REFUSED_DRAINING;
	else if (admission->admitted >= admission->limit)
		outcome = REFUSED_FULL;
	if (outcome == ADMITTED)
		admission->admitted++;
	(void)pthread_mutex_unlock(&admission->mutex);
	return outcome;
}

void admission_leave(struct admission *admission)
{
	(void)pthread_mutex_lock(&admission->mutex);
	admission->admitted--;
	admission->is_stuck = false;
	if (admission->is_draining)
		(void)pthread_cond_broadcast(&admission->changed);
	else
		(void)pthread_cond_signal(&admission->changed);
	(void)pthread_mutex_unlock(&admission->mutex);
}

void admission_begin_answer(struct admission *admission)
{
	atomic_fetch_add(&admission->answering, 1);
}

void admission_end_answer(struct admission *admission)
{
	atomic_fetch_sub(&admission->answering, 1);
}

bool admission_drain(struct admission *admission, int64_t wait_ms)
{
	struct timespec end = monotonic_in(wait_ms * 1000);
	int failed = 0;
	bool is_empty;

	(void)pthread_mutex_lock(&admission->mutex);
	admission->is_draining = true;
	(void)pthread_cond_broadcast(&admission->changed);
	while (failed != ETIMEDOUT && admission->admitted > 0)
		failed = pthread_cond_clockwait(&admission->changed, &admission->mutex, CLOCK_MONOTONIC, &end);
	is_empty = admission->admitted == 0;
	(void)pthread_mutex_unlock(&admission->mutex);
	/* A flood of refusals never ends by itself, so these get a short time only. */
	for (int i = 0; i < REFUSALS_WAIT_MS && atomic_load(&admission->answering) > 0; i++)
		clock_sleep_ms(1);
	return is_empty;
}

bool admission_is_draining(const struct admission *admission)
{
	return atomic_load(&admission->is_draining);
}

int admission_in_flight(struct admission *admission)
{
	int in_flight;

	(void)pthread_mutex_lock(&admission->mutex);
	in_flight = admission->admitted;
	(void)pthread_mutex_unlock(&admission->mutex);
	return in_flight;
}
