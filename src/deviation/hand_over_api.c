/* SPDX-License-Identifier: MIT */
/* The operations that send a case elsewhere, or wait for somebody: hand-over, return, ask and wait. */
#include "deviation/change.h"

#include <string.h>

#include "access/access.h"
#include "contract/operations.h"
#include "contract/service.h"
#include "deviation/case_answer.h"
#include "deviation/case_clock.h"
#include "jobs/jobs.h"
#include "privacy/privacy.h"
#include "statements.h"
#include "base/banned.h"

/* Reasons that do something else than close the case. Every other one, also of a helsefellesskap's own, answers and closes. */
#define WRONG_COUNCIL "wrong_council"
#define INSUFFICIENT_INFORMATION "insufficient_information"

/* A hand-over about to be stored. */
struct hand_over {
	const char *council; /* id of who gets it */
	const char *reason, *code;
};

static enum err refuse_field(struct call *call, const char *pointer, const char *code)
{
	fault_add_field(&call->fault, call->arena, pointer, code, NULL);
	call->fault.err = ERR_UNPROCESSABLE;
	return ERR_UNPROCESSABLE;
}

/* Stores it. One row: what became of it, as JSON. Who hands a case over may not see it any more. */
static enum err hand_over(struct change *change, const struct hand_over *what, struct db_rows *ret_rows)
{
	DB_ROWS_AUTO struct db_rows number = {0};
	DB_ROWS_AUTO struct db_rows stored = {0};

	TRY(db_run(change->tx, &sql_deviation_case_number, DB_PARAMS(change->id), &number));
	TRY(db_run(change->tx, &sql_deviation_hand_over,
		   DB_PARAMS(change->id, what->council, what->reason, what->code, change->call->confirmed), &stored));
	return db_run(change->tx, &sql_deviation_handed_over,
		      DB_PARAMS(change->id, db_text(&number, 0, 0), what->council, db_text(&stored, 0, 0)), ret_rows);
}

static enum err commit_and_answer(struct change *change, const struct db_rows *rows)
{
	struct call *call = change->call;

	TRY(db_commit(change->tx));
	jobs_wake(call->service->jobs);
	return contract_answer_rows(call, 200, rows);
}

/* The council that is named, one way or the other. */
static enum err find_council(struct change *change, const struct new_hand_over_in *body, const char **ret_council)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct call *call = change->call;
	const char *pointer = body->council_id ? "/council_id" : "/council";

	if (!body->council_id == !body->council)
		return refuse_field(call, "/council_id", "one_council");
	TRY(db_run(change->tx, &sql_deviation_find_council,
		   DB_PARAMS(change->id, body->council_id ? arena_i64(call->arena, body->council_id) : NULL, body->council), &rows));
	if (rows.count == 0 || db_is_null(&rows, 0, 0))
		return refuse_field(call, pointer, "unknown_council");
	*ret_council = arena_strdup(call->arena, db_text(&rows, 0, 0));
	return OK;
}

enum err op_hand_over_deviation(struct call *call, const struct hand_over_deviation_input *in)
{
	CHANGE_AUTO struct change change = {.call = call};
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct hand_over what = {.reason = in->body->reason};

	TRY(change_begin_overseen(&change, in->id, in->if_match, ACTION_HAND_OVER));
	TRY(find_council(&change, in->body, &what.council));
	enum err err = hand_over(&change, &what, &rows);
	if (err == ERR_UNPROCESSABLE)
		return refuse_field(call, "/council_id", "unknown_council");
	TRY(err);
	return commit_and_answer(&change, &rows);
}

/* Who could hand the case over is told that there is nothing to take back; who only reads it, that this is not theirs to do. */
static enum err refuse_take_back(struct call *call, struct db_tx *tx, const char *id)
{
	DB_ROWS_AUTO struct db_rows own = {0};
	DB_ROWS_AUTO struct db_rows seen = {0};

	TRY(db_run(tx, &sql_deviation_lock_to_hand_over, DB_PARAMS(id), &own));
	if (own.count == 1)
		return FAULT(&call->fault, ERR_CONFLICT, "nothing_to_take_back");
	TRY(db_run(tx, &sql_deviation_seen, DB_PARAMS(id), &seen));
	return FAULT(&call->fault, seen.count == 1 ? ERR_FORBIDDEN : ERR_NOT_FOUND, NULL);
}

enum err op_take_back_hand_over(struct call *call, const struct take_back_hand_over_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *id = arena_i64(call->arena, in->id);

	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	TRY(db_run(tx, &sql_deviation_take_back, DB_PARAMS(id), &rows));
	if (!db_bool(&rows, 0, 0))
		return refuse_take_back(call, tx, id);
	TRY(db_commit(tx));
	return answer_case(call, in->id, 200);
}

/* Asks and gives the ball away; code: of a return, or NULL. */
static enum err wait_for(struct change *change, const char *who, const char *text, const char *code)
{
	DB_ROWS_AUTO struct db_rows asked = {0};
	DB_ROWS_AUTO struct db_rows told = {0};

	TRY(db_run(change->tx, &sql_deviation_wait, DB_PARAMS(change->id, who, text, code), &asked));
	return db_run(change->tx, &sql_deviation_tell_waited_for, DB_PARAMS(change->id, db_text(&asked, 0, 1)), &told);
}

enum err op_wait_for(struct call *call, const struct wait_for_input *in)
{
	CHANGE_AUTO struct change change = {.call = call};

	TRY(change_begin(&change, in->id, in->if_match, ACTION_WAIT));
	TRY(wait_for(&change, in->body->waiting_for, in->body->text, /* code= */ NULL));
	return change_answer(&change, 200);
}

enum err op_resume_deviation(struct call *call, const struct resume_deviation_input *in)
{
	CHANGE_AUTO struct change change = {.call = call};

	TRY(change_begin(&change, in->id, in->if_match, ACTION_RESUME));
	TRY(case_clock_resume(change.tx, call->arena, change.id, /* counts= */ true));
	return change_answer(&change, 200);
}

static enum err check_reason(struct change *change, const char *code)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_run(change->tx, &sql_deviation_return_reason, DB_PARAMS(change->id, code), &rows));
	return rows.count ? OK : refuse_field(change->call, "/reason", "unknown_code");
}

/* To the secretariat, which finds the right council. *ret_rows: as hand_over(). */
static enum err return_to_secretariat(struct change *change, const struct new_return_in *body, struct db_rows *ret_rows)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct hand_over what = {.reason = body->text, .code = body->reason};

	TRY(db_run(change->tx, &sql_deviation_find_secretariat, DB_PARAMS(change->id), &rows));
	if (rows.count == 0)
		return FAULT(&change->call->fault, ERR_CONFLICT, "no_secretariat");
	what.council = arena_strdup(change->call->arena, db_text(&rows, 0, 0));
	return hand_over(change, &what, ret_rows);
}

/* The case stays: closed with an answer, or waiting for the reporter to say more. */
static enum err return_here(struct change *change, const struct new_return_in *body)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct call *call = change->call;

	if (strcmp(body->reason, INSUFFICIENT_INFORMATION) == 0) {
		TRY(transition_check(ACTION_WAIT, &change->standing, &call->fault));
		TRY(wait_for(change, "reporter", body->text, body->reason));
	} else {
		if (change->standing.is_waiting)
			TRY(case_clock_resume(change->tx, call->arena, change->id, /* counts= */ false));
		TRY(db_run(change->tx, &sql_deviation_return, DB_PARAMS(change->id, body->reason, body->text), &rows));
	}
	return privacy_record_confirmed(change->tx, change->id, call->confirmed, /* internal= */ false);
}

enum err op_return_deviation(struct call *call, const struct return_deviation_input *in)
{
	CHANGE_AUTO struct change change = {.call = call};
	DB_ROWS_AUTO struct db_rows handed_over = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};
	const struct new_return_in *body = in->body;

	TRY(change_begin(&change, in->id, in->if_match, ACTION_RETURN));
	TRY(check_reason(&change, body->reason));
	if (strcmp(body->reason, WRONG_COUNCIL) == 0)
		TRY(return_to_secretariat(&change, body, &handed_over));
	else
		TRY(return_here(&change, body));
	TRY(db_run(change.tx, &sql_deviation_returned,
		   DB_PARAMS(handed_over.count ? db_text(&handed_over, 0, 0) : NULL), &rows));
	return commit_and_answer(&change, &rows);
}
