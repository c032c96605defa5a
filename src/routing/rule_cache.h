/* SPDX-License-Identifier: MIT */
#ifndef ROUTING_RULE_CACHE_H
#define ROUTING_RULE_CACHE_H

/*
 * Rule sets read from the database, kept for the life of the process. A stored set never changes (a new version is a new
 * id), so nothing here can be out of date; which set is active is asked of the database for every case. Any thread.
 */

#include "db/db.h"
#include "routing/routing.h"

struct rule_cache;

struct rule_cache *rule_cache_new(void); /* NULL when out of memory; free with rule_cache_free */
void rule_cache_free(struct rule_cache *cache); /* accepts NULL */

/*
 * The set with an id. It lives as long as the cache, or as the arena when the cache is full. ERR_NOT_FOUND when there
 * is none, ERR_INTERNAL when the stored set is not a right one (configure checks before it stores).
 */
MUST_USE enum err rule_cache_get(struct rule_cache *cache, struct db_pool *db, struct arena *arena, struct fault *fault,
				 int64_t rule_set_id, const struct rule_set **ret_set);

#endif
