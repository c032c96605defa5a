/* SPDX-License-Identifier: MIT */
/* The library: what is published, one note, what readers make of it, and what is not published yet. */
#include <string.h>

#include "access/access.h"
#include "base/number.h"
#include "contract/operations.h"
#include "learning/note_store.h"
#include "statements.h"
#include "base/banned.h"

/* Where a page continues: "<microseconds of publication>-<id>". */
struct place {
	const char *published_us, *id;
};

static enum err read_cursor(struct call *call, const char *cursor, struct place *ret_place)
{
	size_t len = cursor ? strcspn(cursor, "-") : 0;
	int64_t number = 0;

	if (!cursor)
		return OK;
	ret_place->published_us = arena_printf(call->arena, "%.*s", (int)len, cursor);
	ret_place->id = cursor[len] ? cursor + len + 1 : "";
	if (number_read(ret_place->published_us, 0, INT64_C(9000000000000000), &number) == OK &&
	    number_read(ret_place->id, 1, INT64_MAX, &number) == OK)
		return OK;
	fault_add_field(&call->fault, call->arena, "query:cursor", "bad_cursor", NULL);
	return call->fault.err;
}

enum err op_list_learning_notes(struct call *call, const struct list_learning_notes_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct place place = {0};

	TRY(read_cursor(call, in->cursor, &place));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_notes,
		   DB_PARAMS(in->helsefellesskap, in->category, place.published_us, place.id, arena_i64(call->arena, in->limit), in->q,
			     in->council_id ? arena_i64(call->arena, in->council_id) : NULL, in->party, in->patient_group, in->theme),
		   &rows));
	if (!db_is_null(&rows, 0, 1))
		contract_add_next_link(call, db_text(&rows, 0, 1));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_get_learning_note(struct call *call, const struct get_learning_note_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	DB_ROWS_AUTO struct db_rows withdrawn = {0};
	const char *id = arena_i64(call->arena, in->id);

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_note,
		   DB_PARAMS(id, note_steps_json(call->arena), "true"), &rows));
	if (rows.count == 1)
		return note_answer(call, 200, &rows);
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_note_withdrawn, DB_PARAMS(id), &withdrawn));
	return note_answer(call, 200, &withdrawn);
}

enum err op_list_learning_work(struct call *call, const struct list_learning_work_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_notes_at_work,
		   DB_PARAMS(in->helsefellesskap, note_steps_json(call->arena)), &rows));
	return contract_answer_rows(call, 200, &rows);
}

/* "Done" is said for an organisation one reports or coordinates for. */
static enum err check_mark(struct call *call, const struct note_mark_in *body)
{
	bool is_done = strcmp(body->mark, "done") == 0;

	if (call->actor->is_machine)
		return FAULT(&call->fault, ERR_FORBIDDEN, NULL);
	if (is_done && !body->organisation_id)
		fault_add_field(&call->fault, call->arena, "/organisation_id", "missing", NULL);
	else if (is_done && !access_list_has(call->actor->reporting, body->organisation_id) &&
		 !access_list_has(call->actor->organisations, body->organisation_id))
		fault_add_field(&call->fault, call->arena, "/organisation_id", "not_your_organisation", NULL);
	if (call->fault.fields)
		call->fault.err = ERR_UNPROCESSABLE;
	return call->fault.err;
}

enum err op_mark_learning_note(struct call *call, const struct mark_learning_note_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows marked = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};
	const struct note_mark_in *body = in->body;
	const char *id = arena_i64(call->arena, in->id);
	const char *organisation = body->organisation_id && strcmp(body->mark, "done") == 0
					   ? arena_i64(call->arena, body->organisation_id)
					   : NULL;

	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	TRY(db_run(tx, &sql_learning_note, DB_PARAMS(id, note_steps_json(call->arena), "false"), &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	TRY(check_mark(call, body));
	TRY(db_run(tx, &sql_learning_note_mark, DB_PARAMS(id, body->mark, body->set ? "true" : "false", organisation), &marked));
	if (marked.count == 0)
		return FAULT(&call->fault, ERR_CONFLICT, "note_step_not_allowed");
	db_rows_done(&rows);
	rows = (struct db_rows){0};
	TRY(db_run_and_commit(tx, &sql_learning_note, DB_PARAMS(id, note_steps_json(call->arena), "false"), &rows));
	return note_answer(call, 200, &rows);
}
