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
static enum err run_call(struct connection *connection, const struct call *call, struct fault *fault,
			 struct db_rows *ret_rows)
{
	if (call->scope)
		pipeline_add(connection, call->scope->statement, call->scope->parameters,
			     call->scope->statement->parameters, STEP_OTHER);
	pipeline_add(connection, call->statement, call->parameters, call->count, STEP_WANTED);
	return pipeline_finish(connection, fault, call->statement->name, ret_rows);
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
