/* SPDX-License-Identifier: MIT */
#include "routing/routing.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "statements.h"
#include "base/banned.h"

#define CACHED_MAX 64
#define SET_BYTES_MAX ((size_t)8 * 1024 * 1024)

struct rule_cache {
	pthread_mutex_t lock;
	int count;
	struct {
		int64_t id;
		const struct rule_set *set;
		struct arena *arena;
	} sets[CACHED_MAX];
};

struct rule_cache *rule_cache_new(void)
{
	struct rule_cache *cache = calloc(1, sizeof(*cache));

	if (cache)
		pthread_mutex_init(&cache->lock, NULL);
	return cache;
}

void rule_cache_free(struct rule_cache *cache)
{
	if (!cache)
		return;
	for (int i = 0; i < cache->count; i++)
		arena_free(cache->sets[i].arena);
	pthread_mutex_destroy(&cache->lock);
	free(cache);
}

static const struct rule_set *find(struct rule_cache *cache, int64_t id)
{
	const struct rule_set *set = NULL;

	pthread_mutex_lock(&cache->lock);
	for (int i = 0; i < cache->count && !set; i++)
		if (cache->sets[i].id == id)
			set = cache->sets[i].set;
	pthread_mutex_unlock(&cache->lock);
	return set;
}

/* Keeps a set; false when there is no room, or another thread kept the same one meanwhile (both copies are right). */
static bool keep(struct rule_cache *cache, int64_t id, const struct rule_set *set, struct arena *arena)
{
	bool kept = false;
	bool known = false;

	pthread_mutex_lock(&cache->lock);
	for (int i = 0; i < cache->count; i++)
		known = known || cache->sets[i].id == id;
	if (!known && cache->count < CACHED_MAX) {
		cache->sets[cache->count].id = id;
		cache->sets[cache->count].set = set;
		cache->sets[cache->count].arena = arena;
		cache->count++;
		kept = true;
	}
	pthread_mutex_unlock(&cache->lock);
	return kept;
}

enum err routing_begin_planned(struct db_pool *db, struct fault *fault, const char *helsefellesskap, int64_t *ret_begun)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(db, NULL, fault, &sql_routing_begin_planned_rules, DB_PARAMS(helsefellesskap), &rows));
	*ret_begun = db_i64(&rows, 0, 0);
	return OK;
}

static enum err read_set(const struct db_rows *rows, struct arena *arena, struct fault *fault,
			 const struct rule_set **ret_set)
{
	enum err err = routing_rules_read(arena, db_text(rows, 0, 0), (size_t)db_length(rows, 0, 0), /* known= */ NULL,
					  fault, ret_set);
	return err == OK ? OK : FAULT(fault, ERR_INTERNAL, NULL);
}

enum err rule_cache_get(struct rule_cache *cache, struct db_pool *db, struct arena *arena, struct fault *fault,
			int64_t rule_set_id, const struct rule_set **ret_set)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const struct rule_set *set = find(cache, rule_set_id);

	if (set) {
		*ret_set = set;
		return OK;
	}
	TRY(db_one(db, NULL, fault, &sql_routing_rule_set, DB_PARAMS(arena_i64(arena, rule_set_id)), &rows));
	if (rows.count == 0)
		return FAULT(fault, ERR_NOT_FOUND, NULL);
	struct arena *own = arena_new(SET_BYTES_MAX);
	if (own && read_set(&rows, own, fault, &set) == OK && keep(cache, rule_set_id, set, own)) {
		*ret_set = set;
		return OK;
	}
	arena_free(own);
	if (fault->err != OK)
		return fault->err;
	return read_set(&rows, arena, fault, ret_set);
}
