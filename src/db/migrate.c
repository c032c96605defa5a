/* SPDX-License-Identifier: MIT */
#include "db/migrate.h"

#include <string.h>

#define DB_PQ_WITH_MIGRATION_SCRIPTS
#include "base/clock.h"
#include "base/number.h"
#include "db/connection.h"
#include "db/db.h"
#include "db/own_statements.h"
#include "db/sqlstate.h"

#include "base/banned.h"

#define LOCK_WAIT_MS (5 * 60 * 1000)
#define LOCK_STEP_MS 100
/* A migration that waits for a table makes everyone behind it wait too, so it gives up soon; it can be run again. */
#define TABLE_LOCK_MS 5000
#define NUMBER_TEXT_SIZE 16

struct migrator {
	PGconn *pq;
	FILE *out;
	const struct migration *migrations;
	int count;
};

#define RESULT_AUTO __attribute__((cleanup(clear_result)))
static void clear_result(PGresult **result)
{
	PQclear(*result);
}

static bool succeeded(const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

/* Line of a position counted in characters from 1. */
static int line_of(const char *sql, int64_t position)
{
	int line = 1;

	for (; *sql && position > 1; sql++) {
		line += *sql == '\n';
		/* Bytes after the first of a character in UTF-8 do not count. */
		position -= ((unsigned char)sql[1] & 0xC0) != 0x80;
	}
	return line;
}

/* The message goes to whoever runs the migration; details, which may quote rows, do not. */
static enum err explain(const struct migrator *migrator, const PGresult *result, const char *what, const char *sql)
{
	const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	int64_t position = 0;
	enum err err;

	fprintf(migrator->out, "%s failed", what);
	if (sql && number_read(PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION), 1, INT32_MAX, &position) == OK)
		fprintf(migrator->out, " at line %d", line_of(sql, position));
	fprintf(migrator->out, ": %s (%s)\n", message ? message : "the connection was lost",
		sqlstate ? sqlstate : "no SQLSTATE");
	if (!sqlstate)
		return ERR_UNAVAILABLE;
	err = sqlstate_err(sqlstate);
	return err == ERR_UNAVAILABLE || err == ERR_TIMEOUT ? err : ERR_INTERNAL;
}

static enum err run(const struct migrator *migrator, const struct statement *statement, const char *const *parameters,
		    PGresult **ret_result)
{
	RESULT_AUTO PGresult *result = PQexecParams(migrator->pq, statement->text, statement->parameters, NULL,
						    parameters, NULL, NULL, /* resultFormat= */ 0);

	if (!succeeded(result))
		return explain(migrator, result, statement->name, NULL);
	if (ret_result) {
		*ret_result = result;
		result = NULL;
	}
	return OK;
}

/* The lock ends with the session. */
static enum err take_lock(const struct migrator *migrator)
{
	for (int waited_ms = 0;; waited_ms += LOCK_STEP_MS) {
		RESULT_AUTO PGresult *result = NULL;

		TRY(run(migrator, &sql_db_try_migration_lock, NULL, &result));
		if (strcmp(PQgetvalue(result, 0, 0), "t") == 0)
			return OK;
		if (waited_ms == 0)
			fprintf(migrator->out, "another migration is running: waiting for it\n");
		if (waited_ms >= LOCK_WAIT_MS)
			break;
		clock_sleep_ms(LOCK_STEP_MS);
	}
	fprintf(migrator->out, "another migration is still running after %d s\n", LOCK_WAIT_MS / 1000);
	return ERR_TIMEOUT;
}

static enum err refuse(const struct migrator *migrator, const struct migration *migration, const char *why)
{
	fprintf(migrator->out, "migration %04d_%s.sql %s\n", migration->number, migration->name, why);
	return ERR_CONFLICT;
}

/* One row of the book against the file of its number. */
static enum err check_applied(const struct migrator *migrator, const PGresult *book, int row)
{
	const struct migration *migration = &migrator->migrations[row];
	int64_t number = 0;

	if (row >= migrator->count) {
		fprintf(migrator->out, "the database is ahead of this program: %s_%s\n", PQgetvalue(book, row, 0),
			PQgetvalue(book, row, 1));
		return OK;
	}
	TRY(number_read(PQgetvalue(book, row, 0), 1, INT32_MAX, &number));
	if (number != row + 1)
		return refuse(migrator, migration, "was never applied, but later ones were");
	if (strcmp(PQgetvalue(book, row, 1), migration->name) != 0)
		return refuse(migrator, migration, "was applied under another name");
	if (strcmp(PQgetvalue(book, row, 2), migration->sha256) != 0)
		return refuse(migrator, migration,
			      "was changed after it was applied: put it back as it was, and write a new one");
	return OK;
}

static enum err check_book(const struct migrator *migrator, int *ret_applied)
{
	RESULT_AUTO PGresult *book = NULL;

	TRY(run(migrator, &sql_db_applied_migrations, NULL, &book));
	for (int row = 0; row < PQntuples(book); row++)
		TRY(check_applied(migrator, book, row));
	*ret_applied = PQntuples(book);
	return OK;
}

static enum err record(const struct migrator *migrator, const struct migration *migration)
{
	char number[NUMBER_TEXT_SIZE];

	(void)snprintf(number, sizeof(number), "%d", migration->number);
	return run(migrator, &sql_db_record_migration,
		   (const char *const[]){number, migration->name, migration->sha256}, NULL);
}

static enum err run_script(const struct migrator *migrator, const struct migration *migration)
{
	RESULT_AUTO PGresult *result = pq_run_migration_script(migrator->pq, migration->sql);
	char what[128];

	(void)snprintf(what, sizeof(what), "migration %04d_%s.sql", migration->number, migration->name);
	if (PQresultStatus(result) != PGRES_EMPTY_QUERY && !succeeded(result))
		return explain(migrator, result, what, migration->sql);
	if (PQtransactionStatus(migrator->pq) != PQTRANS_INTRANS) {
		fprintf(migrator->out, "%s ended its transaction itself: it may not hold COMMIT or ROLLBACK\n", what);
		return ERR_INTERNAL;
	}
	return OK;
}

/* A failure ends the session, and with it the transaction. */
static enum err apply(const struct migrator *migrator, const struct migration *migration)
{
	TRY(run(migrator, &sql_db_begin, NULL, NULL));
	TRY(run_script(migrator, migration));
	TRY(record(migrator, migration));
	TRY(run(migrator, &sql_db_commit, NULL, NULL));
	fprintf(migrator->out, "applied %04d_%s.sql\n", migration->number, migration->name);
	return OK;
}

static enum err apply_missing(const struct migrator *migrator, int *ret_applied)
{
	int before = 0;

	TRY(take_lock(migrator));
	TRY(run(migrator, &sql_db_create_migration_book, NULL, NULL));
	TRY(check_book(migrator, &before));
	for (int i = before; i < migrator->count; i++)
		TRY(apply(migrator, &migrator->migrations[i]));
	*ret_applied = before < migrator->count ? migrator->count - before : 0;
	return OK;
}

enum err db_migrate_to(const char *owner_connection, const struct migration *migrations, int count, FILE *out,
		       int *ret_applied)
{
	const struct session_limits limits = {.lock_ms = TABLE_LOCK_MS};
	struct migrator migrator = {.out = out, .migrations = migrations, .count = count};
	struct connection_recipe recipe;
	char reason[CONNECTION_REASON_SIZE];
	enum err err;

	if (connection_recipe_init(&recipe, owner_connection, "samavvik migrate", &limits) != OK) {
		fprintf(out, "the owner's connection string cannot be read\n");
		return ERR_INVALID;
	}
	migrator.pq = connection_recipe_connect(&recipe, reason);
	if (migrator.pq) {
		err = apply_missing(&migrator, ret_applied);
	} else {
		fprintf(out, "no connection to the database as its owner: %s\n", reason);
		err = ERR_UNAVAILABLE;
	}
	PQfinish(migrator.pq);
	connection_recipe_done(&recipe);
	return err;
}

enum err db_migrate(const char *owner_connection, FILE *out, int *ret_applied)
{
	return db_migrate_to(owner_connection, all_migrations, all_migrations_count, out, ret_applied);
}

enum err db_migrations_current(struct db_pool *pool, bool *ret_current)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct fault fault = {0};
	enum err err = db_one(pool, NULL, &fault, &sql_db_last_migration, DB_NO_PARAMS, &rows);

	/* No such table or schema: nothing was ever applied. */
	if (err == ERR_INTERNAL && (strcmp(fault.sqlstate, "42P01") == 0 || strcmp(fault.sqlstate, "3F000") == 0)) {
		*ret_current = false;
		return OK;
	}
	TRY(err);
	*ret_current = db_i64(&rows, 0, 0) >= all_migrations_count;
	return OK;
}
