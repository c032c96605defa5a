/* SPDX-License-Identifier: MIT */
#include "jobs/jobs.h"

#include <stdlib.h>

#include "base/log.h"
#include "jobs/mail_workers.h"
#include "jobs/scan_worker.h"
#include "jobs/scheduler.h"
#include "base/banned.h"

struct jobs {
	struct mail_workers *mail;
	struct scan_worker *scanner; /* NULL: there is none to ask */
	struct scheduler *scheduler;
};

enum err jobs_start(const struct settings *settings, struct db_pool *db, struct jobs **ret_jobs)
{
	struct jobs *jobs = calloc(1, sizeof(*jobs));
	if (!jobs)
		return ERR_INTERNAL;
	enum err err = mail_workers_start(settings, db, &jobs->mail);
	if (err == ERR_INVALID)
		LOG(LOG_ERROR, "mail_settings_unusable", LOG_TEXT("transport", settings->mail_transport));
	if (err == OK)
		err = scheduler_start(settings, db, jobs->mail, &jobs->scheduler);
	if (err == OK && *settings->clamd_socket)
		err = scan_worker_start(settings, db, &jobs->scanner);
	if (err != OK) {
		jobs_stop(jobs);
		return err;
	}
	*ret_jobs = jobs;
	return OK;
}

void jobs_wake(struct jobs *jobs)
{
	if (jobs)
		mail_workers_wake(jobs->mail);
}

void jobs_wake_scanner(struct jobs *jobs)
{
	if (jobs)
		scan_worker_wake(jobs->scanner);
}

void jobs_stop(struct jobs *jobs)
{
	if (!jobs)
		return;
	scan_worker_stop(jobs->scanner);
	scheduler_stop(jobs->scheduler);
	mail_workers_stop(jobs->mail);
	free(jobs);
}

void jobs_write_metrics(struct jobs *jobs, struct str *out)
{
	if (!jobs)
		return;
	mail_workers_write_metrics(jobs->mail, out);
	scan_worker_write_metrics(jobs->scanner, out);
}
