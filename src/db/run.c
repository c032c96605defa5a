/* SPDX-License-Identifier: MIT */
#include "db/db.h"

#include "db/own_statements.h"
#include "db/pipeline.h"
#include "db/pool.h"

#include "base/banned.h"

/* What db_one was asked for. */
struct call {
	const struct db_scope *scope;
	const struct statement *statement;
	const char *const *parameters;
	int count;
};

/* The sync after the statement commits both, as the one transaction they are. */
static void send_call(struct connection *connection, const struct call *call)
{
	if (call->scope)
		pipeline_add(connection, call->scope->statement, call->scope->parameters,
			     call->scope->statement->parameters, STEP_OTHER);
	pipeline_add(connection, call->statement, call->parameters, call->count, STEP_WANTED);
	pipeline_send(connection);
}

static enum err run_call(struct connection *connection, const struct call *call, struct fault *fault,
			 struct db_rows *ret_rows)
{
	send_call(connection, call);
	return pipeline_receive(connection, fault, call->statement->name, ret_rows);
}

enum err db_one(struct db_pool *pool, const struct db_scope *scope, struct fault *fault,
		const struct statement *statement, const char *const *parameters, int count, struct db_rows *ret_rows)
{
	const struct call call = {.scope = scope, .statement = statement, .parameters = parameters, .count = count};
	bool is_first_fault = fault && fault->err == OK;
	struct connection *connection = NULL;
	enum err err = pool_lease(pool, &connection);

	if (err != OK)
		return fault_set(fault, err, NULL, statement->name);
	err = run_call(connection, &call, fault, ret_rows);
	/* Nothing of it was kept, so once more is safe. */
	if (err != OK && connection->must_prepare_again && !connection->is_broken) {
		if (is_first_fault)
			*fault = (struct fault){0};
		pipeline_add_forget(connection);
		err = run_call(connection, &call, fault, ret_rows);
	}
	pool_release(pool, connection);
	return err;
}

enum err db_flush(struct db_pool *pool, struct fault *fault)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	return db_one(pool, NULL, fault, &sql_db_flush, DB_NO_PARAMS, &rows);
}

/*
 * The statement and the flush behind it, as two transactions in one round trip. *ret_flushed is how the flush went, and means
 * something only when the statement was OK.
 */
static enum err run_call_flushed(struct connection *connection, const struct call *call, const struct db_committed *committed,
				 struct fault *fault, struct db_rows *ret_rows, enum err *ret_flushed)
{
	struct fault flush_fault = {0};
	enum err err;

	send_call(connection, call);
	pipeline_add(connection, &sql_db_flush, DB_NO_PARAMS, STEP_OTHER);
	pipeline_send(connection);
	err = pipeline_receive(connection, fault, call->statement->name, ret_rows);
	if (committed)
		committed->tell(committed->context);
	*ret_flushed = pipeline_receive(connection, &flush_fault, sql_db_flush.name, NULL);
	return err;
}

enum err db_one_flushed(struct db_pool *pool, const struct db_scope *scope, struct fault *fault,
			const struct statement *statement, const char *const *parameters, int count,
			const struct db_committed *committed, struct db_rows *ret_rows)
{
	const struct call call = {.scope = scope, .statement = statement, .parameters = parameters, .count = count};
	bool is_first_fault = fault && fault->err == OK;
	struct connection *connection = NULL;
	enum err flushed = OK;
	enum err err = pool_lease(pool, &connection);

	if (err != OK) {
		if (committed)
			committed->tell(committed->context);
		return fault_set(fault, err, NULL, statement->name);
	}
	err = run_call_flushed(connection, &call, committed, fault, ret_rows, &flushed);
	if (err != OK && connection->must_prepare_again && !connection->is_broken) {
		if (is_first_fault)
			*fault = (struct fault){0};
		pipeline_add_forget(connection);
		err = run_call_flushed(connection, &call, /* committed= */ NULL, fault, ret_rows, &flushed);
	}
	pool_release(pool, connection);
	/* What was committed may not be on disk: asked again, on a connection that works. */
	if (err == OK && flushed != OK)
		err = db_flush(pool, fault);
	return err;
}
