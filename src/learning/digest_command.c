/* SPDX-License-Identifier: MIT */
#include "learning/learning.h"

#include <string.h>

#include "access/access.h"
#include "statements.h"
#include "base/banned.h"

#define USE "Use: samavvik digest [--helsefellesskap CODE] [--frequency weekly|monthly|quarterly|half_yearly]\n" \
	    "     samavvik digest --due [--at TIME]\n"

struct wanted {
	const char *helsefellesskap, *frequency, *at;
	bool due;
};

static bool read_wanted(int argc, char **argv, struct wanted *ret_wanted)
{
	static const char *const frequencies[] = {"weekly", "monthly", "quarterly", "half_yearly"};
	struct wanted wanted = {.frequency = "weekly"};
	bool known = false;

	for (int i = 1; i < argc; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : NULL;
		if (strcmp(argv[i], "--due") == 0) {
			wanted.due = true;
			continue;
		}
		if (!value)
			return false;
		if (strcmp(argv[i], "--helsefellesskap") == 0)
			wanted.helsefellesskap = value;
		else if (strcmp(argv[i], "--frequency") == 0)
			wanted.frequency = value;
		else if (strcmp(argv[i], "--at") == 0)
			wanted.at = value;
		else
			return false;
		i++;
	}
	for (size_t i = 0; i < sizeof(frequencies) / sizeof(frequencies[0]); i++)
		known = known || strcmp(frequencies[i], wanted.frequency) == 0;
	*ret_wanted = wanted;
	return known && (!wanted.at || wanted.due) && !(wanted.due && wanted.helsefellesskap);
}

static int run_due(struct db_pool *db, const char *at, FILE *out, FILE *messages)
{
	struct fault fault = {0};
	int64_t queued = 0;

	if (learning_run_due_digests(db, &fault, &(struct digest_run){.at = at}, &queued) != OK) {
		fprintf(messages, "digest: what is due could not be done (%s)\n", err_name(fault.err));
		return 1;
	}
	fprintf(out, "{\"queued\":%lld}\n", (long long)queued);
	return 0;
}

static bool run_for_one(struct db_pool *db, const struct db_rows *rows, int row, const char *frequency, FILE *out, FILE *messages)
{
	struct digest_result result = {0};
	struct fault fault = {0};

	if (learning_make_digest(db, &fault, db_text(rows, row, 0), frequency, db_bool(rows, row, 2), &result) != OK) {
		fprintf(messages, "digest: %s failed (%s)\n", db_text(rows, row, 1), err_name(fault.err));
		return false;
	}
	/* Codes are [a-z0-9_]. */
	fprintf(out, "{\"helsefellesskap\":\"%s\",\"frequency\":\"%s\",\"state\":\"%s\",\"notes\":%lld,\"recipients\":%lld}\n",
		db_text(rows, row, 1), frequency, result.notes == 0 ? "nothing" : result.draft ? "draft" : "sent",
		(long long)result.notes, (long long)result.recipients);
	return true;
}

static int run_for_all(struct db_pool *db, const struct wanted *wanted, FILE *out, FILE *messages)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct fault fault = {0};
	int exit_code = 0;

	if (db_one(db, &access_job_scope, &fault, &sql_learning_digest_helsefellesskap,
		   DB_PARAMS(wanted->helsefellesskap, wanted->frequency), &rows) != OK) {
		fprintf(messages, "digest: the database could not be asked (%s)\n", err_name(fault.err));
		return 1;
	}
	if (rows.count == 0) {
		fprintf(messages, "digest: there is no such helsefellesskap\n");
		return 2;
	}
	for (int i = 0; i < rows.count; i++)
		exit_code = run_for_one(db, &rows, i, wanted->frequency, out, messages) ? exit_code : 1;
	return exit_code;
}

int learning_digest_command(int argc, char **argv, struct db_pool *db, FILE *out, FILE *messages)
{
	struct wanted wanted;

	if (!read_wanted(argc, argv, &wanted)) {
		fputs(USE, messages);
		return 2;
	}
	return wanted.due ? run_due(db, wanted.at, out, messages) : run_for_all(db, &wanted, out, messages);
}
