/* SPDX-License-Identifier: MIT */
#ifndef JOBS_JOBS_H
#define JOBS_JOBS_H

/*
 * What happens outside requests: mail workers (mail_workers.h), the scanner of attachments
 * (scan_worker.h) and timed jobs (scheduler.h), in threads of this process.
 * Nothing here is needed for a request to succeed. Any number of instances may run them on one database.
 */

#include "base/err.h"
#include "base/settings.h"
#include "base/str.h"
#include "db/db.h"

struct jobs;

/*
 * Starts the threads; mail_start() has been called. ERR_INVALID, with one log line, when the mail settings cannot be
 * used. settings and db must outlive the jobs.
 */
MUST_USE enum err jobs_start(const struct settings *settings, struct db_pool *db, struct jobs **ret_jobs);
/* After a commit that queued mail; without it mail leaves a second later. Cheap; any thread; accepts NULL. */
void jobs_wake(struct jobs *jobs);
/* After a file was finished; without it the scanner looks within five seconds. Cheap; any thread; accepts NULL. */
void jobs_wake_scanner(struct jobs *jobs);
/* Finishes what is in hand, within seconds, and ends the threads. Accepts NULL. */
void jobs_stop(struct jobs *jobs);

/* Prometheus lines. Accepts NULL (none are written). */
void jobs_write_metrics(struct jobs *jobs, struct str *out);

#endif
