/* SPDX-License-Identifier: MIT */
#include "db/pool.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/line.h"
#include "base/log.h"

#include "base/banned.h"

#define LOCK_MS 2000
#define IDLE_IN_TRANSACTION_MS 10000
#define LIFETIME_US (INT64_C(1800) * 1000000)
#define LIFETIME_JITTER_US (INT64_C(300) * 1000000)
#define BACKOFF_FIRST_US INT64_C(50000)
#define BACKOFF_LAST_US INT64_C(500000)

/*
 * Connections are opened by a thread of the pool's own, so that a database that does not answer costs a request no more
 * than its wait. A connection given back goes to whoever waits longest; the last one used is the first one lent.
 */
struct db_pool {
	struct connection_recipe recipe;
	const char *name;
	int connections_max;
	int64_t wait_us;
	int64_t answer_ms;
	pthread_t opener;

	pthread_mutex_t lock; /* guards all below; nothing is sent, received or closed under it */
	pthread_cond_t opener_wanted;
	struct connection *idle;
	struct line line;
	bool is_stopping;
	bool is_away;        /* the last try to connect failed */
	int64_t next_try_us; /* while away */
	int64_t backoff_us;
	struct db_pool_figures figures;
};

/* ---- under the lock ---- */

/* To the first in line, who is to be called without the lock, else to the idle ones. */
static struct place *hand_out(struct db_pool *pool, struct connection *connection)
{
	struct place *place = line_hand(&pool->line, connection);

	if (place) {
		pool->figures.leased++;
	} else {
		connection->next = pool->idle;
		pool->idle = connection;
	}
	return place;
}

static bool is_one_wanted(const struct db_pool *pool)
{
	return pool->figures.open < pool->connections_max && (pool->line.count > 0 || pool->is_away);
}

static void note_opened(struct db_pool *pool, struct connection *connection)
{
	pool->is_away = !connection;
	if (connection) {
		pool->figures.connects++;
		pool->figures.open++;
		pool->backoff_us = 0;
		line_call(hand_out(pool, connection));
		return;
	}
	pool->figures.failures++;
	pool->backoff_us = pool->backoff_us == 0 ? BACKOFF_FIRST_US : 2 * pool->backoff_us;
	if (pool->backoff_us > BACKOFF_LAST_US)
		pool->backoff_us = BACKOFF_LAST_US;
	pool->next_try_us = clock_monotonic_us() + pool->backoff_us;
	if (pool->figures.open == 0)
		line_refuse_all(&pool->line);
}

/* ---- the opener ---- */

static struct connection *open_connection(const struct db_pool *pool)
{
	struct connection *connection = connection_new(&pool->recipe, pool->answer_ms);
	int64_t now_us = clock_monotonic_us();

	/* Not all at once: the clock's low digits are as good as random here. */
	if (connection)
		connection->expires_us = now_us + LIFETIME_US + now_us % LIFETIME_JITTER_US;
	return connection;
}

/*
 * The opener is nobody's callee, so what it learns is told here: once for each turn, with the reason on the debug level.
 * Outside the lock: only this thread writes what it reads.
 */
static void tell_turn(const struct db_pool *pool, bool is_reachable)
{
	if (pool->is_away && is_reachable)
		LOG(LOG_INFO, "database_back", LOG_TEXT("for", pool->name), LOG_NUMBER("failures", pool->figures.failures));
	if (!pool->is_away && !is_reachable)
		LOG(LOG_WARNING, "database_away", LOG_TEXT("for", pool->name), LOG_NUMBER("failures", pool->figures.failures + 1));
}

static void *run_opener(void *context)
{
	struct db_pool *pool = context;

	pthread_mutex_lock(&pool->lock);
	while (!pool->is_stopping) {
		struct connection *connection;

		if (!is_one_wanted(pool)) {
			pthread_cond_wait(&pool->opener_wanted, &pool->lock);
			continue;
		}
		if (pool->is_away && clock_monotonic_us() < pool->next_try_us) {
			struct timespec moment = {.tv_sec = pool->next_try_us / 1000000, .tv_nsec = pool->next_try_us % 1000000 * 1000};

			(void)pthread_cond_timedwait(&pool->opener_wanted, &pool->lock, &moment);
			continue;
		}
		pthread_mutex_unlock(&pool->lock);
		connection = open_connection(pool);
		tell_turn(pool, connection != NULL);
		pthread_mutex_lock(&pool->lock);
		note_opened(pool, connection);
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

/* Signals are for the thread that waits for them, never for this one. */
static int start_opener(struct db_pool *pool)
{
	sigset_t all, before;
	int failed;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(&pool->opener, NULL, run_opener, pool);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failed;
}

/* ---- leasing ---- */

static void init_condition(pthread_cond_t *condition)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(condition, &attributes);
	pthread_condattr_destroy(&attributes);
}

/* Under the lock. */
static enum err wait_in_line(struct db_pool *pool, int64_t deadline_us, struct connection **ret_connection)
{
	void *connection = NULL;
	enum err err;

	/* Wanted with this one in line; woken for nothing, it would stand in the way of those who give back. */
	if (pool->figures.open < pool->connections_max)
		pthread_cond_signal(&pool->opener_wanted);
	err = line_wait(&pool->line, &pool->lock, deadline_us, &connection);
	if (err != OK)
		return pool->figures.open == 0 ? ERR_UNAVAILABLE : ERR_BUSY;
	*ret_connection = connection;
	return OK;
}

static enum err lease_any(struct db_pool *pool, int64_t deadline_us, struct connection **ret_connection)
{
	enum err err = OK;

	pthread_mutex_lock(&pool->lock);
	if (pool->idle) {
		*ret_connection = pool->idle;
		pool->idle = pool->idle->next;
		pool->figures.leased++;
	} else if (pool->is_away && pool->figures.open == 0) {
		err = ERR_UNAVAILABLE;
	} else {
		err = wait_in_line(pool, deadline_us, ret_connection);
	}
	pthread_mutex_unlock(&pool->lock);
	return err;
}

enum err pool_lease(struct db_pool *pool, struct connection **ret_connection)
{
	int64_t deadline_us = clock_monotonic_us() + pool->wait_us;

	for (;;) {
		struct connection *connection = NULL;
		enum err err = lease_any(pool, deadline_us, &connection);

		if (err != OK)
			return err;
		/* A server that was restarted ended the idle ones: drop them here instead of failing a request on each. */
		if (connection_is_alive(connection)) {
			*ret_connection = connection;
			return OK;
		}
		connection->is_broken = true;
		pool_release(pool, connection);
	}
}

void pool_release(struct db_pool *pool, struct connection *take_connection)
{
	bool keep = !take_connection->is_broken && take_connection->steps_count == 0 &&
		    !take_connection->must_prepare_again && PQtransactionStatus(take_connection->pq) == PQTRANS_IDLE &&
		    clock_monotonic_us() < take_connection->expires_us;
	struct place *next = NULL;

	pthread_mutex_lock(&pool->lock);
	pool->figures.leased--;
	if (keep) {
		next = hand_out(pool, take_connection);
	} else {
		pool->figures.open--;
		pthread_cond_signal(&pool->opener_wanted);
	}
	pthread_mutex_unlock(&pool->lock);
	line_call(next);
	if (!keep)
		connection_free(take_connection);
}

/* ---- open and close ---- */

enum err db_pool_open(const struct db_pool_settings *settings, struct db_pool **ret_pool)
{
	struct db_pool *pool = calloc(1, sizeof(*pool));
	struct session_limits limits = {.statement_ms = settings->statement_ms,
					.lock_ms = LOCK_MS,
					.idle_in_transaction_ms = IDLE_IN_TRANSACTION_MS};
	enum err err;

	assert(settings->connections > 0);
	if (!pool)
		return ERR_INTERNAL;
	err = connection_recipe_init(&pool->recipe, settings->connection, settings->application_name, &limits);
	if (err != OK) {
		free(pool);
		return err;
	}
	pool->name = settings->application_name;
	pool->connections_max = settings->connections;
	pool->wait_us = settings->wait_ms * 1000;
	/* A scope and a statement may each take as long as a statement may; beyond, the server is not there. */
	pool->answer_ms = settings->statement_ms == 0 ? 0 : 2 * settings->statement_ms + LOCK_MS;
	line_init(&pool->line);
	pthread_mutex_init(&pool->lock, NULL);
	init_condition(&pool->opener_wanted);
	if (start_opener(pool) != 0) {
		pool->is_stopping = true;
		connection_recipe_done(&pool->recipe);
		free(pool);
		return ERR_INTERNAL;
	}
	*ret_pool = pool;
	return OK;
}

void db_pool_close(struct db_pool *pool)
{
	if (!pool)
		return;
	pthread_mutex_lock(&pool->lock);
	assert(pool->figures.leased == 0 && pool->line.count == 0);
	pool->is_stopping = true;
	pthread_cond_signal(&pool->opener_wanted);
	pthread_mutex_unlock(&pool->lock);
	pthread_join(pool->opener, NULL);
	while (pool->idle) {
		struct connection *connection = pool->idle;

		pool->idle = connection->next;
		connection_free(connection);
	}
	line_done(&pool->line);
	pthread_cond_destroy(&pool->opener_wanted);
	pthread_mutex_destroy(&pool->lock);
	connection_recipe_done(&pool->recipe);
	free(pool);
}

void db_pool_read_figures(struct db_pool *pool, struct db_pool_figures *ret_figures)
{
	pthread_mutex_lock(&pool->lock);
	*ret_figures = pool->figures;
	ret_figures->waiting = pool->line.count;
	pthread_mutex_unlock(&pool->lock);
}
