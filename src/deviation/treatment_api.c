/* SPDX-License-Identifier: MIT */
/* The operations that change a case: each locks it, checks version and transition, stores, and answers with the case. */
#include "deviation/change.h"

#include "access/access.h"
#include "contract/operations.h"
#include "contract/service.h"
#include "base/str.h"
#include "deviation/case_answer.h"
#include "deviation/case_clock.h"
#include "statements.h"
#include "base/banned.h"

enum err op_acknowledge_deviation(struct call *call, const struct acknowledge_deviation_input *in)
{
	CHANGE_AUTO struct change change = {.call = call};
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(change_begin(&change, in->id, in->if_match, ACTION_ACKNOWLEDGE));
	TRY(db_run(change.tx, &sql_deviation_acknowledge, DB_PARAMS(change.id), &rows));
	return change_answer(&change, 200);
}

/* "{12,7}" */
static const char *mentioned(struct arena *arena, const struct new_message_in *body)
{
	STR_AUTO struct str ids = STR_INIT(1024);

	str_add_char(&ids, '{');
	for (int i = 0; i < body->mentions.count; i++)
		str_addf(&ids, "%s%lld", i ? "," : "", (long long)body->mentions.items[i].person_id);
	str_add_char(&ids, '}');
	return arena_strdup(arena, str_text(&ids));
}

/* Who is named has to see the text: an internal note is the council's. */
static enum err check_mentions(struct change *change, const struct new_message_in *body, const char *people)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct call *call = change->call;

	if (body->mentions.count == 0)
		return OK;
	TRY(db_run(change->tx, &sql_deviation_unmentionable, DB_PARAMS(change->id, body->audience, people), &rows));
	if (rows.count == 0)
		return OK;
	fault_add_field(&call->fault, call->arena, arena_printf(call->arena, "/mentions/%s/person_id", db_text(&rows, 0, 0)),
			"does_not_see_it", NULL);
	call->fault.err = ERR_UNPROCESSABLE;
	return ERR_UNPROCESSABLE;
}

static enum err store_message(struct change *change, const struct add_message_input *in, const char *digest)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *people = mentioned(change->call->arena, in->body);

	TRY(check_mentions(change, in->body, people));

	TRY(db_run(change->tx, &sql_deviation_add_message,
		   DB_PARAMS(change->id, in->body->audience, in->body->text, change_side(change), in->idempotency_key, digest,
			     people),
		   &rows));
	/* Whoever was waited for has written: the ball is the council's again. */
	if (change->internal || !change->standing.is_waited_for)
		return OK;
	return case_clock_resume(change->tx, change->call->arena, change->id, false);
}

enum err op_add_message(struct call *call, const struct add_message_input *in)
{
	CHANGE_AUTO struct change change = {.call = call};
	const char *digest = idempotency_digest(call);

	change.internal = in->body->audience[0] == 'i';
	enum err err = change_begin(&change, in->id, /* version= */ 0, change.internal ? ACTION_NOTE : ACTION_MESSAGE);

	if (err == OK)
		err = store_message(&change, in, digest);
	if (err != OK)
		return change_answer_repeat(&change, in->id, in->idempotency_key, digest, err);
	return change_answer(&change, 201);
}

static const char *bool_or_null(struct opt_bool said)
{
	return said.set ? said.value ? "true" : "false" : NULL;
}

/* Who answers or closes has the ball, whoever was waited for. */
static enum err take_ball(struct change *change)
{
	return change->standing.is_waiting ? case_clock_resume(change->tx, change->call->arena, change->id, false) : OK;
}

enum err op_answer_deviation(struct call *call, const struct answer_deviation_input *in)
{
	CHANGE_AUTO struct change change = {.call = call};
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(change_begin(&change, in->id, in->if_match, ACTION_ANSWER));
	TRY(take_ball(&change));
	TRY(db_run(change.tx, &sql_deviation_answer, DB_PARAMS(change.id, in->body->text), &rows));
	return change_answer(&change, 200);
}

enum err op_close_deviation(struct call *call, const struct close_deviation_input *in)
{
	CHANGE_AUTO struct change change = {.call = call};
	DB_ROWS_AUTO struct db_rows rows = {0};
	const struct new_learning_point_in *point = in->body->learning_point;

	TRY(change_begin(&change, in->id, in->if_match, ACTION_CLOSE));
	TRY(take_ball(&change));
	TRY(db_run(change.tx, &sql_deviation_close,
		   DB_PARAMS(change.id, in->body->feedback_mode, point ? point->title : NULL, point ? point->text : NULL,
			     call->confirmed, bool_or_null(in->body->resolved_by_dialogue), in->body->parties_agree),
		   &rows));
	return change_answer(&change, 200);
}

enum err op_reopen_deviation(struct call *call, const struct reopen_deviation_input *in)
{
	CHANGE_AUTO struct change change = {.call = call};
	struct deadlines due = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(change_begin(&change, in->id, in->if_match, ACTION_REOPEN));
	TRY(case_clock_anew(change.tx, call->arena, change.id, &due));
	TRY(db_run(change.tx, &sql_deviation_reopen,
		   DB_PARAMS(change.id, in->body->reason, change_side(&change), due.answer, due.closing), &rows));
	return change_answer(&change, 200);
}

/* Exactly one text: a field of the report, or a message. */
static enum err check_mask(struct call *call, const struct new_mask_in *body)
{
	if (!body->field == !body->message_id)
		fault_add_field(&call->fault, call->arena, "/field", "one_text", NULL);
	if (body->end <= body->start)
		fault_add_field(&call->fault, call->arena, "/end", "mask_outside", NULL);
	if (call->fault.fields)
		call->fault.err = ERR_UNPROCESSABLE;
	return call->fault.err;
}

enum err op_mask_text(struct call *call, const struct mask_text_input *in)
{
	CHANGE_AUTO struct change change = {.call = call};
	DB_ROWS_AUTO struct db_rows rows = {0};
	const struct new_mask_in *body = in->body;

	TRY(change_begin(&change, in->id, in->if_match, ACTION_MASK));
	TRY(check_mask(call, body));
	TRY(db_run(change.tx, &sql_deviation_mask_text,
		   DB_PARAMS(change.id, body->field, body->message_id ? arena_i64(call->arena, body->message_id) : NULL,
			     arena_i64(call->arena, body->start), arena_i64(call->arena, body->end), body->reason),
		   &rows));
	if (rows.count == 0) {
		fault_add_field(&call->fault, call->arena, "/end", "mask_outside", NULL);
		call->fault.err = ERR_UNPROCESSABLE;
		return ERR_UNPROCESSABLE;
	}
	return change_answer(&change, 200);
}

enum err op_lift_mask(struct call *call, const struct lift_mask_input *in)
{
	CHANGE_AUTO struct change change = {.call = call};
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(change_begin(&change, in->id, in->if_match, ACTION_MASK));
	TRY(db_run(change.tx, &sql_deviation_lift_mask, DB_PARAMS(change.id, arena_i64(call->arena, in->mask_id)), &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	return change_answer(&change, 200);
}
