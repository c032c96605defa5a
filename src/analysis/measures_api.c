/* SPDX-License-Identifier: MIT */
/* The measures of a case, a new one, and the work list across cases. */
#include <string.h>

#include "access/access.h"
#include "analysis/measure_store.h"
#include "base/number.h"
#include "contract/operations.h"
#include "statements.h"
#include "base/banned.h"

enum err op_list_measures(struct call *call, const struct list_measures_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_analysis_measures,
		   DB_PARAMS(arena_i64(call->arena, in->id), measure_steps_json(call->arena)), &rows));
	return contract_answer_rows(call, 200, &rows);
}

/* A case that may be read but not treated answers otherwise than one that is not there. */
static enum err require_council(struct call *call, struct db_tx *tx, const char *deviation)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_run(tx, &sql_analysis_measure_case, DB_PARAMS(deviation), &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	return db_bool(&rows, 0, 0) ? OK : FAULT(&call->fault, ERR_FORBIDDEN, NULL);
}

static enum err store_new(struct measure_change *change, const struct add_measure_input *in, const char *digest)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct call *call = change->call;
	const struct new_measure_in *body = in->body;

	TRY(require_council(call, change->tx, change->deviation));
	TRY(measure_check_responsible(call, change->tx, change->deviation, body->responsible_organisation_id));
	TRY(db_run(change->tx, &sql_analysis_measure_add,
		   DB_PARAMS(change->deviation, body->text, body->strength, body->severity, body->benefit, body->resource,
			     arena_i64(call->arena, body->responsible_organisation_id), body->due_on,
			     body->effect_months.set ? arena_i64(call->arena, body->effect_months.value) : NULL, in->idempotency_key,
			     digest),
		   &rows));
	change->id = arena_strdup(call->arena, db_text(&rows, 0, 0));
	return OK;
}

/* A repeat is answered with what the first one made, as it is now. */
static enum err answer_repeat(struct call *call, const struct add_measure_input *in, const char *digest, enum err refusal)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	int64_t measure = 0;

	if (!idempotency_is_repeat(refusal, &call->fault))
		return refusal;
	TRY(idempotency_find(call, "add_measure", in->idempotency_key, digest, &measure));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_analysis_measure,
		   DB_PARAMS(arena_i64(call->arena, measure), measure_steps_json(call->arena)), &rows));
	return measure_answer(call, 201, &rows);
}

enum err op_add_measure(struct call *call, const struct add_measure_input *in)
{
	MEASURE_CHANGE_AUTO struct measure_change change = {.call = call, .deviation = arena_i64(call->arena, in->id)};
	const char *digest = idempotency_digest(call);
	enum err err;

	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &change.tx));
	err = store_new(&change, in, digest);
	if (err != OK) {
		measure_change_end(&change);
		return answer_repeat(call, in, digest, err);
	}
	return measure_change_answer(&change, "measure_added", 201);
}

/* Where a page continues: "<day as YYYYMMDD>-<id>". */
struct place {
	const char *day, *id;
};

static enum err read_cursor(struct call *call, const char *cursor, struct place *ret_place)
{
	size_t len = cursor ? strcspn(cursor, "-") : 0;
	int64_t number = 0;

	if (!cursor)
		return OK;
	ret_place->day = arena_printf(call->arena, "%.*s", (int)len, cursor);
	ret_place->id = cursor[len] ? cursor + len + 1 : "";
	if (number_read(ret_place->day, 20000101, 20991231, &number) == OK && number_read(ret_place->id, 1, INT64_MAX, &number) == OK)
		return OK;
	fault_add_field(&call->fault, call->arena, "query:cursor", "bad_cursor", NULL);
	return call->fault.err;
}

enum err op_list_measure_work(struct call *call, const struct list_measure_work_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct place place = {0};

	TRY(read_cursor(call, in->cursor, &place));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_analysis_measure_work,
		   DB_PARAMS(in->state, in->council_id ? arena_i64(call->arena, in->council_id) : NULL, place.day, place.id,
			     arena_i64(call->arena, in->limit), measure_steps_json(call->arena), in->helsefellesskap),
		   &rows));
	if (!db_is_null(&rows, 0, 1))
		contract_add_next_link(call, db_text(&rows, 0, 1));
	return contract_answer_rows(call, 200, &rows);
}
