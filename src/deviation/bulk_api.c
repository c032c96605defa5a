/* SPDX-License-Identifier: MIT */
/* One change of several cases: each is decided for itself, and what became of it is told. */
#include <string.h>

#include "access/access.h"
#include "base/str.h"
#include "contract/operations.h"
#include "contract/service.h"
#include "deviation/transitions.h"
#include "jobs/jobs.h"
#include "statements.h"
#include "base/banned.h"

enum { WITHDRAW_MINUTES = 15 };

enum bulk_action { BULK_ACKNOWLEDGE, BULK_WITHDRAW, BULK_ASSIGN };

struct bulk {
	struct call *call;
	const struct change_deviations_in *body;
	enum bulk_action action;
	const char **outcomes; /* as many as cases; NULL: not the person's to change */
};

static enum bulk_action action_of(const char *word)
{
	if (strcmp(word, "acknowledge") == 0)
		return BULK_ACKNOWLEDGE;
	return strcmp(word, "withdraw_acknowledgement") == 0 ? BULK_WITHDRAW : BULK_ASSIGN;
}

/* The version comes first: somebody who has not seen what happened decides nothing. */
static const char *outcome_of(const struct bulk *bulk, const struct db_rows *rows, int row, int64_t version)
{
	const struct case_standing standing = {.status = db_text(rows, row, 1), .is_council = true};
	struct fault fault = {0};

	if (db_i64(rows, row, 2) != version)
		return "changed_meanwhile";
	switch (bulk->action) {
	case BULK_ACKNOWLEDGE:
		return transition_check(ACTION_ACKNOWLEDGE, &standing, &fault) == OK ? "done" : "not_now";
	case BULK_WITHDRAW:
		return db_bool(rows, row, 3) ? "done" : "not_now";
	case BULK_ASSIGN:
		if (transition_check(ACTION_ASSIGN, &standing, &fault) != OK)
			return "not_now";
		return db_bool(rows, row, 4) ? "done" : "not_a_member";
	}
	return "not_now";
}

static void decide(struct bulk *bulk, const struct db_rows *rows)
{
	for (int i = 0; i < bulk->body->cases.count; i++)
		for (int row = 0; row < rows->count; row++)
			if (db_i64(rows, row, 0) == bulk->body->cases.items[i].id)
				bulk->outcomes[i] = outcome_of(bulk, rows, row, bulk->body->cases.items[i].version);
}

/* Ids as a PostgreSQL array; of all, or of those with the outcome "done". assignees: who is to work on each instead. */
static const char *ids_text(const struct bulk *bulk, bool done_only, bool assignees)
{
	STR_AUTO struct str text = STR_INIT(8192);

	for (int i = 0; i < bulk->body->cases.count; i++) {
		int64_t id = assignees ? bulk->body->cases.items[i].assignee_id : bulk->body->cases.items[i].id;
		if (done_only && (!bulk->outcomes[i] || strcmp(bulk->outcomes[i], "done") != 0))
			continue;
		str_add_char(&text, text.len ? ',' : '{');
		if (id)
			str_add_i64(&text, id);
		else
			str_add(&text, "NULL");
	}
	str_add(&text, text.len ? "}" : "{}");
	return arena_strdup(bulk->call->arena, str_text(&text));
}

static const char *outcomes_text(const struct bulk *bulk)
{
	STR_AUTO struct str text = STR_INIT(8192);

	for (int i = 0; i < bulk->body->cases.count; i++)
		str_addf(&text, "%c%s", i ? ',' : '{', bulk->outcomes[i] ? bulk->outcomes[i] : "NULL");
	str_add_char(&text, '}');
	return arena_strdup(bulk->call->arena, str_text(&text));
}

static enum err store(const struct bulk *bulk, struct db_tx *tx)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *ids = ids_text(bulk, true, false);

	switch (bulk->action) {
	case BULK_ACKNOWLEDGE:
		return db_run(tx, &sql_deviation_bulk_acknowledge, DB_PARAMS(ids), &rows);
	case BULK_WITHDRAW:
		return db_run(tx, &sql_deviation_bulk_withdraw, DB_PARAMS(ids), &rows);
	case BULK_ASSIGN:
		return db_run(tx, &sql_deviation_bulk_assign, DB_PARAMS(ids, ids_text(bulk, true, true)), &rows);
	}
	return ERR_INTERNAL;
}

/* The same case twice would be two answers to one question. */
static enum err check_once(const struct bulk *bulk)
{
	struct call *call = bulk->call;

	for (int i = 0; i < bulk->body->cases.count; i++)
		for (int other = 0; other < i; other++)
			if (bulk->body->cases.items[other].id == bulk->body->cases.items[i].id)
				fault_add_field(&call->fault, call->arena, arena_printf(call->arena, "/cases/%d/id", i), "case_twice",
						NULL);
	if (call->fault.fields)
		call->fault.err = ERR_UNPROCESSABLE;
	return call->fault.err;
}

enum err op_change_deviations(struct call *call, const struct change_deviations_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows locked = {0};
	DB_ROWS_AUTO struct db_rows told = {0};
	struct bulk bulk = {.call = call, .body = in->body, .action = action_of(in->body->action)};
	const char *ids = ids_text(&bulk, false, false);

	TRY(check_once(&bulk));
	bulk.outcomes = arena_alloc(call->arena, sizeof(*bulk.outcomes) * (size_t)in->body->cases.count);
	memset(bulk.outcomes, 0, sizeof(*bulk.outcomes) * (size_t)in->body->cases.count);
	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	TRY(db_run(tx, &sql_deviation_bulk_lock,
		   DB_PARAMS(ids, ids_text(&bulk, false, true), arena_i64(call->arena, WITHDRAW_MINUTES)), &locked));
	decide(&bulk, &locked);
	TRY(store(&bulk, tx));
	TRY(db_run_and_commit(tx, &sql_deviation_bulk_outcomes, DB_PARAMS(ids, outcomes_text(&bulk)), &told));
	jobs_wake(call->service->jobs);
	return contract_answer_rows(call, 200, &told);
}
