/* SPDX-License-Identifier: MIT */
/* Sealing: the timed job and the command. */
#include "audit/audit.h"

#include <string.h>

#include "access/access.h"
#include "audit/history_store.h"
#include "base/arena.h"
#include "statements.h"
#include "base/banned.h"

/* One seal after the other, each a transaction, until one is not full: what happens meanwhile is for the next round. */
static enum err seal_upto(struct db_pool *db, struct fault *fault, const char *reads_upto, int64_t *ret_made)
{
	bool is_full;

	*ret_made = 0;
	do {
		DB_ROWS_AUTO struct db_rows rows = {0};

		TRY(db_one(db, &access_job_scope, fault, &sql_audit_seal, DB_PARAMS(reads_upto), &rows));
		is_full = rows.count > 0 && db_bool(&rows, 0, 0);
		*ret_made += rows.count;
	} while (is_full);
	return OK;
}

enum err audit_seal_history(struct db_pool *db, struct fault *fault, int64_t *ret_made, struct audit_seal *ret_last)
{
	DB_ROWS_AUTO struct db_rows settled = {0};
	int64_t made = 0;

	TRY(db_one(db, &access_job_scope, fault, &sql_audit_read_log_settled, DB_NO_PARAMS, &settled));
	TRY(seal_upto(db, fault, db_text(&settled, 0, 0), &made));
	TRY(history_last_seal(db, fault, ret_last));
	*ret_made = made;
	return OK;
}

int audit_seal_command(int argc, char **argv, struct db_pool *db, FILE *out, FILE *messages)
{
	struct fault fault = {0};
	struct audit_seal last = {0};
	int64_t made = 0;
	bool print_only = argc == 2 && strcmp(argv[1], "--print") == 0;

	if (argc != 1 && !print_only) {
		fprintf(messages, "Use: samavvik seal [--print]\n");
		return 2;
	}
	enum err err = print_only ? history_last_seal(db, &fault, &last) : audit_seal_history(db, &fault, &made, &last);
	if (err != OK) {
		fprintf(messages, "seal: the database could not be asked (%s)\n", err_name(err));
		return 1;
	}
	if (last.number == 0) {
		fprintf(messages, "seal: nothing has happened that could be sealed\n");
		return 0;
	}
	fprintf(out, "{\"seal\":%lld,\"hash\":\"%s\"}\n", (long long)last.number, last.hash);
	return 0;
}
