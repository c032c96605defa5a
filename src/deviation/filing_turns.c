/* SPDX-License-Identifier: MIT */
#include "deviation/filing_turns.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/line.h"

#include "base/banned.h"

#define WAIT_US (INT64_C(2) * 1000000)

struct filing_turns {
	pthread_mutex_t lock;
	int free;
	struct line line;
};

enum err filing_turns_new(struct filing_turns **ret_turns)
{
	struct filing_turns *turns = calloc(1, sizeof(*turns));

	if (!turns)
		return ERR_INTERNAL;
	pthread_mutex_init(&turns->lock, NULL);
	turns->free = FILING_TURNS;
	line_init(&turns->line);
	*ret_turns = turns;
	return OK;
}

void filing_turns_free(struct filing_turns *turns)
{
	if (!turns)
		return;
	line_done(&turns->line);
	pthread_mutex_destroy(&turns->lock);
	free(turns);
}

enum err filing_turns_take(struct filing_turns *turns)
{
	enum err err = OK;
	void *turn; /* nothing to be had from it */

	if (!turns)
		return OK;
	pthread_mutex_lock(&turns->lock);
	if (turns->free > 0)
		turns->free--;
	else
		err = line_wait(&turns->line, &turns->lock, clock_monotonic_us() + WAIT_US, &turn);
	pthread_mutex_unlock(&turns->lock);
	return err;
}

/* A turn goes straight to who waits longest. */
void filing_turns_give(void *context)
{
	struct filing_turns *turns = context;
	struct place *next;

	if (!turns)
		return;
	pthread_mutex_lock(&turns->lock);
	next = line_hand(&turns->line, turns);
	if (!next)
		turns->free++;
	pthread_mutex_unlock(&turns->lock);
	line_call(next);
}

int filing_turns_waiting(struct filing_turns *turns)
{
	int count;

	pthread_mutex_lock(&turns->lock);
	count = turns->line.count;
	pthread_mutex_unlock(&turns->lock);
	return count;
}
