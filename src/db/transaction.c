/* SPDX-License-Identifier: MIT */
#include "db/db.h"

#include <stdlib.h>

#include "db/own_statements.h"
#include "db/pipeline.h"
#include "db/pool.h"

#include "base/banned.h"

struct db_tx {
	struct db_pool *pool;
	struct connection *connection; /* NULL once it is over */
	struct fault *fault;
	enum err err; /* the first failure, which ended it */
};

/* Nothing is sent yet: BEGIN and the scope travel with the first statement. */
enum err db_begin(struct db_pool *pool, const struct db_scope *scope, struct fault *fault, struct db_tx **ret_tx)
{
	struct db_tx *tx = calloc(1, sizeof(*tx));
	enum err err;

	if (!tx)
		return fault_set(fault, ERR_INTERNAL, NULL, sql_db_begin.name);
	*tx = (struct db_tx){.pool = pool, .fault = fault};
	err = pool_lease(pool, &tx->connection);
	if (err != OK) {
		free(tx);
		return fault_set(fault, err, NULL, sql_db_begin.name);
	}
	pipeline_add(tx->connection, &sql_db_begin, DB_NO_PARAMS, STEP_OTHER);
	if (scope)
		pipeline_add(tx->connection, scope->statement, scope->parameters, scope->statement->parameters,
			     STEP_OTHER);
	*ret_tx = tx;
	return OK;
}

static void give_back(struct db_tx *tx)
{
	pool_release(tx->pool, tx->connection);
	tx->connection = NULL;
}

static void roll_back(struct db_tx *tx)
{
	struct connection *connection = tx->connection;

	/* What was queued and never sent is as good as rolled back; libpq cannot take it back, so it is ended with the rest. */
	if (!connection->is_broken) {
		pipeline_add(connection, &sql_db_rollback, DB_NO_PARAMS, STEP_OTHER);
		if (pipeline_finish(connection, NULL, sql_db_rollback.name, NULL) != OK)
			connection->is_broken = true;
	}
	give_back(tx);
}

/* Ends the transaction at the first failure: the server does nothing more in it, so others may have the connection. */
static enum err finish(struct db_tx *tx, const char *where, struct db_rows *ret_rows)
{
	tx->err = pipeline_finish(tx->connection, tx->fault, where, ret_rows);
	if (tx->err != OK)
		roll_back(tx);
	return tx->err;
}

static enum err refuse_ended(struct db_tx *tx, const struct statement *statement)
{
	return tx->err != OK ? tx->err : fault_set(tx->fault, ERR_INTERNAL, NULL, statement->name);
}

enum err db_run(struct db_tx *tx, const struct statement *statement, const char *const *parameters, int count,
		struct db_rows *ret_rows)
{
	if (!tx->connection)
		return refuse_ended(tx, statement);
	pipeline_add(tx->connection, statement, parameters, count, STEP_WANTED);
	return finish(tx, statement->name, ret_rows);
}

enum err db_run_and_commit(struct db_tx *tx, const struct statement *statement, const char *const *parameters,
			   int count, struct db_rows *ret_rows)
{
	if (!tx->connection)
		return refuse_ended(tx, statement);
	pipeline_add(tx->connection, statement, parameters, count, STEP_WANTED);
	pipeline_add(tx->connection, &sql_db_commit, DB_NO_PARAMS, STEP_COMMIT);
	TRY(finish(tx, statement->name, ret_rows));
	give_back(tx);
	return OK;
}

enum err db_commit(struct db_tx *tx)
{
	if (!tx->connection)
		return refuse_ended(tx, &sql_db_commit);
	pipeline_add(tx->connection, &sql_db_commit, DB_NO_PARAMS, STEP_COMMIT);
	TRY(finish(tx, sql_db_commit.name, NULL));
	give_back(tx);
	return OK;
}

void db_tx_end(struct db_tx **tx)
{
	if (!*tx)
		return;
	if ((*tx)->connection)
		roll_back(*tx);
	free(*tx);
	*tx = NULL;
}
