/* SPDX-License-Identifier: MIT */
#include "audit/history_store.h"

#include <stdio.h>

#include "access/access.h"
#include "audit/record_read.h"
#include "base/arena.h"
#include "statements.h"
#include "base/banned.h"

#define ARENA_BYTES ((size_t)16 * 1024 * 1024)
#define CASES_AT_ONCE "200"

struct reading {
	struct db_pool *db;
	struct fault *fault;
	const struct record_taker *taker;
	struct arena *line_arena; /* for one record */
	char last_seal[24];
};

static void close_arena(struct arena **arena)
{
	arena_free(*arena);
}

static void hand_over(struct reading *reading, const struct db_rows *rows)
{
	for (int i = 0; i < rows->count; i++) {
		struct record record;

		arena_reset(reading->line_arena);
		if (record_read(reading->line_arena, db_text(rows, i, 0), (size_t)db_length(rows, i, 0), &record) == OK)
			reading->taker->take(reading->taker->context, &record);
		else
			reading->taker->take(reading->taker->context, NULL);
	}
}

static enum err read_counters(struct reading *reading)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(reading->db, &access_job_scope, reading->fault, &sql_audit_counters, DB_NO_PARAMS, &rows));
	hand_over(reading, &rows);
	return OK;
}

/* Reads page by page: column 1 of the last row is where the next page continues. */
static enum err read_cases(struct reading *reading)
{
	char after[24] = "0";
	bool more = true;

	while (more) {
		DB_ROWS_AUTO struct db_rows rows = {0};

		TRY(db_one(reading->db, &access_job_scope, reading->fault, &sql_audit_cases,
			   DB_PARAMS(after, CASES_AT_ONCE, reading->last_seal), &rows));
		hand_over(reading, &rows);
		more = rows.count > 0;
		if (more)
			(void)snprintf(after, sizeof(after), "%s", db_text(&rows, rows.count - 1, 1));
	}
	return OK;
}

static enum err read_seals(struct reading *reading)
{
	char after[24] = "0";
	bool more = true;

	while (more) {
		DB_ROWS_AUTO struct db_rows rows = {0};

		TRY(db_one(reading->db, &access_job_scope, reading->fault, &sql_audit_seals,
			   DB_PARAMS(after, reading->last_seal), &rows));
		hand_over(reading, &rows);
		more = rows.count > 0;
		if (more)
			(void)snprintf(after, sizeof(after), "%s", db_text(&rows, 0, 1));
	}
	return OK;
}

enum err history_last_seal(struct db_pool *db, struct fault *fault, struct audit_seal *ret_seal)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(db, &access_job_scope, fault, &sql_audit_last_seal, DB_NO_PARAMS, &rows));
	*ret_seal = (struct audit_seal){0};
	if (rows.count == 1) {
		ret_seal->number = db_i64(&rows, 0, 0);
		(void)snprintf(ret_seal->hash, sizeof(ret_seal->hash), "%s", db_text(&rows, 0, 1));
	}
	return OK;
}

enum err history_read(struct db_pool *db, struct fault *fault, const struct record_taker *taker)
{
	__attribute__((cleanup(close_arena))) struct arena *arena = arena_new(ARENA_BYTES);
	struct reading reading = {.db = db, .fault = fault, .taker = taker, .line_arena = arena};
	struct audit_seal last;

	if (!arena)
		return FAULT(fault, ERR_INTERNAL, NULL);
	TRY(history_last_seal(db, fault, &last));
	(void)snprintf(reading.last_seal, sizeof(reading.last_seal), "%lld", (long long)last.number);
	TRY(read_counters(&reading));
	TRY(read_cases(&reading));
	return read_seals(&reading);
}
