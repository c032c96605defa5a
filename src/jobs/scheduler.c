/* SPDX-License-Identifier: MIT */
#include "jobs/scheduler.h"

#include <stdbool.h>
#include <stdlib.h>

#include "access/access.h"
#include "attachment/attachment.h"
#include "audit/audit.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "deviation/deviation.h"
#include "jobs/monitor.h"
#include "jobs/outbox.h"
#include "learning/learning.h"
#include "privacy/privacy.h"
#include "routing/routing.h"
#include "statements.h"
#include "base/banned.h"

#define ARENA_BYTES ((size_t)4 * 1024 * 1024)
#define MINUTE_US (60 * INT64_C(1000000))
#define FIRST_RUN_US (2 * INT64_C(1000000)) /* after the start */
#define INDEX_EVERY_US (2 * INT64_C(1000000))
#define BEGIN_EVERY_US (5 * INT64_C(1000000))
#define COUNT_EVERY_US (2 * INT64_C(1000000)) /* somebody looks on */
#define INDEX_PIECES 5

struct run {
	const struct settings *settings;
	struct db_pool *db;
	struct mail_workers *mail;
	struct arena *arena;
	struct fault fault;
	struct reminder_hours reminder_hours;
};

/* *ret_count: how many things it did; a run that did nothing is not logged. */
typedef enum err job_function(struct run *run, int64_t *ret_count);

static enum err run_statement(struct run *run, const struct statement *statement, int64_t *ret_count)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(run->db, &access_job_scope, &run->fault, statement, DB_NO_PARAMS, &rows));
	*ret_count = rows.changed;
	return OK;
}

static enum err purge_sessions(struct run *run, int64_t *ret_count)
{
	return run_statement(run, &sql_jobs_purge_sessions, ret_count);
}

static enum err purge_accounts(struct run *run, int64_t *ret_count)
{
	int64_t links = 0;

	TRY(run_statement(run, &sql_jobs_purge_account_links, &links));
	TRY(run_statement(run, &sql_jobs_purge_sign_in_clients, ret_count));
	*ret_count += links;
	return OK;
}

static enum err purge_idempotency(struct run *run, int64_t *ret_count)
{
	return run_statement(run, &sql_jobs_purge_idempotency, ret_count);
}

static enum err purge_drafts(struct run *run, int64_t *ret_count)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(run->db, &access_job_scope, &run->fault, &sql_jobs_purge_drafts,
		   DB_PARAMS(arena_i64(run->arena, run->settings->draft_days)), &rows));
	*ret_count = rows.changed;
	return OK;
}

/* What filing without an account leaves behind. */
static enum err purge_open_filing(struct run *run, int64_t *ret_count)
{
	static const struct statement *const statements[] = {
		&sql_jobs_purge_spent_puzzles,
		&sql_jobs_purge_receipt_repeats,
		&sql_jobs_forget_rejected_reports,
		&sql_jobs_forget_receipt_addresses,
	};
	int64_t sum = 0, count = 0;

	for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
		TRY(run_statement(run, statements[i], &count));
		sum += count;
	}
	*ret_count = sum;
	return OK;
}

/* What mail leaves behind: subscriptions that have ended, marks of addresses that are no longer used. */
static enum err purge_mail(struct run *run, int64_t *ret_count)
{
	int64_t subscriptions = 0;

	TRY(run_statement(run, &sql_jobs_purge_subscriptions, &subscriptions));
	TRY(run_statement(run, &sql_jobs_purge_refused_addresses, ret_count));
	*ret_count += subscriptions;
	return OK;
}

static enum err purge_uploads(struct run *run, int64_t *ret_count)
{
	return attachment_purge(run->db, &run->fault, ret_count);
}

static enum err expire_mail(struct run *run, int64_t *ret_count)
{
	return outbox_expire(run->db, run->settings->mail_give_up_hours, ret_count);
}

static enum err make_digests(struct run *run, int64_t *ret_count)
{
	const struct digest_run digests = {.hours = run->reminder_hours.always ? NULL : &run->reminder_hours};

	TRY(learning_run_due_digests(run->db, &run->fault, &digests, ret_count));
	if (*ret_count > 0)
		mail_workers_wake(run->mail);
	return OK;
}

static enum err count_reports(struct run *run, int64_t *ret_count)
{
	return learning_count_reports(run->db, &run->fault, ret_count);
}

static enum err prepare_reports(struct run *run, int64_t *ret_count)
{
	return learning_prepare_reports(run->db, &run->fault, ret_count);
}

static enum err warn_of_destruction(struct run *run, int64_t *ret_count)
{
	TRY(privacy_warn_of_destruction(run->db, &run->fault, ret_count));
	if (*ret_count > 0)
		mail_workers_wake(run->mail);
	return OK;
}

static enum err destroy_references(struct run *run, int64_t *ret_count)
{
	return privacy_destroy_references(run->db, &run->fault, ret_count);
}

static enum err offer_matches(struct run *run, int64_t *ret_count)
{
	TRY(deviation_offer_matches(run->db, &run->fault, ret_count));
	if (*ret_count > 0)
		mail_workers_wake(run->mail);
	return OK;
}

static enum err remind_of_deadlines(struct run *run, int64_t *ret_count)
{
	TRY(deviation_remind(run->db, &run->fault, &run->reminder_hours, ret_count));
	if (*ret_count > 0)
		mail_workers_wake(run->mail);
	return OK;
}

static enum err give_deadlines(struct run *run, int64_t *ret_count)
{
	return deviation_give_deadlines(run->db, &run->fault, ret_count);
}

/* The log carries the end of the chain away from the database: whoever writes history anew cannot write that anew. */
static enum err seal_history(struct run *run, int64_t *ret_count)
{
	struct audit_seal last;

	TRY(audit_seal_history(run->db, &run->fault, ret_count, &last));
	if (*ret_count > 0)
		LOG(LOG_INFO, "sealed", LOG_NUMBER("seal", last.number), LOG_TEXT("hash", last.hash));
	return OK;
}

/* Says so in the log every minute while mail does not flow; readiness asks the same question for itself. */
static enum err watch_mail(struct run *run, int64_t *ret_count)
{
	struct outbox_figures figures;
	int64_t limit_ms = run->settings->mail_stuck_minutes * 60000;

	TRY(outbox_read_figures(run->db, limit_ms, &run->fault, &figures));
	if (figures.stuck_ms >= limit_ms)
		LOG(LOG_ERROR, "mail_stuck", LOG_NUMBER("waiting", figures.waiting),
		    LOG_NUMBER("longest_s", figures.longest_ms / 1000));
	*ret_count = 0;
	return OK;
}

/* In pieces, so that nobody waits long for a case that is being read. What is left over waits for the next run. */
static enum err index_cases(struct run *run, int64_t *ret_count)
{
	*ret_count = 0;
	for (int i = 0; i < INDEX_PIECES; i++) {
		DB_ROWS_AUTO struct db_rows rows = {0};

		TRY(db_one(run->db, &access_job_scope, &run->fault, &sql_jobs_index_cases, DB_NO_PARAMS, &rows));
		if (db_i64(&rows, 0, 0) == 0)
			break;
		*ret_count += db_i64(&rows, 0, 0);
	}
	return OK;
}

/* Routing does not wait for this; it is for what is shown of the rules meanwhile. */
static enum err begin_planned_rules(struct run *run, int64_t *ret_count)
{
	return routing_begin_planned(run->db, &run->fault, /* helsefellesskap= */ NULL, ret_count);
}

static const struct job {
	const char *name;
	int64_t every_us;
	job_function *function;
	bool on_every_instance;
} jobs[] = {
	{"index_cases", INDEX_EVERY_US, index_cases, false},
	{"begin_planned_rules", BEGIN_EVERY_US, begin_planned_rules, false},
	{"count_reports", COUNT_EVERY_US, count_reports, false},
	{"prepare_reports", 60 * MINUTE_US, prepare_reports, false},
	{"make_digests", 5 * MINUTE_US, make_digests, false},
	{"remind_of_deadlines", 5 * MINUTE_US, remind_of_deadlines, false},
	{"give_deadlines", 5 * MINUTE_US, give_deadlines, false},
	{"destroy_references", 10 * MINUTE_US, destroy_references, false},
	{"warn_of_destruction", 10 * MINUTE_US, warn_of_destruction, false},
	{"offer_matches", MINUTE_US, offer_matches, false},
	{"expire_mail", MINUTE_US, expire_mail, false},
	{"watch_mail", MINUTE_US, watch_mail, true},
	{"seal_history", 10 * MINUTE_US, seal_history, false},
	{"purge_sessions", 60 * MINUTE_US, purge_sessions, false},
	{"purge_accounts", 60 * MINUTE_US, purge_accounts, false},
	{"purge_open_filing", 60 * MINUTE_US, purge_open_filing, false},
	{"purge_mail", 60 * MINUTE_US, purge_mail, false},
	{"purge_uploads", 60 * MINUTE_US, purge_uploads, false},
	{"purge_drafts", 10 * MINUTE_US, purge_drafts, false},
	{"purge_idempotency", 60 * MINUTE_US, purge_idempotency, false},
};
#define JOBS_COUNT (sizeof(jobs) / sizeof(jobs[0]))

struct scheduler {
	struct run run;
	struct monitor monitor;
	bool stopping;
	pthread_t thread;
	int64_t next_us[JOBS_COUNT];
};

/* Another instance has the lock: then this one has nothing to do, which is no error. */
static enum err run_locked(const struct job *job, struct run *run, int64_t *ret_count)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	DB_TX_AUTO struct db_tx *lock = NULL;

	if (job->on_every_instance)
		return job->function(run, ret_count);
	TRY(db_begin(run->db, &access_job_scope, &run->fault, &lock));
	TRY(db_run(lock, &sql_jobs_try_lock, DB_PARAMS(job->name), &rows));
	if (db_bool(&rows, 0, 0))
		TRY(job->function(run, ret_count));
	return db_commit(lock);
}

static void run_job(const struct job *job, struct run *run)
{
	int64_t count = 0;
	int64_t started_us = clock_monotonic_us();

	arena_reset(run->arena);
	run->fault = (struct fault){0};
	enum err err = run_locked(job, run, &count);
	if (err == OK && count == 0)
		return;
	LOG(err == OK ? LOG_INFO : LOG_ERROR, "job", LOG_TEXT("job", job->name),
	    LOG_TEXT("result", err == OK ? "ok" : err_name(err)), LOG_NUMBER("count", count),
	    LOG_NUMBER("took_ms", (clock_monotonic_us() - started_us) / 1000), LOG_TEXT("where", run->fault.where),
	    LOG_TEXT("sqlstate", run->fault.sqlstate));
}

/* The job that is due first; waits for it. NULL when it is time to end. */
static const struct job *wait_for_job(struct scheduler *scheduler)
{
	size_t first = 0;

	for (size_t i = 1; i < JOBS_COUNT; i++) {
		if (scheduler->next_us[i] < scheduler->next_us[first])
			first = i;
	}
	monitor_lock(&scheduler->monitor);
	while (!scheduler->stopping && clock_monotonic_us() < scheduler->next_us[first])
		monitor_wait(&scheduler->monitor, scheduler->next_us[first]);
	bool stopping = scheduler->stopping;
	monitor_unlock(&scheduler->monitor);
	scheduler->next_us[first] = clock_monotonic_us() + jobs[first].every_us;
	return stopping ? NULL : &jobs[first];
}

static void *run_scheduler(void *context)
{
	struct scheduler *scheduler = context;
	const struct job *job;

	while ((job = wait_for_job(scheduler)))
		run_job(job, &scheduler->run);
	return NULL;
}

static void scheduler_free(struct scheduler *scheduler)
{
	monitor_done(&scheduler->monitor);
	arena_free(scheduler->run.arena);
	free(scheduler);
}

enum err scheduler_start(const struct settings *settings, struct db_pool *db, struct mail_workers *mail,
			 struct scheduler **ret_scheduler)
{
	struct scheduler *scheduler = calloc(1, sizeof(*scheduler));
	if (!scheduler)
		return ERR_INTERNAL;
	scheduler->run = (struct run){.settings = settings, .db = db, .mail = mail, .arena = arena_new(ARENA_BYTES)};
	monitor_init(&scheduler->monitor);
	for (size_t i = 0; i < JOBS_COUNT; i++)
		scheduler->next_us[i] = clock_monotonic_us() + FIRST_RUN_US;
	if (!reminder_hours_read(settings->reminder_hours, &scheduler->run.reminder_hours)) {
		LOG(LOG_ERROR, "reminder_hours_unusable", LOG_TEXT("reminder_hours", settings->reminder_hours));
		scheduler_free(scheduler);
		return ERR_INVALID;
	}
	if (!scheduler->run.arena || pthread_create(&scheduler->thread, NULL, run_scheduler, scheduler) != 0) {
		scheduler_free(scheduler);
		return ERR_INTERNAL;
	}
	*ret_scheduler = scheduler;
	return OK;
}

void scheduler_stop(struct scheduler *scheduler)
{
	if (!scheduler)
		return;
	monitor_lock(&scheduler->monitor);
	scheduler->stopping = true;
	monitor_wake_all(&scheduler->monitor);
	monitor_unlock(&scheduler->monitor);
	(void)pthread_join(scheduler->thread, NULL);
	scheduler_free(scheduler);
}
