/* SPDX-License-Identifier: MIT */
/* Counts the half-years that were asked for, outside any request. */
#include "learning/learning.h"

#include <string.h>

#include <sodium.h>

#include "access/access.h"
#include "base/arena.h"
#include "base/number.h"
#include "learning/report_cube.h"
#include "statements.h"
#include "base/banned.h"

#define FACTS_AT_ONCE "5000"
#define ARENA_BYTES ((size_t)8 * 1024 * 1024)

static const char *const measures[REPORT_MEASURES] = {"receipt", "answer", "close", "filing"};

/* One report that is being counted. Its dimensions are those chosen of all there are: columns says which; skipped those that no digest has. */
struct counting {
	struct db_pool *db;
	struct fault *fault;
	struct arena *arena;
	const char *report, *helsefellesskap, *half_year, *dimensions, *measures, *smallest;
	struct cube_dimension chosen[REPORT_DIMENSIONS_MOST];
	int columns[REPORT_DIMENSIONS_MOST];
	int chosen_count, all_count;
	bool skipped[1 + REPORT_DIMENSIONS_MOST];
	crypto_hash_sha256_state facts;
};

/* Whether a name is in "{a,b,c}". */
static bool is_chosen(const char *names, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = strstr(names, name); at; at = strstr(at + 1, name))
		if (strchr("{,", at[-1]) && strchr(",}", at[len]))
			return true;
	return false;
}

static enum err choose_dimensions(struct counting *counting)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(counting->db, &access_job_scope, counting->fault, &sql_learning_report_dimensions, DB_NO_PARAMS, &rows));
	counting->all_count = rows.count;
	for (int i = 0; i < rows.count && i < REPORT_DIMENSIONS_MOST; i++) {
		const char *name = db_text(&rows, i, 0);
		counting->skipped[1 + i] = db_bool(&rows, i, 2) && !is_chosen(counting->dimensions, name);
		if (!is_chosen(counting->dimensions, name))
			continue;
		counting->columns[counting->chosen_count] = 1 + i;
		counting->chosen[counting->chosen_count++] =
			(struct cube_dimension){arena_strdup(counting->arena, name), db_bool(&rows, i, 1)};
	}
	return OK;
}

/*
 * All but the last column, which only leads to the next page, and what came after the first reports and is not counted: the facts
 * of a definition from before have the digest they had.
 */
static void digest_case(struct counting *counting, const struct db_rows *rows, int row)
{
	for (int column = 0; column < rows->columns - 1; column++) {
		if (column <= counting->all_count && counting->skipped[column])
			continue;
		const char *text = db_text(rows, row, column);
		crypto_hash_sha256_update(&counting->facts, (const unsigned char *)text, strlen(text) + 1);
	}
}

static enum err add_case(struct counting *counting, struct report_cube *cube, const struct db_rows *rows, int row)
{
	const char *values[REPORT_DIMENSIONS_MOST];
	int32_t times[REPORT_MEASURES];

	for (int i = 0; i < counting->chosen_count; i++)
		values[i] = db_text(rows, row, counting->columns[i]);
	for (int m = 0; m < REPORT_MEASURES; m++) {
		int64_t time = db_i64(rows, row, 1 + counting->all_count + m);
		bool asked = is_chosen(counting->measures, measures[m]);
		times[m] = asked && time >= 0 && time <= INT32_MAX ? (int32_t)time : -1;
	}
	digest_case(counting, rows, row);
	return report_cube_add(cube, values, times);
}

static enum err read_facts(struct counting *counting, struct report_cube *cube)
{
	char time[64] = "-infinity", id[24] = "0";

	crypto_hash_sha256_init(&counting->facts);
	while (true) {
		DB_ROWS_AUTO struct db_rows rows = {0};

		TRY(db_one(counting->db, &access_job_scope, counting->fault, &sql_learning_report_facts,
			   DB_PARAMS(counting->helsefellesskap, counting->half_year, time, id, FACTS_AT_ONCE), &rows));
		for (int row = 0; row < rows.count; row++)
			TRY(add_case(counting, cube, &rows, row));
		if (rows.count == 0)
			return OK;
		(void)snprintf(time, sizeof(time), "%s", db_text(&rows, rows.count - 1, rows.columns - 1));
		(void)snprintf(id, sizeof(id), "%s", db_text(&rows, rows.count - 1, 0));
	}
}

struct storing {
	struct counting *counting;
	struct db_tx *tx;
};

static enum err store_table(void *context, const char *dimensions, const char *cells, const char *times)
{
	struct storing *storing = context;
	DB_ROWS_AUTO struct db_rows rows = {0};

	return db_run(storing->tx, &sql_learning_report_store_table,
		      DB_PARAMS(storing->counting->report, dimensions, cells, times), &rows);
}

static const char *facts_digest(struct counting *counting)
{
	unsigned char digest[crypto_hash_sha256_BYTES];
	char *text = arena_alloc(counting->arena, sizeof(digest) * 2 + 1);

	crypto_hash_sha256_final(&counting->facts, digest);
	return sodium_bin2hex(text, sizeof(digest) * 2 + 1, digest, sizeof(digest));
}

/* All of it or nothing. A report that was thrown away meanwhile has nothing its tables could belong to: no fault. */
static enum err store_report(struct counting *counting, struct report_cube *cube)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows stored = {0};
	DB_ROWS_AUTO struct db_rows sealed = {0};
	int64_t smallest = 0;

	TRY(number_read(counting->smallest, 1, 1000, &smallest));
	TRY(db_begin(counting->db, &access_job_scope, counting->fault, &tx));
	TRY(db_run(tx, &sql_learning_report_store,
		   DB_PARAMS(counting->report, counting->dimensions, counting->measures, counting->smallest, facts_digest(counting)),
		   &stored));
	if (stored.changed == 0)
		return OK;
	TRY(report_cube_tables(cube, (int32_t)smallest, store_table, &(struct storing){counting, tx}));
	return db_run_and_commit(tx, &sql_learning_report_seal, DB_PARAMS(counting->report), &sealed);
}

static enum err count_report(struct counting *counting)
{
	TRY(choose_dimensions(counting));
	struct report_cube *cube = report_cube_new(counting->chosen, counting->chosen_count, measures);
	if (!cube)
		return ERR_INTERNAL;
	enum err err = read_facts(counting, cube);
	if (err == OK)
		err = store_report(counting, cube);
	report_cube_free(cube);
	return err;
}

enum err learning_count_reports(struct db_pool *db, struct fault *fault, int64_t *ret_counted)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct arena *arena = arena_new(ARENA_BYTES);
	enum err err = arena ? OK : ERR_INTERNAL;

	*ret_counted = 0;
	if (err == OK)
		err = db_one(db, &access_job_scope, fault, &sql_learning_report_requested, DB_NO_PARAMS, &rows);
	for (int i = 0; err == OK && i < rows.count; i++) {
		struct counting counting = {
			.db = db,
			.fault = fault,
			.arena = arena,
			.report = db_text(&rows, i, 0),
			.helsefellesskap = db_text(&rows, i, 1),
			.half_year = db_text(&rows, i, 2),
			.dimensions = db_text(&rows, i, 3),
			.measures = db_text(&rows, i, 4),
			.smallest = db_text(&rows, i, 5),
		};
		err = count_report(&counting);
		if (err == OK)
			(*ret_counted)++;
	}
	arena_free(arena);
	return err;
}

enum err learning_prepare_reports(struct db_pool *db, struct fault *fault, int64_t *ret_prepared)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	/* Two weeks: what is registered late is in, and what was answered at the end is counted as answered. */
	TRY(db_one(db, &access_job_scope, fault, &sql_learning_report_prepare, DB_PARAMS("14"), &rows));
	*ret_prepared = rows.changed;
	return OK;
}
