/* SPDX-License-Identifier: MIT */
#include "learning/learning.h"

#include <string.h>

#include "access/access.h"
#include "statements.h"
#include "base/banned.h"

#define ARENA_BYTES ((size_t)1024 * 1024)

struct digest_result {
	int64_t notes, recipients;
};

static enum err make_digest(struct db_pool *db, struct fault *fault, const char *helsefellesskap,
			    struct digest_result *ret_result)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(db, &access_job_scope, fault, &sql_learning_digest, DB_PARAMS(helsefellesskap), &rows));
	*ret_result = (struct digest_result){0};
	if (rows.count == 1)
		*ret_result = (struct digest_result){db_i64(&rows, 0, 1), db_i64(&rows, 0, 2)};
	return OK;
}

enum err learning_run_due_digests(struct db_pool *db, struct arena *arena, struct fault *fault, int64_t *ret_queued)
{
	DB_ROWS_AUTO struct db_rows due = {0};
	int64_t queued = 0;

	(void)arena;
	TRY(db_one(db, &access_job_scope, fault, &sql_learning_digests_due, DB_NO_PARAMS, &due));
	for (int i = 0; i < due.count; i++) {
		struct digest_result result;
		enum err err = make_digest(db, fault, db_text(&due, i, 0), &result);
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

static int run_for_all(struct db_pool *db, const char *helsefellesskap, FILE *out, FILE *messages)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct fault fault = {0};
	int exit_code = 0;

	if (db_one(db, &access_job_scope, &fault, &sql_learning_digest_helsefellesskap, DB_PARAMS(helsefellesskap), &rows) != OK) {
		fprintf(messages, "digest: the database could not be asked (%s)\n", err_name(fault.err));
		return 1;
	}
	if (rows.count == 0) {
		fprintf(messages, "digest: there is no such helsefellesskap\n");
		return 2;
	}
	for (int i = 0; i < rows.count; i++) {
		struct digest_result result;
		fault = (struct fault){0};
		if (make_digest(db, &fault, db_text(&rows, i, 0), &result) != OK) {
			fprintf(messages, "digest: %s failed (%s)\n", db_text(&rows, i, 0), err_name(fault.err));
			exit_code = 1;
			continue;
		}
		/* Codes are [a-z0-9_]. */
		fprintf(out, "{\"helsefellesskap\":\"%s\",\"notes\":%lld,\"recipients\":%lld}\n", db_text(&rows, i, 0),
			(long long)result.notes, (long long)result.recipients);
	}
	return exit_code;
}

int learning_digest_command(int argc, char **argv, struct db_pool *db, FILE *out, FILE *messages)
{
	const char *helsefellesskap = NULL;

	if (argc == 3 && strcmp(argv[1], "--helsefellesskap") == 0) {
		helsefellesskap = argv[2];
	} else if (argc != 1) {
		fprintf(messages, "Use: samavvik digest [--helsefellesskap CODE]\n");
		return 2;
	}
	return run_for_all(db, helsefellesskap, out, messages);
}
