/* SPDX-License-Identifier: MIT */
#ifndef JOBS_SCHEDULER_H
#define JOBS_SCHEDULER_H

/*
 * Timed jobs: a table of name, interval and function (scheduler.c), and one thread that runs what is due. On several
 * instances a job runs on one at a time, under an advisory lock; it must also bear being run again at once.
 */

#include "base/err.h"
#include "base/settings.h"
#include "db/db.h"
#include "jobs/mail_workers.h"

struct scheduler;

/* settings, db and mail must outlive it. */
MUST_USE enum err scheduler_start(const struct settings *settings, struct db_pool *db, struct mail_workers *mail,
				  struct scheduler **ret_scheduler);
/* Lets a running job finish and ends the thread. Accepts NULL. */
void scheduler_stop(struct scheduler *scheduler);

#endif
