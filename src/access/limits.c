/* SPDX-License-Identifier: MIT */
#include "access/limits.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/banned.h"

#define SECOND INT64_C(1000000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)

/* The table never grows: in a full place the one that has been still the longest makes room. */
#define PLACES 4096U /* a power of two */
#define WAYS 4
#define LOCKS 64U

/* The generic cell rate algorithm: one time for each rate, which every use moves on by the time one use is worth. */
struct entry {
	uint64_t key; /* 0: free */
	int64_t minute_us, hour_us;
};

struct limits {
	pthread_mutex_t locks[LOCKS];
	struct entry places[PLACES][WAYS];
};

struct limits *limits_new(void)
{
	struct limits *limits = calloc(1, sizeof(*limits));

	for (unsigned i = 0; limits && i < LOCKS; i++)
		pthread_mutex_init(&limits->locks[i], NULL);
	return limits;
}

void limits_free(struct limits *limits)
{
	for (unsigned i = 0; limits && i < LOCKS; i++)
		pthread_mutex_destroy(&limits->locks[i]);
	free(limits);
}

/* Spreads ids that follow each other (splitmix64). */
static uint64_t spread(uint64_t key)
{
	key = (key ^ (key >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	key = (key ^ (key >> 27)) * UINT64_C(0x94d049bb133111eb);
	return key ^ (key >> 31);
}

static struct entry *find(struct entry place[WAYS], uint64_t key)
{
	struct entry *oldest = place;

	for (int i = 0; i < WAYS; i++) {
		if (place[i].key == key)
			return &place[i];
		if (place[i].key == 0 || (oldest->key != 0 && place[i].hour_us + place[i].minute_us < oldest->hour_us + oldest->minute_us))
			oldest = &place[i];
	}
	*oldest = (struct entry){.key = key};
	return oldest;
}

/* How long until a use at now_us is within the rate, and in *moved what the time becomes with it. */
static int64_t wait_us(int64_t *moved, int64_t count, int64_t period_us, int64_t now_us)
{
	if (count == 0)
		return 0;
	int64_t from = *moved > now_us ? *moved : now_us;
	*moved = from + period_us / count;
	return *moved - now_us - period_us;
}

int64_t limits_take(struct limits *limits, enum limited who, int64_t id, const struct rates *rates, int64_t now_us)
{
	const uint64_t key = ((uint64_t)id << 1 | (uint64_t)who) + 2;
	const uint64_t place = spread(key) % PLACES;
	pthread_mutex_t *lock = &limits->locks[place % LOCKS];

	pthread_mutex_lock(lock);
	struct entry *entry = find(limits->places[place], key);
	struct entry moved = *entry;
	int64_t minute = wait_us(&moved.minute_us, rates->per_minute, MINUTE, now_us);
	int64_t hour = wait_us(&moved.hour_us, rates->per_hour, HOUR, now_us);
	int64_t wait = minute > hour ? minute : hour;
	if (wait <= 0)
		*entry = moved;
	pthread_mutex_unlock(lock);
	return wait <= 0 ? 0 : (wait + SECOND - 1) / SECOND;
}
