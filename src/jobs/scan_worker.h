/* SPDX-License-Identifier: MIT */
#ifndef JOBS_SCAN_WORKER_H
#define JOBS_SCAN_WORKER_H

/*
 * The thread that has attachments scanned: when woken, or every few seconds. While the scanner is away files wait, nobody gets them,
 * and the log and the metrics say so. Any number of instances may run one.
 */

#include "base/err.h"
#include "base/settings.h"
#include "base/str.h"
#include "db/db.h"

struct scan_worker;

/* settings and db must outlive it. */
MUST_USE enum err scan_worker_start(const struct settings *settings, struct db_pool *db, struct scan_worker **ret_worker);
/* Something waits. Cheap; any thread. Accepts NULL, as the others do. */
void scan_worker_wake(struct scan_worker *worker);
/* Finishes the file in hand and ends the thread. */
void scan_worker_stop(struct scan_worker *worker);
/* Prometheus lines: files by result since start, and whether the scanner is away. */
void scan_worker_write_metrics(struct scan_worker *worker, struct str *out);

#endif
