/* SPDX-License-Identifier: MIT */
#include "learning/learning.h"

#include <string.h>

#include "access/access.h"
#include "statements.h"
#include "base/banned.h"

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
		if (learning_make_digest(db, &fault, db_text(&rows, i, 0), &result) != OK) {
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
