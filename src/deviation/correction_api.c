/* SPDX-License-Identifier: MIT */
/* What a council wants corrected in a report, and what its reporter adds to it. */
#include "deviation/change.h"

#include "access/access.h"
#include "contract/operations.h"
#include "deviation/case_answer.h"
#include "deviation/case_clock.h"
#include "statements.h"
#include "base/banned.h"

enum err op_request_correction(struct call *call, const struct request_correction_input *in)
{
	CHANGE_AUTO struct change change = {.call = call};
	DB_ROWS_AUTO struct db_rows asked = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(change_begin(&change, in->id, in->if_match, ACTION_REQUEST_CORRECTION));
	TRY(db_run(change.tx, &sql_deviation_wait, DB_PARAMS(change.id, "reporter", in->body->text, NULL), &asked));
	TRY(db_run(change.tx, &sql_deviation_request_correction, DB_PARAMS(change.id, db_text(&asked, 0, 1)), &rows));
	return change_answer(&change, 200);
}

static enum err store_addendum(struct change *change, const struct add_addendum_input *in, const char *digest)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_run(change->tx, &sql_deviation_add_addendum, DB_PARAMS(change->id, in->body->text, in->idempotency_key, digest), &rows));
	/* What the council waited for has come. */
	if (!change->standing.is_waited_for)
		return OK;
	return case_clock_resume(change->tx, change->call->arena, change->id, false);
}

enum err op_add_addendum(struct call *call, const struct add_addendum_input *in)
{
	CHANGE_AUTO struct change change = {.call = call};
	const char *digest = idempotency_digest(call);
	enum err err = change_begin(&change, in->id, /* version= */ 0, ACTION_ADDENDUM);

	if (err == OK)
		err = store_addendum(&change, in, digest);
	if (err != OK)
		return change_answer_repeat(&change, in->id, in->idempotency_key, digest, err);
	return change_answer(&change, 201);
}
