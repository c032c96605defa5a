/* SPDX-License-Identifier: MIT */
/* The operations of people on a case: who works on it, who watches it; and the texts a council writes often. */
#include "deviation/change.h"

#include "access/access.h"
#include "contract/operations.h"
#include "deviation/case_answer.h"
#include "statements.h"
#include "base/banned.h"

enum err op_list_case_people(struct call *call, const struct list_case_people_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_deviation_people,
		   DB_PARAMS(arena_i64(call->arena, in->id)), &rows));
	return contract_answer_rows(call, 200, &rows);
}

static enum err check_assignee(struct change *change, const char *person)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct call *call = change->call;

	TRY(db_run(change->tx, &sql_deviation_sits_in_council, DB_PARAMS(change->id, person), &rows));
	if (db_bool(&rows, 0, 0))
		return OK;
	fault_add_field(&call->fault, call->arena, "/person_id", "not_of_council", NULL);
	call->fault.err = ERR_UNPROCESSABLE;
	return ERR_UNPROCESSABLE;
}

enum err op_assign_deviation(struct call *call, const struct assign_deviation_input *in)
{
	CHANGE_AUTO struct change change = {.call = call};
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *person = in->body->person_id ? arena_i64(call->arena, in->body->person_id) : NULL;

	TRY(change_begin(&change, in->id, in->if_match, ACTION_ASSIGN));
	if (person)
		TRY(check_assignee(&change, person));
	TRY(db_run(change.tx, &sql_deviation_bulk_assign,
		   DB_PARAMS(arena_printf(call->arena, "{%s}", change.id), arena_printf(call->arena, "{%s}", person ? person : "NULL")),
		   &rows));
	return change_answer(&change, 200);
}

/* Watching changes nothing of the case, so it has no version to hold. */
static enum err set_watch(struct call *call, int64_t id, const struct statement *statement)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, statement, DB_PARAMS(arena_i64(call->arena, id)), &rows));
	return answer_case(call, id, 200);
}

enum err op_watch_deviation(struct call *call, const struct watch_deviation_input *in)
{
	return set_watch(call, in->id, &sql_deviation_watch);
}

enum err op_unwatch_deviation(struct call *call, const struct unwatch_deviation_input *in)
{
	return set_watch(call, in->id, &sql_deviation_unwatch);
}

enum err op_list_text_modules(struct call *call, const struct list_text_modules_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_deviation_text_modules,
		   DB_PARAMS(arena_i64(call->arena, in->id)), &rows));
	if (rows.count == 1 && !db_bool(&rows, 0, 1))
		return FAULT(&call->fault, ERR_FORBIDDEN, NULL);
	return contract_answer_rows(call, 200, &rows);
}
