/* SPDX-License-Identifier: MIT */
#include "base/line.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "base/banned.h"

struct place {
	struct place *next;
	pthread_cond_t called;
	void *thing; /* set when it is its turn */
	bool is_refused;
};

void line_init(struct line *line)
{
	*line = (struct line){.count = 0};
	line->end = &line->first;
}

void line_done(struct line *line)
{
	assert(line->count == 0);
	while (line->spare) {
		struct place *place = line->spare;

		line->spare = place->next;
		pthread_cond_destroy(&place->called);
		free(place);
	}
}

static struct place *new_place(void)
{
	struct place *place = calloc(1, sizeof(*place));
	pthread_condattr_t attributes;

	if (!place)
		return NULL;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&place->called, &attributes);
	pthread_condattr_destroy(&attributes);
	return place;
}

static struct place *take_place(struct line *line)
{
	struct place *place = line->spare;

	if (place)
		line->spare = place->next;
	else
		place = new_place();
	if (!place)
		return NULL;
	place->next = NULL;
	place->thing = NULL;
	place->is_refused = false;
	*line->end = place;
	line->end = &place->next;
	line->count++;
	return place;
}

static void leave(struct line *line, const struct place *place)
{
	struct place **at = &line->first;

	while (*at != place)
		at = &(*at)->next;
	*at = place->next;
	if (!*at)
		line->end = at;
	line->count--;
}

enum err line_wait(struct line *line, pthread_mutex_t *lock, int64_t until_us, void **ret_thing)
{
	struct timespec until = {.tv_sec = until_us / 1000000, .tv_nsec = until_us % 1000000 * 1000};
	struct place *place = take_place(line);
	enum err err = ERR_BUSY;

	if (!place)
		return ERR_BUSY;
	while (!place->thing && !place->is_refused)
		if (pthread_cond_timedwait(&place->called, lock, &until) != 0)
			break;
	if (place->thing) {
		*ret_thing = place->thing;
		err = OK;
	} else if (place->is_refused) {
		err = ERR_UNAVAILABLE;
	} else {
		leave(line, place);
	}
	place->next = line->spare;
	line->spare = place;
	return err;
}

struct place *line_hand(struct line *line, void *thing)
{
	struct place *place = line->first;

	if (!place)
		return NULL;
	leave(line, place);
	place->thing = thing;
	return place;
}

void line_call(struct place *place)
{
	if (place)
		pthread_cond_signal(&place->called);
}

void line_refuse_all(struct line *line)
{
	while (line->first) {
		struct place *place = line->first;

		leave(line, place);
		place->is_refused = true;
		pthread_cond_signal(&place->called);
	}
}
