/* SPDX-License-Identifier: MIT */
/* The operations of denominators: what there is, and taking in what is sent, all of it or nothing. */
#include "access/access.h"
#include "contract/operations.h"
#include "statements.h"
#include "base/banned.h"

enum err op_list_denominators(struct call *call, const struct list_denominators_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_denominators,
		   DB_PARAMS(in->helsefellesskap, in->kind), &rows));
	return contract_answer_rows(call, 200, &rows);
}

static enum err refuse_mistakes(struct call *call, const struct db_rows *mistakes)
{
	if (mistakes->count == 0)
		return OK;
	for (int i = 0; i < mistakes->count; i++)
		fault_add_field(&call->fault, call->arena, db_text(mistakes, i, 0),
				arena_strdup(call->arena, db_text(mistakes, i, 1)), NULL);
	call->fault.err = ERR_UNPROCESSABLE;
	return ERR_UNPROCESSABLE;
}

enum err op_import_denominators(struct call *call, const struct import_denominators_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows allowed = {0};
	DB_ROWS_AUTO struct db_rows mistakes = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *body = call->request->body;

	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	TRY(db_run(tx, &sql_learning_denominators_may_be_imported, DB_PARAMS(in->helsefellesskap), &allowed));
	if (allowed.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	TRY(db_run(tx, &sql_learning_denominator_mistakes, DB_PARAMS(body, in->helsefellesskap), &mistakes));
	TRY(refuse_mistakes(call, &mistakes));
	TRY(db_run_and_commit(tx, &sql_learning_import_denominators, DB_PARAMS(body, in->helsefellesskap), &rows));
	return contract_answer_rows(call, 200, &rows);
}
