/* SPDX-License-Identifier: MIT */
/* The steps of a measure: written anew, moved to another phase, evaluated, dropped, taken up again. */
#include "access/access.h"
#include "analysis/measure_store.h"
#include "contract/operations.h"
#include "statements.h"
#include "base/banned.h"

enum err op_change_measure(struct call *call, const struct change_measure_input *in)
{
	MEASURE_CHANGE_AUTO struct measure_change change = {.call = call};
	DB_ROWS_AUTO struct db_rows rows = {0};
	const struct new_measure_in *body = in->body;

	TRY(measure_change_begin(&change, in->id, in->if_match, MEASURE_CHANGE));
	TRY(measure_check_responsible(call, change.tx, change.deviation, body->responsible_organisation_id));
	TRY(db_run(change.tx, &sql_analysis_measure_change,
		   DB_PARAMS(change.id, body->text, body->strength, body->severity, body->benefit, body->resource,
			     arena_i64(call->arena, body->responsible_organisation_id), body->due_on,
			     body->effect_months.set ? arena_i64(call->arena, body->effect_months.value) : NULL),
		   &rows));
	return measure_change_answer(&change, "measure_changed", 200);
}

enum err op_move_measure(struct call *call, const struct move_measure_input *in)
{
	MEASURE_CHANGE_AUTO struct measure_change change = {.call = call};
	DB_ROWS_AUTO struct db_rows rows = {0};
	const struct measure_phase_in *body = in->body;

	TRY(measure_change_begin(&change, in->id, in->if_match, MEASURE_MOVE));
	const char *wrong = measure_done_day_wrong(body->phase, body->done_on, change.today);
	if (wrong) {
		fault_add_field(&call->fault, call->arena, "/done_on", wrong, NULL);
		call->fault.err = ERR_UNPROCESSABLE;
		return ERR_UNPROCESSABLE;
	}
	TRY(db_run(change.tx, &sql_analysis_measure_move,
		   DB_PARAMS(change.id, body->phase, measure_phase_is_done(body->phase) ? "true" : "false", body->done_on), &rows));
	return measure_change_answer(&change, "measure_moved", 200);
}

enum err op_evaluate_measure(struct call *call, const struct evaluate_measure_input *in)
{
	MEASURE_CHANGE_AUTO struct measure_change change = {.call = call};
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(measure_change_begin(&change, in->id, in->if_match, MEASURE_EVALUATE));
	TRY(db_run(change.tx, &sql_analysis_measure_evaluate, DB_PARAMS(change.id, in->body->effect, in->body->note), &rows));
	return measure_change_answer(&change, "measure_evaluated", 200);
}

enum err op_drop_measure(struct call *call, const struct drop_measure_input *in)
{
	MEASURE_CHANGE_AUTO struct measure_change change = {.call = call};
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(measure_change_begin(&change, in->id, in->if_match, MEASURE_DROP));
	TRY(db_run(change.tx, &sql_analysis_measure_drop, DB_PARAMS(change.id, in->body->reason), &rows));
	return measure_change_answer(&change, "measure_dropped", 200);
}

enum err op_take_up_measure(struct call *call, const struct take_up_measure_input *in)
{
	MEASURE_CHANGE_AUTO struct measure_change change = {.call = call};
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(measure_change_begin(&change, in->id, in->if_match, MEASURE_TAKE_UP));
	TRY(db_run(change.tx, &sql_analysis_measure_take_up, DB_PARAMS(change.id), &rows));
	return measure_change_answer(&change, "measure_taken_up", 200);
}
