/* SPDX-License-Identifier: MIT */
#include "jobs/mail_workers.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/log.h"
#include "jobs/circuit.h"
#include "jobs/delivery.h"
#include "jobs/monitor.h"
#include "jobs/pace.h"
#include "mail/mail.h"
#include "base/banned.h"

#define ARENA_BYTES ((size_t)1024 * 1024)
#define MOST_AT_ONCE 32
#define FAST_ROUND_US (200 * INT64_C(1000))
#define REST_US (20 * INT64_C(1000)) /* between rounds, so that a stream of single messages is taken in handfuls */
#define LOOK_FIRST_US (1000 * INT64_C(1000))  /* the first worker looks every second for what has become due, */
#define LOOK_OTHERS_US (5000 * INT64_C(1000)) /* the others in case that one is held up */
#define STOP_GRACE_US (5000 * INT64_C(1000))
/*
 * A claim outlives the messages it holds, and no more: after a crash they wait for its end. The folder of files answers at
 * once, and holds each message once however often it is sent, so results can be written down together.
 */
#define CLAIM_MARGIN_MS 10000
#define FILES_WRITE_DOWN_US (50 * INT64_C(1000))

struct mail_workers;

struct worker {
	struct mail_workers *workers;
	struct delivery delivery;
	char claimed_by[48];
	pthread_t thread;
	bool started;
	bool database_away;
	int most;
	int taken;       /* of the pace, for this round */
	uint64_t seen;   /* how many wakes it has answered */
	int64_t look_us; /* looks again at this time at the latest, */
	int64_t rest_us; /* and not before this */
	int64_t every_us;
};

struct mail_workers {
	struct monitor monitor; /* guards what follows */
	uint64_t wakes;
	int running;
	struct circuit circuit;
	struct pace pace;

	atomic_bool stopping, give_up;
	struct delivery_counts counts;
	char host[256];
	int count;
	struct worker worker[];
};

static uint32_t random_bits(void)
{
	uint32_t bits = 0;

	/* Only spreads attempts in time and tells workers apart; with no entropy yet zero will do. */
	return getrandom(&bits, sizeof(bits), GRND_NONBLOCK) == (ssize_t)sizeof(bits) ? bits : 0;
}

/* May this worker start a round now? Else *ret_until_us is when to ask again. Lets it into an open circuit. */
static bool may_start(struct worker *worker, int64_t *ret_until_us)
{
	struct mail_workers *workers = worker->workers;
	int64_t now_us = clock_monotonic_us();
	int64_t wanted_us = workers->wakes != worker->seen ? now_us : worker->look_us;

	if (wanted_us < worker->rest_us)
		wanted_us = worker->rest_us;
	if (wanted_us <= now_us && circuit_enter(&workers->circuit, now_us)) {
		worker->taken = pace_take(&workers->pace, circuit_is_open(&workers->circuit) ? 1 : worker->most, now_us, &wanted_us);
		if (worker->taken > 0)
			return true;
		if (circuit_is_open(&workers->circuit))
			circuit_had_nothing(&workers->circuit, now_us);
	}
	if (circuit_is_open(&workers->circuit)) {
		int64_t probe_us = workers->circuit.probing ? now_us + LOOK_FIRST_US : workers->circuit.next_us;
		wanted_us = wanted_us < probe_us ? probe_us : wanted_us;
	}
	*ret_until_us = wanted_us;
	return false;
}

/* False when it is time to end. *ret_most: how many messages to take. */
static bool wait_for_round(struct worker *worker, int *ret_most)
{
	struct mail_workers *workers = worker->workers;
	int64_t until_us = 0;

	monitor_lock(&workers->monitor);
	while (!atomic_load(&workers->stopping) && !may_start(worker, &until_us))
		monitor_wait(&workers->monitor, until_us);
	worker->seen = workers->wakes;
	*ret_most = worker->taken;
	monitor_unlock(&workers->monitor);
	return !atomic_load(&workers->stopping);
}

static void note_database(struct worker *worker, enum err err)
{
	bool away = err != OK;

	if (away && !worker->database_away)
		LOG(LOG_WARNING, "mail_outbox_unreadable", LOG_TEXT("error", err_name(err)));
	worker->database_away = away;
}

static void update_circuit(struct mail_workers *workers, const struct delivery_round *round, int64_t now_us)
{
	bool was_open = circuit_is_open(&workers->circuit);

	if (round->claimed == 0)
		circuit_had_nothing(&workers->circuit, now_us);
	else if (!atomic_load(&workers->stopping))
		circuit_tried(&workers->circuit, round->relay_away, now_us);
	bool is_open = circuit_is_open(&workers->circuit);
	if (is_open == was_open)
		return;
	LOG(is_open ? LOG_ERROR : LOG_INFO, "mail_relay", LOG_TEXT("state", is_open ? "away" : "back"));
	if (!is_open)
		monitor_wake_all(&workers->monitor);
}

static void after_round(struct worker *worker, int most, const struct delivery_round *round, int64_t took_us)
{
	struct mail_workers *workers = worker->workers;
	int64_t now_us = clock_monotonic_us();
	bool full = round->claimed == most;

	monitor_lock(&workers->monitor);
	pace_give_back(&workers->pace, most - round->offered);
	update_circuit(workers, round, now_us);
	if (!round->all_sent)
		worker->most = 1;
	else if (full && took_us < FAST_ROUND_US && worker->most < MOST_AT_ONCE)
		worker->most *= 2;
	worker->look_us = full ? now_us : now_us + worker->every_us + random_bits() % 100000;
	worker->rest_us = full ? now_us : now_us + REST_US;
	if (full) {
		workers->wakes++;
		monitor_wake_one(&workers->monitor);
	}
	monitor_unlock(&workers->monitor);
}

static void *run_worker(void *context)
{
	struct worker *worker = context;
	struct mail_workers *workers = worker->workers;
	int most = 1;

	while (wait_for_round(worker, &most)) {
		struct delivery_round round = {.all_sent = true};
		int64_t started_us = clock_monotonic_us();
		note_database(worker, delivery_run(&worker->delivery, most, &round));
		after_round(worker, most, &round, clock_monotonic_us() - started_us);
	}
	monitor_lock(&workers->monitor);
	workers->running--;
	monitor_wake_all(&workers->monitor);
	monitor_unlock(&workers->monitor);
	return NULL;
}

/* The host of the public address: mail is signed with it (Message-ID) and the relay greeted by it. */
static void read_host(const char *public_url, char *host, size_t size)
{
	const char *start = strstr(public_url, "://");
	start = start ? start + 3 : public_url;
	size_t len = strcspn(start, ":/?#");

	(void)snprintf(host, size, "%.*s", len > 0 && len < size && start[0] != '[' ? (int)len : 9,
		       len > 0 && len < size && start[0] != '[' ? start : "localhost");
}

static enum err prepare_worker(struct worker *worker, const struct settings *settings, struct db_pool *db)
{
	struct mail_workers *workers = worker->workers;
	bool files = strcmp(settings->mail_transport, "files") == 0;
	struct mail_settings mail = {
		.transport = settings->mail_transport,
		.folder = settings->mail_folder,
		.url = settings->mail_url,
		.user = settings->mail_user,
		.password = settings->mail_password,
		.ca_file = settings->mail_ca_file,
		.ehlo_name = workers->host,
		.insecure = settings->mail_insecure != 0,
		.timeout_ms = settings->mail_timeout_ms,
		.per_connection = settings->mail_per_connection,
		.give_up = &workers->give_up,
	};

	worker->delivery = (struct delivery){
		.outbox = {db, worker->claimed_by, CLAIM_MARGIN_MS + (files ? 0 : 2 * settings->mail_timeout_ms),
			   settings->mail_retry_first_seconds, settings->mail_give_up_hours},
		.arena = arena_new(ARENA_BYTES),
		.from = settings->mail_from,
		.public_url = settings->public_url,
		.account_key = settings->account_key,
		.host = workers->host,
		.timeout_us = settings->mail_timeout_ms * 1000,
		.write_down_us = files ? FILES_WRITE_DOWN_US : 0,
		.stopping = &workers->stopping,
		.counts = &workers->counts,
		.random_bits = random_bits,
	};
	if (!worker->delivery.arena)
		return ERR_INTERNAL;
	return mail_sender_new(&mail, &worker->delivery.sender);
}

static enum err start_worker(struct worker *worker)
{
	struct mail_workers *workers = worker->workers;

	workers->running++;
	if (pthread_create(&worker->thread, NULL, run_worker, worker) != 0) {
		workers->running--;
		return ERR_INTERNAL;
	}
	worker->started = true;
	return OK;
}

static enum err start_all(struct mail_workers *workers, const struct settings *settings, struct db_pool *db)
{
	uint32_t instance = random_bits();
	uint32_t more = random_bits();

	for (int i = 0; i < workers->count; i++) {
		struct worker *worker = &workers->worker[i];
		worker->workers = workers;
		worker->most = 1;
		worker->every_us = i == 0 ? LOOK_FIRST_US : LOOK_OTHERS_US;
		(void)snprintf(worker->claimed_by, sizeof(worker->claimed_by), "%08" PRIx32 "%08" PRIx32 "-%d",
			       instance, more, i);
		TRY(prepare_worker(worker, settings, db));
	}
	for (int i = 0; i < workers->count; i++) {
		monitor_lock(&workers->monitor);
		enum err err = start_worker(&workers->worker[i]);
		monitor_unlock(&workers->monitor);
		TRY(err);
	}
	return OK;
}

enum err mail_workers_start(const struct settings *settings, struct db_pool *db, struct mail_workers **ret_workers)
{
	if (!mail_from_valid(settings->mail_from))
		return ERR_INVALID;
	size_t count = (size_t)settings->mail_workers;
	struct mail_workers *workers = calloc(1, sizeof(*workers) + count * sizeof(struct worker));
	if (!workers)
		return ERR_INTERNAL;
	workers->count = (int)count;
	monitor_init(&workers->monitor);
	workers->pace.per_minute = settings->mail_per_minute;
	read_host(settings->public_url, workers->host, sizeof(workers->host));
	enum err err = start_all(workers, settings, db);
	if (err != OK) {
		mail_workers_stop(workers);
		return err;
	}
	*ret_workers = workers;
	return OK;
}

void mail_workers_wake(struct mail_workers *workers)
{
	monitor_lock(&workers->monitor);
	workers->wakes++;
	monitor_wake_one(&workers->monitor);
	monitor_unlock(&workers->monitor);
}

void mail_workers_stop(struct mail_workers *workers)
{
	if (!workers)
		return;
	int64_t until_us = clock_monotonic_us() + STOP_GRACE_US;
	monitor_lock(&workers->monitor);
	atomic_store(&workers->stopping, true);
	monitor_wake_all(&workers->monitor);
	while (workers->running > 0 && clock_monotonic_us() < until_us)
		monitor_wait(&workers->monitor, until_us);
	monitor_unlock(&workers->monitor);

	atomic_store(&workers->give_up, true);
	for (int i = 0; i < workers->count; i++) {
		if (workers->worker[i].started)
			(void)pthread_join(workers->worker[i].thread, NULL);
		mail_sender_free(workers->worker[i].delivery.sender);
		digest_chart_done(&workers->worker[i].delivery.chart);
		arena_free(workers->worker[i].delivery.arena);
	}
	monitor_done(&workers->monitor);
	free(workers);
}

void mail_workers_write_metrics(struct mail_workers *workers, struct str *out)
{
	struct delivery_counts *counts = &workers->counts;

	monitor_lock(&workers->monitor);
	bool away = circuit_is_open(&workers->circuit);
	monitor_unlock(&workers->monitor);
	str_add(out, "# TYPE samavvik_mail_total counter\n");
	str_addf(out, "samavvik_mail_total{result=\"sent\"} %lld\n", atomic_load(&counts->sent));
	str_addf(out, "samavvik_mail_total{result=\"put_off\"} %lld\n", atomic_load(&counts->put_off));
	str_addf(out, "samavvik_mail_total{result=\"relay_away\"} %lld\n", atomic_load(&counts->relay_away));
	str_addf(out, "samavvik_mail_total{result=\"refused\"} %lld\n", atomic_load(&counts->refused));
	str_addf(out, "samavvik_mail_total{result=\"expired\"} %lld\n", atomic_load(&counts->expired));
	str_addf(out, "# TYPE samavvik_mail_relay_away gauge\nsamavvik_mail_relay_away %d\n", away);
}
