/* SPDX-License-Identifier: MIT */
#ifndef JOBS_MAIL_WORKERS_H
#define JOBS_MAIL_WORKERS_H

/*
 * The threads that send mail. Each looks for due messages when woken, or every second or so; when one finds its hands
 * full it wakes another. Any number of instances may run them on one database. Only these threads ever wait for a relay.
 */

#include "base/err.h"
#include "base/settings.h"
#include "base/str.h"
#include "db/db.h"

struct mail_workers;

/* ERR_INVALID when the mail settings cannot be used. settings and db must outlive the workers. */
MUST_USE enum err mail_workers_start(const struct settings *settings, struct db_pool *db,
				     struct mail_workers **ret_workers);
/* Something was queued. Cheap; any thread. */
void mail_workers_wake(struct mail_workers *workers);
/* Finishes the messages in hand, within seconds even when the relay hangs, and ends the threads. Accepts NULL. */
void mail_workers_stop(struct mail_workers *workers);
/* Prometheus lines: messages by result since start, and whether the relay is away. */
void mail_workers_write_metrics(struct mail_workers *workers, struct str *out);

#endif
