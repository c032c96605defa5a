/* SPDX-License-Identifier: MIT */
/* The operations of one's own subscriptions to learning summaries. */
#include <string.h>

#include "access/access.h"
#include "contract/operations.h"
#include "learning/subscription.h"
#include "statements.h"
#include "base/banned.h"

static void want(struct call *call, const struct db_rows *known, int column, const char *pointer)
{
	if (!db_bool(known, 0, column))
		fault_add_field(&call->fault, call->arena, pointer, "unknown_code", NULL);
}

enum err subscription_check(struct call *call, const struct new_subscription_in *wanted, const struct db_rows *known)
{
	if (known->count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	want(call, known, 1, "/council");
	want(call, known, 2, "/category");
	want(call, known, 3, "/patient_group");
	if (wanted->from_hour.set != wanted->to_hour.set)
		fault_add_field(&call->fault, call->arena, wanted->from_hour.set ? "/to_hour" : "/from_hour", "missing", NULL);
	else if (wanted->from_hour.set && wanted->from_hour.value >= wanted->to_hour.value)
		fault_add_field(&call->fault, call->arena, "/to_hour", "hours_backwards", NULL);
	if (call->fault.err != OK)
		call->fault.err = ERR_UNPROCESSABLE;
	return call->fault.err;
}

static const char *number_or_null(struct call *call, struct opt_i64 number)
{
	return number.set ? arena_i64(call->arena, number.value) : NULL;
}

/* The same choice twice would be two mails. */
static enum err explain(struct call *call, enum err err)
{
	if (err == ERR_CONFLICT && call->fault.constraint && strcmp(call->fault.constraint, "subscription_once") == 0)
		call->fault.code = "subscription_twice";
	return err;
}

enum err subscription_store(struct call *call, struct db_tx *tx, const char *id, const struct new_subscription_in *wanted, const char *person,
			    struct db_rows *ret_rows)
{
	return explain(call, db_run(tx, &sql_learning_subscription_change,
				    DB_PARAMS(id, wanted->frequency, wanted->language, wanted->council, wanted->category, wanted->party,
					      wanted->patient_group, number_or_null(call, wanted->weekday),
					      number_or_null(call, wanted->from_hour), number_or_null(call, wanted->to_hour), person),
				    ret_rows));
}

enum err subscription_store_end(struct call *call, struct db_tx *tx, const char *id, bool ended, const char *person, struct db_rows *ret_rows)
{
	return explain(call, db_run(tx, &sql_learning_subscription_end, DB_PARAMS(id, ended ? "t" : "f", person), ret_rows));
}

static enum err answer_list(struct call *call, struct db_tx *tx, int status, const char *helsefellesskap)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_run_and_commit(tx, &sql_learning_subscriptions, DB_PARAMS(helsefellesskap, NULL, NULL, "f"), &rows));
	return contract_answer_rows(call, status, &rows);
}

enum err op_list_subscriptions(struct call *call, const struct list_subscriptions_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_subscriptions,
		   DB_PARAMS(in->helsefellesskap, NULL, NULL, "f"), &rows));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_create_subscription(struct call *call, const struct create_subscription_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows known = {0};
	DB_ROWS_AUTO struct db_rows made = {0};
	const struct new_subscription_in *wanted = in->body;

	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	TRY(db_run(tx, &sql_learning_subscription_known,
		   DB_PARAMS(in->helsefellesskap, NULL, wanted->council, wanted->category, wanted->patient_group, NULL), &known));
	TRY(subscription_check(call, wanted, &known));
	TRY(explain(call, db_run(tx, &sql_learning_subscribe,
				 DB_PARAMS(in->helsefellesskap, wanted->frequency, wanted->language, wanted->council, wanted->category,
					   wanted->party, wanted->patient_group, number_or_null(call, wanted->weekday),
					   number_or_null(call, wanted->from_hour), number_or_null(call, wanted->to_hour)),
				 &made)));
	return answer_list(call, tx, 201, in->helsefellesskap);
}

enum err op_change_subscription(struct call *call, const struct change_subscription_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows known = {0};
	DB_ROWS_AUTO struct db_rows changed = {0};
	const char *id = arena_i64(call->arena, in->id);

	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	TRY(db_run(tx, &sql_learning_subscription_known,
		   DB_PARAMS(NULL, id, in->body->council, in->body->category, in->body->patient_group, NULL), &known));
	TRY(subscription_check(call, in->body, &known));
	TRY(subscription_store(call, tx, id, in->body, NULL, &changed));
	if (changed.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	return answer_list(call, tx, 200, db_text(&changed, 0, 0));
}

enum err op_end_subscription(struct call *call, const struct end_subscription_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows ended = {0};

	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	TRY(subscription_store_end(call, tx, arena_i64(call->arena, in->id), true, NULL, &ended));
	if (ended.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	return answer_list(call, tx, 200, db_text(&ended, 0, 0));
}
