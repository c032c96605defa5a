/* SPDX-License-Identifier: MIT */
#include "deviation/filing_turns.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "base/banned.h"

#define WAIT_SECONDS 2

/* Someone who waits; stands on its own stack while it does. */
struct waiter {
	pthread_cond_t called;
	struct waiter *next;
	bool has_turn;
};

struct filing_turns {
	pthread_mutex_t lock;
	int free;
	struct waiter *first;
	struct waiter **end;
};

enum err filing_turns_new(struct filing_turns **ret_turns)
{
	struct filing_turns *turns = calloc(1, sizeof(*turns));

	if (!turns)
		return ERR_INTERNAL;
	pthread_mutex_init(&turns->lock, NULL);
	turns->free = FILING_TURNS;
	turns->end = &turns->first;
	*ret_turns = turns;
	return OK;
}

void filing_turns_free(struct filing_turns *turns)
{
	if (!turns)
		return;
	pthread_mutex_destroy(&turns->lock);
	free(turns);
}

static void leave_queue(struct filing_turns *turns, struct waiter *waiter)
{
	struct waiter **at = &turns->first;

	while (*at != waiter)
		at = &(*at)->next;
	*at = waiter->next;
	if (!*at)
		turns->end = at;
}

/* With the lock held. */
static enum err wait_in_queue(struct filing_turns *turns)
{
	struct waiter self = {.called = PTHREAD_COND_INITIALIZER};
	struct timespec until;
	int outcome = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += WAIT_SECONDS;
	*turns->end = &self;
	turns->end = &self.next;
	while (!self.has_turn && outcome != ETIMEDOUT)
		outcome = pthread_cond_clockwait(&self.called, &turns->lock, CLOCK_MONOTONIC, &until);
	pthread_cond_destroy(&self.called);
	if (self.has_turn)
		return OK;
	leave_queue(turns, &self);
	return ERR_BUSY;
}

enum err filing_turns_take(struct filing_turns *turns)
{
	enum err err = OK;

	if (!turns)
		return OK;
	pthread_mutex_lock(&turns->lock);
	if (turns->free > 0 && !turns->first)
		turns->free--;
	else
		err = wait_in_queue(turns);
	pthread_mutex_unlock(&turns->lock);
	return err;
}

/* A turn goes straight to who waits longest. */
void filing_turns_give(void *context)
{
	struct filing_turns *turns = context;
	struct waiter *first;

	if (!turns)
		return;
	pthread_mutex_lock(&turns->lock);
	first = turns->first;
	if (first) {
		leave_queue(turns, first);
		first->has_turn = true;
		pthread_cond_signal(&first->called);
	} else {
		turns->free++;
	}
	pthread_mutex_unlock(&turns->lock);
}

int filing_turns_waiting(struct filing_turns *turns)
{
	int count = 0;

	pthread_mutex_lock(&turns->lock);
	for (const struct waiter *waiter = turns->first; waiter; waiter = waiter->next)
		count++;
	pthread_mutex_unlock(&turns->lock);
	return count;
}
