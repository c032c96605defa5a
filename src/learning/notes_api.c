/* SPDX-License-Identifier: MIT */
/* The operations of learning notes. */
#include <string.h>

#include "access/access.h"
#include "base/number.h"
#include "contract/operations.h"
#include "statements.h"
#include "base/banned.h"

/* RFC 8288: the next page as a link, for clients that follow links. */
static void add_next_link(struct call *call, const struct list_learning_notes_input *in, const char *cursor)
{
	const char *category = in->category ? arena_printf(call->arena, "&category=%s", in->category) : "";

	if (cursor)
		http_add_header(call->response, "Link",
				arena_printf(call->arena,
					     "</api/v1/helsefellesskap/%s/learning-notes?limit=%lld%s&cursor=%s>; rel=\"next\"",
					     in->helsefellesskap, (long long)in->limit, category, cursor));
}

enum err op_list_learning_notes(struct call *call, const struct list_learning_notes_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	int64_t below = 0;

	if (in->cursor && number_read(in->cursor, 1, INT64_MAX, &below) != OK) {
		fault_add_field(&call->fault, call->arena, "query:cursor", "bad_cursor", NULL);
		return call->fault.err;
	}
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_notes,
		   DB_PARAMS(in->helsefellesskap, in->category, in->cursor, arena_i64(call->arena, in->limit)), &rows));
	add_next_link(call, in, db_text(&rows, 0, 1));
	return contract_answer_rows(call, 200, &rows);
}

static enum err answer_note(struct call *call, const struct db_rows *rows)
{
	if (rows->count == 1)
		contract_set_version(call, db_i64(rows, 0, 1));
	return contract_answer_rows(call, 200, rows);
}

enum err op_get_learning_note(struct call *call, const struct get_learning_note_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_note,
		   DB_PARAMS(arena_i64(call->arena, in->id)), &rows));
	return answer_note(call, &rows);
}

/* A point that cannot be locked: another council's that is published already, or none to be seen. */
static enum err refuse_publication(struct call *call, struct db_tx *tx, const char *id)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_run(tx, &sql_learning_note, DB_PARAMS(id), &rows));
	return FAULT(&call->fault, rows.count == 1 ? ERR_FORBIDDEN : ERR_NOT_FOUND, NULL);
}

static enum err check_publication(struct call *call, const struct publish_learning_note_input *in,
				  const struct db_rows *state)
{
	if (db_i64(state, 0, 1) != in->if_match)
		return FAULT(&call->fault, ERR_PRECONDITION, "version_conflict");
	if (strcmp(db_text(state, 0, 0), "proposed") != 0)
		return FAULT(&call->fault, ERR_CONFLICT, "note_not_proposed");
	return OK;
}

enum err op_publish_learning_note(struct call *call, const struct publish_learning_note_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows state = {0};
	DB_ROWS_AUTO struct db_rows published = {0};
	DB_ROWS_AUTO struct db_rows note = {0};
	const char *id = arena_i64(call->arena, in->id);

	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	TRY(db_run(tx, &sql_learning_note_state, DB_PARAMS(id), &state));
	if (state.count == 0)
		return refuse_publication(call, tx, id);
	TRY(check_publication(call, in, &state));
	TRY(db_run(tx, &sql_learning_publish, DB_PARAMS(id), &published));
	TRY(db_run_and_commit(tx, &sql_learning_note, DB_PARAMS(id), &note));
	return answer_note(call, &note);
}
