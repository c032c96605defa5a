/* SPDX-License-Identifier: MIT */
/* The operation of counts. */
#include "access/access.h"
#include "contract/operations.h"
#include "statements.h"
#include "base/banned.h"

enum err op_get_learning_counts(struct call *call, const struct get_learning_counts_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_counts, DB_PARAMS(in->helsefellesskap), &rows));
	return contract_answer_rows(call, 200, &rows);
}
