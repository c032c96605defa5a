/* SPDX-License-Identifier: MIT */
/* The operations of subscriptions to the learning summary. */
#include <string.h>

#include "access/access.h"
#include "contract/operations.h"
#include "statements.h"
#include "base/banned.h"

enum err op_get_subscription(struct call *call, const struct get_subscription_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_subscription, DB_PARAMS(in->helsefellesskap),
		   &rows));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_set_subscription(struct call *call, const struct set_subscription_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows changed = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *helsefellesskap = in->helsefellesskap;

	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	if (strcmp(in->body->frequency, "none") == 0)
		TRY(db_run(tx, &sql_learning_unsubscribe, DB_PARAMS(helsefellesskap), &changed));
	else
		TRY(db_run(tx, &sql_learning_subscribe,
			   DB_PARAMS(helsefellesskap, in->body->frequency, in->body->language), &changed));
	TRY(db_run_and_commit(tx, &sql_learning_subscription, DB_PARAMS(helsefellesskap), &rows));
	return contract_answer_rows(call, 200, &rows);
}
