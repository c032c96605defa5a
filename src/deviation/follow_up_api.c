/* SPDX-License-Identifier: MIT */
/*
 * The operations of whoever follows a report with its receipt code. The code comes in the body of each request: it is in no
 * address, no header and no log, and nothing is left in the browser when the page is closed.
 */
#include "deviation/code_gate.h"
#include "deviation/receipt_code.h"
#include "deviation/transitions.h"

#include "access/access.h"
#include "contract/operations.h"
#include "contract/service.h"
#include "deviation/case_clock.h"
#include "jobs/jobs.h"
#include "mail/mail.h"
#include "privacy/privacy.h"
#include "statements.h"
#include "base/banned.h"

/* The holder of a code, for one request. */
struct holder {
	const char *parameters[1];
	struct db_scope scope;
};

/* A code nobody has gets the same answer, after the same time, whatever is wrong with it. */
static enum err refuse_code(struct call *call)
{
	enum err err = code_gate_wait(call->service->codes);

	return err == OK ? FAULT(&call->fault, ERR_NOT_FOUND, "code_unknown") : FAULT(&call->fault, err, "codes_limited");
}

/* A slip of the keys is told at once: the check character shows it without a look at what exists. */
static enum err read_code(struct call *call, const char *entered, struct holder *ret_holder)
{
	const char *digest = receipt_code_digest(call->arena, entered);

	if (!digest) {
		fault_add_field(&call->fault, call->arena, "/code", "code_mistyped", NULL);
		call->fault.err = ERR_UNPROCESSABLE;
		return ERR_UNPROCESSABLE;
	}
	ret_holder->parameters[0] = digest;
	ret_holder->scope = (struct db_scope){.statement = &sql_deviation_receipt_scope, .parameters = ret_holder->parameters};
	return OK;
}

static enum err answer(struct call *call, const struct holder *holder, int status)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &holder->scope, &call->fault, &sql_deviation_follow_up, DB_PARAMS(transitions_json(call->arena)),
		   &rows));
	if (rows.count == 0)
		return refuse_code(call);
	return contract_answer_rows(call, status, &rows);
}

enum err op_follow_up(struct call *call, const struct follow_up_input *in)
{
	struct holder holder;

	TRY(read_code(call, in->body->code, &holder));
	return answer(call, &holder, 200);
}

/* Whether the holder may write now. *ret_held: id of the held report, in the arena; *ret_waited_for: and has the ball. */
static enum err check_standing(struct call *call, struct db_tx *tx, const char **ret_held, bool *ret_waited_for)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_run(tx, &sql_deviation_follow_up_state, DB_NO_PARAMS, &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, "code_unknown");
	if (db_is_null(&rows, 0, 0))
		return FAULT(&call->fault, ERR_CONFLICT, "transition_not_allowed");
	*ret_held = arena_strdup(call->arena, db_text(&rows, 0, 1));
	*ret_waited_for = db_bool(&rows, 0, 2);
	const struct case_standing standing = {
		.status = arena_strdup(call->arena, db_text(&rows, 0, 0)),
		.is_reporter = true,
	};
	return transition_check(ACTION_MESSAGE, &standing, &call->fault);
}

static enum err write_message(struct call *call, const struct holder *holder, const struct add_follow_up_message_input *in,
			      const char *digest)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *held = NULL;
	bool waited_for = false;

	TRY(db_begin(call->db, &holder->scope, &call->fault, &tx));
	TRY(check_standing(call, tx, &held, &waited_for));
	TRY(db_run(tx, &sql_deviation_follow_up_message, DB_PARAMS(held, in->body->text, in->idempotency_key, digest), &rows));
	TRY(privacy_record_confirmed(tx, db_text(&rows, 0, 1), call->confirmed, /* internal= */ false));
	if (waited_for)
		TRY(case_clock_resume(tx, call->arena, db_text(&rows, 0, 1), /* counts= */ false));
	return db_commit(tx);
}

/* OK when the same message was written before; else the refusal stays. */
static enum err check_repeat(struct call *call, const struct holder *holder, const char *key, const char *digest,
			     enum err refusal)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct fault fault = {0};

	if (refusal != ERR_CONFLICT)
		return refusal;
	TRY(db_one(call->db, &holder->scope, &fault, &sql_deviation_follow_up_repeat, DB_PARAMS(key, digest), &rows));
	if (rows.count == 0)
		return refusal;
	call->fault = (struct fault){0};
	return db_bool(&rows, 0, 0) ? OK : FAULT(&call->fault, ERR_UNPROCESSABLE, "key_reused");
}

enum err op_add_follow_up_message(struct call *call, const struct add_follow_up_message_input *in)
{
	struct holder holder;
	const char *digest = idempotency_digest(call);

	TRY(read_code(call, in->body->code, &holder));
	enum err err = write_message(call, &holder, in, digest);
	if (err == ERR_NOT_FOUND)
		return refuse_code(call);
	if (err != OK)
		TRY(check_repeat(call, &holder, in->idempotency_key, digest, err));
	jobs_wake(call->service->jobs);
	return answer(call, &holder, 201);
}

enum err op_set_follow_up_email(struct call *call, const struct set_follow_up_email_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct holder holder;

	TRY(read_code(call, in->body->code, &holder));
	if (in->body->email && !mail_address_valid(in->body->email)) {
		fault_add_field(&call->fault, call->arena, "/email", "bad_address", NULL);
		call->fault.err = ERR_UNPROCESSABLE;
		return ERR_UNPROCESSABLE;
	}
	TRY(db_one(call->db, &holder.scope, &call->fault, &sql_deviation_follow_up_email, DB_PARAMS(in->body->email), &rows));
	return answer(call, &holder, 200);
}
