/* SPDX-License-Identifier: MIT */
#ifndef DB_DB_H
#define DB_DB_H

/*
 * The door to PostgreSQL: a pool of connections, transactions, and the statements of the rooms' .sql files. Nothing
 * outside this room includes libpq, and no function here takes SQL text: a statement is one of the generated
 * `sql_<room>_<name>` objects, prepared lazily on each connection. Parameters and results are text.
 *
 * Who acts travels as a scope: a statement that sets transaction-local settings which the row-level security policies
 * read. It is sent in front of the real statement in the same round trip (pipeline mode).
 *
 * Errors: ERR_BUSY (no connection within the wait), ERR_UNAVAILABLE (database away; the pool recovers by itself with
 * back-off), ERR_TIMEOUT (statement or lock timeout), ERR_CONFLICT (unique, serialization, deadlock), ERR_INVALID
 * with a field (a constraint of db/constraint_fields.c), ERR_FORBIDDEN (row-level security, 42501), ERR_INTERNAL.
 * SQLSTATE, constraint name and (as where) the statement's name are left in the fault. A statement may raise SQLSTATE
 * 'SV404', 'SV403', 'SV409', 'SV412', 'SV422' to answer ERR_NOT_FOUND, ERR_FORBIDDEN, ERR_CONFLICT, ERR_PRECONDITION,
 * ERR_UNPROCESSABLE; the CONSTRAINT it names then is the problem's code.
 */

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* A named statement, generated from `-- name: <name>` blocks in <room>/<file>.sql; see db/generate_statements.py. */
struct statement {
	const char *name; /* "deviation_submit": also the name it is prepared under */
	const char *text;
	int parameters;
	int index; /* place in the table of all statements */
};

/* All statements of the program (generated). */
extern const struct statement *const all_statements[];
extern const int all_statements_count;

struct db_scope {
	const struct statement *statement;
	const char *const *parameters; /* statement->parameters of them; NULL entries are SQL NULL */
};

struct db_pool_settings {
	const char *connection; /* libpq connection string */
	const char *application_name; /* as the database and the log know the pool; outlives it */
	int connections;      /* at most; opened when first needed */
	int64_t wait_ms;      /* for a free connection, then ERR_BUSY */
	int64_t statement_ms; /* statement_timeout */
};

struct db_pool;

/* Opens nothing yet: the first use connects. OK, or ERR_INVALID when the connection string cannot be parsed. */
MUST_USE enum err db_pool_open(const struct db_pool_settings *settings, struct db_pool **ret_pool);
void db_pool_close(struct db_pool *pool); /* accepts NULL; all leases must be back */

struct db_pool_figures {
	int open, leased, waiting;
	int64_t connects, failures;
};
void db_pool_read_figures(struct db_pool *pool, struct db_pool_figures *ret_figures);

/* Rows of one result. Owns them: DB_ROWS_AUTO, or db_rows_done. Values are borrowed from it. */
struct db_rows {
	void *result;
	int count;
	int columns;
	int64_t changed; /* rows written, for INSERT, UPDATE, DELETE without RETURNING */
};
#define DB_ROWS_AUTO __attribute__((cleanup(db_rows_done)))
void db_rows_done(struct db_rows *rows); /* accepts a zeroed one */

const char *db_text(const struct db_rows *rows, int row, int column); /* NULL for SQL NULL */
int db_length(const struct db_rows *rows, int row, int column);       /* bytes */
int64_t db_i64(const struct db_rows *rows, int row, int column);      /* 0 for SQL NULL; asserts a number */
bool db_bool(const struct db_rows *rows, int row, int column);        /* false for SQL NULL */
bool db_is_null(const struct db_rows *rows, int row, int column);

/* Parameters of a statement: DB_PARAMS("a", NULL, arena_i64(arena, 7)). The count is asserted. */
#define DB_PARAMS(...) ((const char *const[]){__VA_ARGS__}), DB_PARAMS_COUNT(__VA_ARGS__)
#define DB_PARAMS_COUNT(...) (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))
#define DB_NO_PARAMS NULL, 0

/*
 * One statement as a transaction of its own, in one round trip. scope may be NULL (statements that are safe for
 * nobody: sign-in, readiness). fault may be NULL.
 */
MUST_USE enum err db_one(struct db_pool *pool, const struct db_scope *scope, struct fault *fault,
			 const struct statement *statement, const char *const *parameters, int count,
			 struct db_rows *ret_rows);

/*
 * A transaction of several statements. DB_TX_AUTO rolls back what is not committed when it goes out of scope.
 *     DB_TX_AUTO struct db_tx *tx = NULL;
 *     TRY(db_begin(pool, scope, fault, &tx));
 *     TRY(db_run(tx, &sql_x, DB_PARAMS(a, b), &rows));
 *     TRY(db_commit(tx));
 * BEGIN and the scope travel with the first statement, so a refused scope shows there; db_begin itself can only fail for want
 * of a connection. Parameters are copied. The connection goes back to the pool with the commit or the first failure;
 * after a failure every further call gives the same error.
 */
struct db_tx;
#define DB_TX_AUTO __attribute__((cleanup(db_tx_end), unused))
MUST_USE enum err db_begin(struct db_pool *pool, const struct db_scope *scope, struct fault *fault,
			   struct db_tx **ret_tx);
MUST_USE enum err db_run(struct db_tx *tx, const struct statement *statement, const char *const *parameters, int count,
			 struct db_rows *ret_rows);
/* The last statement and the COMMIT in one round trip. */
MUST_USE enum err db_run_and_commit(struct db_tx *tx, const struct statement *statement, const char *const *parameters,
				    int count, struct db_rows *ret_rows);
MUST_USE enum err db_commit(struct db_tx *tx);
void db_tx_end(struct db_tx **tx); /* gives the connection back; rolls back first when not committed */

#endif
