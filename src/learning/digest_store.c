/* SPDX-License-Identifier: MIT */
#include "learning/learning.h"

#include "access/access.h"
#include "statements.h"
#include "base/banned.h"

enum err learning_make_digest(struct db_pool *db, struct fault *fault, const char *helsefellesskap,
			      struct digest_result *ret_result)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(db, &access_job_scope, fault, &sql_learning_digest, DB_PARAMS(helsefellesskap), &rows));
	*ret_result = (struct digest_result){0};
	if (rows.count == 1)
		*ret_result = (struct digest_result){db_i64(&rows, 0, 1), db_i64(&rows, 0, 2)};
	return OK;
}

enum err learning_run_due_digests(struct db_pool *db, struct fault *fault, int64_t *ret_queued)
{
	DB_ROWS_AUTO struct db_rows due = {0};
	int64_t queued = 0;

	TRY(db_one(db, &access_job_scope, fault, &sql_learning_digests_due, DB_NO_PARAMS, &due));
	for (int i = 0; i < due.count; i++) {
		struct digest_result result;
		enum err err = learning_make_digest(db, fault, db_text(&due, i, 0), &result);
		/* Another instance made it at the same moment: that one counts. */
		if (err == ERR_CONFLICT)
			*fault = (struct fault){0};
		else
			TRY(err);
		queued += err == OK ? result.recipients : 0;
	}
	*ret_queued = queued;
	return OK;
}
