/* SPDX-License-Identifier: MIT */
#include "jobs/scan_worker.h"

#include <stdbool.h>
#include <stdlib.h>

#include "attachment/attachment.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "jobs/monitor.h"
#include "base/banned.h"

#define ARENA_BYTES ((size_t)2 * 1024 * 1024)
#define LOOK_US (5 * INT64_C(1000000))
#define SAY_AGAIN_US (60 * INT64_C(1000000))

struct scan_worker {
	const struct settings *settings;
	struct db_pool *db;
	struct arena *arena;
	struct monitor monitor; /* guards what follows */
	bool is_woken, is_stopping, is_away;
	int64_t clean, infected, failed;
	int64_t said_us; /* that the scanner is away */
	pthread_t thread;
};

/* Once when it goes, each minute while it is away, and when it is back. */
static void note_away(struct scan_worker *worker, bool is_away)
{
	int64_t now_us = clock_monotonic_us();
	bool was_away = worker->is_away;

	monitor_lock(&worker->monitor);
	worker->is_away = is_away;
	monitor_unlock(&worker->monitor);
	if (is_away && (!was_away || now_us >= worker->said_us + SAY_AGAIN_US)) {
		LOG(LOG_ERROR, "scanner_away", LOG_TEXT("clamd_socket", worker->settings->clamd_socket));
		worker->said_us = now_us;
	} else if (!is_away && was_away) {
		LOG(LOG_INFO, "scanner_back", LOG_TEXT("clamd_socket", worker->settings->clamd_socket));
	}
}

static void count(struct scan_worker *worker, enum attachment_scan outcome)
{
	monitor_lock(&worker->monitor);
	worker->clean += outcome == SCAN_CLEAN;
	worker->infected += outcome == SCAN_INFECTED;
	worker->failed += outcome == SCAN_FAILED;
	monitor_unlock(&worker->monitor);
	if (outcome == SCAN_INFECTED || outcome == SCAN_FAILED)
		LOG(LOG_WARNING, "attachment_scanned", LOG_TEXT("result", outcome == SCAN_INFECTED ? "infected" : "failed"));
}

/* True when another one may wait. */
static bool scan_one(struct scan_worker *worker)
{
	enum attachment_scan outcome = SCAN_NOTHING_WAITS;
	struct fault fault = {0};

	arena_reset(worker->arena);
	enum err err = attachment_scan_one(worker->settings, worker->db, worker->arena, &fault, &outcome);
	if (err != OK) {
		LOG(LOG_ERROR, "scan", LOG_TEXT("error", err_name(err)), LOG_TEXT("where", fault.where), LOG_TEXT("sqlstate", fault.sqlstate));
		return false;
	}
	if (outcome == SCAN_NOTHING_WAITS)
		return false;
	note_away(worker, outcome == SCAN_SCANNER_AWAY);
	count(worker, outcome);
	return outcome != SCAN_SCANNER_AWAY;
}

/* False when it is time to end. */
static bool wait_for_work(struct scan_worker *worker)
{
	int64_t until_us = clock_monotonic_us() + LOOK_US;
	bool goes_on;

	monitor_lock(&worker->monitor);
	/* A wake while the scanner is away does not ask it sooner. */
	while (!worker->is_stopping && !(worker->is_woken && !worker->is_away) && clock_monotonic_us() < until_us)
		monitor_wait(&worker->monitor, until_us);
	worker->is_woken = false;
	goes_on = !worker->is_stopping;
	monitor_unlock(&worker->monitor);
	return goes_on;
}

static bool is_stopping(struct scan_worker *worker)
{
	monitor_lock(&worker->monitor);
	bool stopping = worker->is_stopping;
	monitor_unlock(&worker->monitor);
	return stopping;
}

static void *run_worker(void *context)
{
	struct scan_worker *worker = context;

	while (wait_for_work(worker))
		while (!is_stopping(worker) && scan_one(worker))
			;
	return NULL;
}

static void free_worker(struct scan_worker *worker)
{
	monitor_done(&worker->monitor);
	arena_free(worker->arena);
	free(worker);
}

enum err scan_worker_start(const struct settings *settings, struct db_pool *db, struct scan_worker **ret_worker)
{
	struct scan_worker *worker = calloc(1, sizeof(*worker));

	if (!worker)
		return ERR_INTERNAL;
	worker->settings = settings;
	worker->db = db;
	worker->arena = arena_new(ARENA_BYTES);
	worker->is_woken = true;
	monitor_init(&worker->monitor);
	if (!worker->arena || pthread_create(&worker->thread, NULL, run_worker, worker) != 0) {
		free_worker(worker);
		return ERR_INTERNAL;
	}
	*ret_worker = worker;
	return OK;
}

static void set(struct scan_worker *worker, bool *flag)
{
	monitor_lock(&worker->monitor);
	*flag = true;
	monitor_wake_all(&worker->monitor);
	monitor_unlock(&worker->monitor);
}

void scan_worker_wake(struct scan_worker *worker)
{
	if (worker)
		set(worker, &worker->is_woken);
}

void scan_worker_stop(struct scan_worker *worker)
{
	if (!worker)
		return;
	set(worker, &worker->is_stopping);
	(void)pthread_join(worker->thread, NULL);
	free_worker(worker);
}

void scan_worker_write_metrics(struct scan_worker *worker, struct str *out)
{
	if (!worker)
		return;
	monitor_lock(&worker->monitor);
	str_add(out, "# TYPE samavvik_scans_total counter\n");
	str_addf(out, "samavvik_scans_total{result=\"clean\"} %lld\n", (long long)worker->clean);
	str_addf(out, "samavvik_scans_total{result=\"infected\"} %lld\n", (long long)worker->infected);
	str_addf(out, "samavvik_scans_total{result=\"failed\"} %lld\n", (long long)worker->failed);
	str_addf(out, "# TYPE samavvik_scanner_away gauge\nsamavvik_scanner_away %d\n", worker->is_away);
	monitor_unlock(&worker->monitor);
}
