/* SPDX-License-Identifier: MIT */
#include "learning/learning.h"

#include <string.h>

#include "access/access.h"
#include "base/arena.h"
#include "deviation/deviation.h"
#include "statements.h"
#include "base/banned.h"

#define ARENA_BYTES ((size_t)256 * 1024)

enum { TASK, HELSEFELLESSKAP, FREQUENCY, PLANNED, UNTIL, DIGEST }; /* columns of digest_work */

static enum err send_one(struct db_pool *db, struct fault *fault, struct arena *arena, const struct digest_run *run,
			 const char *digest, struct digest_result *ret_result)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const struct reminder_hours *hours = run->hours;
	const char *from = hours ? arena_i64(arena, hours->from) : NULL;
	const char *to = hours ? arena_i64(arena, hours->to) : NULL;

	TRY(db_one(db, &access_job_scope, fault, &sql_learning_digest_send, DB_PARAMS(digest, run->at, from, to), &rows));
	int64_t recipients = db_i64(&rows, 0, 0);
	*ret_result = (struct digest_result){recipients > 0 ? db_i64(&rows, 0, 1) : 0, recipients, false};
	return OK;
}

/* In two transactions: a summary that is made and not sent is sent by the next run. */
static enum err make_one(struct db_pool *db, struct fault *fault, struct arena *arena, const struct digest_run *run,
			 const struct digest_plan *plan, struct digest_result *ret_result)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	DB_ROWS_AUTO struct db_rows size = {0};

	TRY(db_one(db, &access_job_scope, fault, &sql_learning_digest_prepare,
		   DB_PARAMS(plan->helsefellesskap, plan->frequency, plan->planned, plan->until, plan->draft ? "t" : "f"), &rows));
	*ret_result = (struct digest_result){0, 0, plan->draft};
	if (db_is_null(&rows, 0, 0))
		return OK;
	if (plan->draft) {
		TRY(db_one(db, &access_job_scope, fault, &sql_learning_digest_size, DB_PARAMS(db_text(&rows, 0, 0)), &size));
		ret_result->notes = db_i64(&size, 0, 0);
		return OK;
	}
	return send_one(db, fault, arena, run, db_text(&rows, 0, 0), ret_result);
}

static enum err do_task(struct db_pool *db, struct fault *fault, struct arena *arena, const struct digest_run *run,
			const struct db_rows *work, int row, int64_t *queued)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct digest_result result = {0};
	const char *task = db_text(work, row, TASK);
	struct digest_plan plan = {db_text(work, row, HELSEFELLESSKAP), db_text(work, row, FREQUENCY), db_text(work, row, PLANNED),
				   db_text(work, row, UNTIL), strcmp(task, "draft") == 0};

	if (strcmp(task, "remind") == 0) {
		TRY(db_one(db, &access_job_scope, fault, &sql_learning_digest_remind, DB_PARAMS(db_text(work, row, DIGEST)), &rows));
		*queued += db_i64(&rows, 0, 0);
		return OK;
	}
	if (strcmp(task, "send") == 0)
		TRY(send_one(db, fault, arena, run, db_text(work, row, DIGEST), &result));
	else
		TRY(make_one(db, fault, arena, run, &plan, &result));
	*queued += result.recipients;
	return OK;
}

static enum err work_through(struct db_pool *db, struct fault *fault, struct arena *arena, const struct digest_run *run,
			     int64_t *ret_queued)
{
	DB_ROWS_AUTO struct db_rows work = {0};
	DB_ROWS_AUTO struct db_rows told = {0};
	int64_t queued = 0;

	TRY(db_one(db, &access_job_scope, fault, &sql_learning_digest_work, DB_PARAMS(run->at), &work));
	for (int row = 0; row < work.count; row++)
		TRY(do_task(db, fault, arena, run, &work, row, &queued));
	TRY(db_one(db, &access_job_scope, fault, &sql_learning_wheel_remind, DB_PARAMS(run->at), &told));
	*ret_queued = queued + db_i64(&told, 0, 0);
	return OK;
}

enum err learning_run_due_digests(struct db_pool *db, struct fault *fault, const struct digest_run *run, int64_t *ret_queued)
{
	struct arena *arena = arena_new(ARENA_BYTES);

	if (!arena)
		return FAULT(fault, ERR_INTERNAL, NULL);
	enum err err = work_through(db, fault, arena, run, ret_queued);
	arena_free(arena);
	return err;
}

enum err learning_make_digest(struct db_pool *db, struct fault *fault, const char *helsefellesskap, const char *frequency, bool draft,
			      struct digest_result *ret_result)
{
	const struct digest_run run = {0};
	const struct digest_plan plan = {helsefellesskap, frequency, NULL, NULL, draft};

	return make_one(db, fault, NULL, &run, &plan, ret_result);
}
