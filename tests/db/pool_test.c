/* SPDX-License-Identifier: MIT */
/* The pool when connections are few, killed, slow, or the database is away. */
#include "db/db.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "database.h"
#include "statements.h"

#include "base/banned.h"

static int64_t elapsed_ms(int64_t since_us)
{
	return (clock_monotonic_us() - since_us) / 1000;
}

static enum err ask(struct db_pool *pool, struct fault *fault)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	return db_one(pool, NULL, fault, &sql_probe_read_scope, DB_NO_PARAMS, &rows);
}

static long backend_of(struct db_pool *pool)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	assert_int_equal(db_one(pool, NULL, NULL, &sql_probe_backend, DB_NO_PARAMS, &rows), OK);
	return (long)db_i64(&rows, 0, 0);
}

static void end_backends(void)
{
	free(database_run(database_service(), "SELECT count(pg_terminate_backend(pid, 2000)) FROM pg_stat_activity"
					      " WHERE application_name = 'samavvik test'"));
}

static void nothing_is_opened_before_it_is_needed(void **state)
{
	struct db_pool *pool = database_pool(4, 2000, 2000);
	struct db_pool_figures figures;

	(void)state;
	db_pool_read_figures(pool, &figures);
	assert_int_equal(figures.open, 0);
	assert_int_equal(ask(pool, NULL), OK);
	assert_int_equal(ask(pool, NULL), OK);
	db_pool_read_figures(pool, &figures);
	assert_int_equal(figures.open, 1);
	assert_int_equal(figures.leased, 0);
	db_pool_close(pool);
}

static void a_connection_string_nobody_can_read_is_refused(void **state)
{
	const struct db_pool_settings settings = {
		.connection = "no=such=thing", .application_name = "x", .connections = 1};
	struct db_pool *pool = NULL;

	(void)state;
	assert_int_equal(db_pool_open(&settings, &pool), ERR_INVALID);
	assert_null(pool);
}

static void a_session_is_set_up_as_agreed(void **state)
{
	struct db_pool *pool = database_pool(1, 2000, 1234);
	DB_ROWS_AUTO struct db_rows rows = {0};

	(void)state;
	assert_int_equal(db_one(pool, NULL, NULL, &sql_probe_session, DB_NO_PARAMS, &rows), OK);
	assert_string_equal(db_text(&rows, 0, 0),
			    "samavvik test, samavvik, UTC, ISO, UTF8, 1234ms, 2s, 10s, off, read committed");
	db_pool_close(pool);
}

static void with_none_free_it_is_busy_after_the_wait(void **state)
{
	struct db_pool *pool = database_pool(1, 200, 2000);
	struct db_tx *tx = NULL;
	struct fault fault = {0};
	int64_t since;

	(void)state;
	assert_int_equal(db_begin(pool, NULL, NULL, &tx), OK);
	since = clock_monotonic_us();
	assert_int_equal(ask(pool, &fault), ERR_BUSY);
	assert_in_range(elapsed_ms(since), 200, 1000);
	assert_int_equal(fault.err, ERR_BUSY);
	db_tx_end(&tx);
	assert_int_equal(ask(pool, NULL), OK);
	db_pool_close(pool);
}

static void a_killed_idle_connection_costs_nobody_an_error(void **state)
{
	struct db_pool *pool = database_pool(1, 2000, 2000);
	long first, second;

	(void)state;
	first = backend_of(pool);
	end_backends();
	second = backend_of(pool);
	assert_int_not_equal(first, second);
	db_pool_close(pool);
}

struct sleeper {
	struct db_pool *pool;
	enum err err;
	struct fault fault;
};

static void *sleep_in_database(void *context)
{
	struct sleeper *sleeper = context;
	DB_ROWS_AUTO struct db_rows rows = {0};

	sleeper->err = db_one(sleeper->pool, NULL, &sleeper->fault, &sql_probe_sleep, DB_PARAMS("30"), &rows);
	return NULL;
}

/* Waits until the sleeping statement runs. */
static void await_sleeper(void)
{
	for (;;) {
		char *count = database_run(database_service(),
					   "SELECT count(*) FROM pg_stat_activity WHERE"
					   " application_name = 'samavvik test' AND wait_event = 'PgSleep'");
		bool is_there = strcmp(count, "1") == 0;

		free(count);
		if (is_there)
			return;
		clock_sleep_ms(5);
	}
}

static void a_connection_killed_at_work_is_unavailable_once(void **state)
{
	struct sleeper sleeper = {.pool = database_pool(1, 2000, 20000)};
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, sleep_in_database, &sleeper), 0);
	await_sleeper();
	end_backends();
	pthread_join(thread, NULL);
	assert_int_equal(sleeper.err, ERR_UNAVAILABLE);
	assert_string_equal(sleeper.fault.sqlstate, "57P01");
	assert_int_equal(ask(sleeper.pool, NULL), OK);
	db_pool_close(sleeper.pool);
}

static void a_connection_killed_in_a_transaction_is_no_success(void **state)
{
	struct db_pool *pool = database_pool(1, 2000, 2000);
	struct db_rows rows = {0};
	struct db_tx *tx = NULL;

	(void)state;
	assert_int_equal(db_begin(pool, NULL, NULL, &tx), OK);
	assert_int_equal(db_run(tx, &sql_probe_clear, DB_NO_PARAMS, &rows), OK);
	db_rows_done(&rows);
	end_backends();
	assert_int_equal(db_commit(tx), ERR_UNAVAILABLE);
	db_tx_end(&tx);
	assert_int_equal(ask(pool, NULL), OK);
	db_pool_close(pool);
}

static void a_statement_past_its_time_is_a_timeout(void **state)
{
	struct sleeper sleeper = {.pool = database_pool(1, 2000, 100)};
	long before, after;

	(void)state;
	before = backend_of(sleeper.pool);
	(void)sleep_in_database(&sleeper);
	assert_int_equal(sleeper.err, ERR_TIMEOUT);
	assert_string_equal(sleeper.fault.sqlstate, "57014");
	after = backend_of(sleeper.pool);
	assert_int_equal(before, after);
	db_pool_close(sleeper.pool);
}

static void a_row_locked_by_another_is_a_timeout(void **state)
{
	struct db_pool *pool = database_pool(2, 2000, 10000);
	struct db_tx *holder = NULL;
	struct db_rows rows = {0};
	struct fault fault = {0};
	int64_t since;

	(void)state;
	free(database_run(database_owner(), "DELETE FROM samavvik.probe; INSERT INTO samavvik.probe VALUES (1, 'a')"));
	assert_int_equal(db_begin(pool, NULL, NULL, &holder), OK);
	assert_int_equal(db_run(holder, &sql_probe_lock, DB_NO_PARAMS, &rows), OK);
	db_rows_done(&rows);
	since = clock_monotonic_us();
	assert_int_equal(db_one(pool, NULL, &fault, &sql_probe_lock, DB_NO_PARAMS, &rows), ERR_TIMEOUT);
	assert_string_equal(fault.sqlstate, "55P03");
	assert_in_range(elapsed_ms(since), 1500, 4000);
	db_tx_end(&holder);
	db_pool_close(pool);
}

/* As when its machine hangs or the network swallows: the socket stays open and silent. */
static void a_server_that_stops_answering_is_given_up(void **state)
{
	struct db_pool *pool = database_pool(1, 2000, 100);
	long backend = backend_of(pool);
	int64_t since = clock_monotonic_us();

	(void)state;
	assert_int_equal(kill((pid_t)backend, SIGSTOP), 0);
	assert_int_equal(ask(pool, NULL), ERR_UNAVAILABLE);
	assert_in_range(elapsed_ms(since), 1000, 5000);
	assert_int_equal(kill((pid_t)backend, SIGCONT), 0);
	assert_int_equal(ask(pool, NULL), OK);
	db_pool_close(pool);
}

/* A folder for sockets, in the tests' own temporary folder. */
struct place {
	char folder[64], link[96], connection[512];
};

static void make_place(struct place *place)
{
	(void)snprintf(place->folder, sizeof(place->folder), "/tmp/samavvik-pool-XXXXXX");
	assert_non_null(mkdtemp(place->folder));
	(void)snprintf(place->link, sizeof(place->link), "%s/s", place->folder);
	(void)snprintf(place->connection, sizeof(place->connection), "%s host=%s", database_service(), place->link);
}

static struct db_pool *pool_at(const struct place *place, int64_t wait_ms)
{
	const struct db_pool_settings settings = {.connection = place->connection,
						  .application_name = "samavvik test",
						  .connections = 2,
						  .wait_ms = wait_ms,
						  .statement_ms = 2000};
	struct db_pool *pool = NULL;

	assert_int_equal(db_pool_open(&settings, &pool), OK);
	return pool;
}

static void wait_for(struct db_pool *pool, enum err expected, int64_t limit_ms)
{
	int64_t since = clock_monotonic_us();

	while (ask(pool, NULL) != expected) {
		assert_in_range(elapsed_ms(since), 0, limit_ms);
		clock_sleep_ms(10);
	}
}

static void while_the_database_is_away_it_says_so_at_once_and_comes_back_by_itself(void **state)
{
	struct place place;
	char *sockets = database_socket_folder();
	struct db_pool *pool;
	int64_t since;

	(void)state;
	make_place(&place);
	pool = pool_at(&place, 2000);
	assert_int_equal(ask(pool, NULL), ERR_UNAVAILABLE);
	since = clock_monotonic_us();
	for (int i = 0; i < 100; i++)
		assert_int_equal(ask(pool, NULL), ERR_UNAVAILABLE);
	assert_in_range(elapsed_ms(since), 0, 200);

	assert_int_equal(symlink(sockets, place.link), 0);
	wait_for(pool, OK, 1000);

	/* The folder is gone, then its connections: as in a restart. */
	assert_int_equal(unlink(place.link), 0);
	end_backends();
	assert_int_equal(ask(pool, NULL), ERR_UNAVAILABLE);
	clock_sleep_ms(1500);
	assert_int_equal(symlink(sockets, place.link), 0);
	wait_for(pool, OK, 1000);
	db_pool_close(pool);
	(void)unlink(place.link);
	(void)rmdir(place.folder);
	free(sockets);
}

/* Takes connections into its queue and never says a word. */
static int listen_silently(const char *folder, struct sockaddr_un *address)
{
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);

	*address = (struct sockaddr_un){.sun_family = AF_UNIX};
	(void)snprintf(address->sun_path, sizeof(address->sun_path), "%.80s/.s.PGSQL.5432", folder);
	assert_int_equal(bind(listener, (const struct sockaddr *)address, sizeof(*address)), 0);
	assert_int_equal(listen(listener, 8), 0);
	return listener;
}

static void a_database_that_accepts_and_is_silent_costs_no_more_than_the_wait(void **state)
{
	struct place place;
	struct sockaddr_un address;
	struct db_pool *pool;
	int64_t since;
	int listener;

	(void)state;
	make_place(&place);
	(void)snprintf(place.connection, sizeof(place.connection), "%s host=%s port=5432", database_service(),
		       place.folder);
	listener = listen_silently(place.folder, &address);
	pool = pool_at(&place, 300);
	since = clock_monotonic_us();
	assert_int_equal(ask(pool, NULL), ERR_UNAVAILABLE);
	assert_in_range(elapsed_ms(since), 300, 1000);
	(void)close(listener);
	db_pool_close(pool);
	(void)unlink(address.sun_path);
	(void)rmdir(place.folder);
}

struct worker {
	struct db_pool *pool;
	int failures;
};

#define WORKERS 12
#define CALLS 300

static void *work(void *context)
{
	struct worker *worker = context;

	for (int i = 0; i < CALLS; i++)
		worker->failures += ask(worker->pool, NULL) != OK;
	return NULL;
}

static void many_threads_share_few_connections(void **state)
{
	struct db_pool *pool = database_pool(3, 5000, 2000);
	struct worker workers[WORKERS];
	pthread_t threads[WORKERS];
	struct db_pool_figures figures;

	(void)state;
	for (int i = 0; i < WORKERS; i++) {
		workers[i] = (struct worker){.pool = pool};
		assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
	}
	for (int i = 0; i < WORKERS; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(workers[i].failures, 0);
	}
	db_pool_read_figures(pool, &figures);
	assert_in_range(figures.open, 1, 3);
	assert_int_equal(figures.leased, 0);
	assert_int_equal(figures.waiting, 0);
	assert_int_equal(figures.failures, 0);
	db_pool_close(pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_opened_before_it_is_needed),
		cmocka_unit_test(a_connection_string_nobody_can_read_is_refused),
		cmocka_unit_test(a_session_is_set_up_as_agreed),
		cmocka_unit_test(with_none_free_it_is_busy_after_the_wait),
		cmocka_unit_test(a_killed_idle_connection_costs_nobody_an_error),
		cmocka_unit_test(a_connection_killed_at_work_is_unavailable_once),
		cmocka_unit_test(a_connection_killed_in_a_transaction_is_no_success),
		cmocka_unit_test(a_statement_past_its_time_is_a_timeout),
		cmocka_unit_test(a_row_locked_by_another_is_a_timeout),
		cmocka_unit_test(a_server_that_stops_answering_is_given_up),
		cmocka_unit_test(while_the_database_is_away_it_says_so_at_once_and_comes_back_by_itself),
		cmocka_unit_test(a_database_that_accepts_and_is_silent_costs_no_more_than_the_wait),
		cmocka_unit_test(many_threads_share_few_connections),
	};

	(void)database_service();
	return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
