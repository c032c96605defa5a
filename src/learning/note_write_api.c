/* SPDX-License-Identifier: MIT */
/* Writing a learning note from cases, and writing it anew. */
#include "access/access.h"
#include "base/str.h"
#include "contract/operations.h"
#include "learning/note_store.h"
#include "statements.h"
#include "base/banned.h"

#define LIST_BYTES_MAX 8192

/* The fields of a note as parameters. */
struct note_fields {
	const char *patient_group, *replaces, *parties, *cases;
};

/* "{hospital,gp}"; the contract lets nothing but the four parties through. */
static const char *party_list(struct arena *arena, const struct string_list *parties)
{
	STR_AUTO struct str list = STR_INIT(LIST_BYTES_MAX);

	str_add_char(&list, '{');
	for (int i = 0; i < parties->count; i++)
		str_addf(&list, "%s%s", i ? "," : "", parties->items[i]);
	str_add_char(&list, '}');
	return arena_strdup(arena, str_text(&list));
}

static const char *case_list(struct arena *arena, const struct note_text_in *body)
{
	STR_AUTO struct str list = STR_INIT(LIST_BYTES_MAX);

	str_add_char(&list, '{');
	for (int i = 0; i < body->cases.count; i++)
		str_addf(&list, "%s%lld", i ? "," : "", (long long)body->cases.items[i].id);
	str_add_char(&list, '}');
	return arena_strdup(arena, str_text(&list));
}

static struct note_fields fields_of(struct arena *arena, const struct note_text_in *body)
{
	return (struct note_fields){
		.patient_group = body->patient_group,
		.replaces = body->replaces ? arena_i64(arena, body->replaces) : NULL,
		.parties = party_list(arena, &body->parties),
		.cases = case_list(arena, body),
	};
}

static enum err check_fields(struct call *call, struct db_tx *tx, const char *council, const struct note_text_in *body,
			     const struct note_fields *fields)
{
	DB_ROWS_AUTO struct db_rows wrong = {0};

	TRY(db_run(tx, &sql_learning_note_mistakes, DB_PARAMS(council, body->category, fields->patient_group, fields->replaces), &wrong));
	for (int i = 0; i < wrong.count; i++)
		fault_add_field(&call->fault, call->arena, arena_strdup(call->arena, db_text(&wrong, i, 0)),
				arena_strdup(call->arena, db_text(&wrong, i, 1)), NULL);
	if (wrong.count > 0)
		call->fault.err = ERR_UNPROCESSABLE;
	return call->fault.err;
}

/* A case that is not the council's answers like one that does not exist. */
static enum err store_cases(struct call *call, struct db_tx *tx, const char *note, const struct note_text_in *body, const char *cases)
{
	DB_ROWS_AUTO struct db_rows unknown = {0};

	TRY(db_run(tx, &sql_learning_note_set_cases, DB_PARAMS(note, cases), &unknown));
	for (int row = 0; row < unknown.count; row++)
		for (int i = 0; i < body->cases.count; i++)
			if (body->cases.items[i].id == db_i64(&unknown, row, 0))
				fault_add_field(&call->fault, call->arena, arena_printf(call->arena, "/note/cases/%d/id", i), "unknown_case", NULL);
	if (unknown.count > 0)
		call->fault.err = ERR_UNPROCESSABLE;
	return call->fault.err;
}

static enum err store_new(struct note_change *change, const struct create_learning_note_input *in, const char *digest)
{
	DB_ROWS_AUTO struct db_rows made = {0};
	DB_ROWS_AUTO struct db_rows entered = {0};
	struct call *call = change->call;
	const struct note_text_in *body = in->body->note;
	const char *council = arena_i64(call->arena, in->body->council_id);
	const struct note_fields fields = fields_of(call->arena, body);

	TRY(check_fields(call, change->tx, council, body, &fields));
	TRY(db_run(change->tx, &sql_learning_note_create,
		   DB_PARAMS(in->helsefellesskap, council, body->title, body->theme, body->what_happened, body->why, body->text,
			     body->category, fields.patient_group, fields.parties, fields.replaces, call->confirmed,
			     in->idempotency_key, digest),
		   &made));
	if (made.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	change->id = arena_strdup(call->arena, db_text(&made, 0, 0));
	TRY(store_cases(call, change->tx, change->id, body, fields.cases));
	return db_run(change->tx, &sql_learning_note_in_history, DB_PARAMS(change->id, "learning_proposed"), &entered);
}

/* A repeat is answered with what the first one made, as it is now. */
static enum err answer_repeat(struct call *call, const struct create_learning_note_input *in, const char *digest, enum err refusal)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	int64_t note = 0;

	if (!idempotency_is_repeat(refusal, &call->fault))
		return refusal;
	TRY(idempotency_find(call, "create_learning_note", in->idempotency_key, digest, &note));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_note,
		   DB_PARAMS(arena_i64(call->arena, note), note_steps_json(call->arena), "false"), &rows));
	return note_answer(call, 201, &rows);
}

enum err op_create_learning_note(struct call *call, const struct create_learning_note_input *in)
{
	NOTE_CHANGE_AUTO struct note_change change = {.call = call};
	const char *digest = idempotency_digest(call);
	enum err err;

	if (!access_list_has(call->actor->councils, in->body->council_id))
		return FAULT(&call->fault, ERR_FORBIDDEN, NULL);
	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &change.tx));
	err = store_new(&change, in, digest);
	if (err != OK) {
		note_change_end(&change);
		return answer_repeat(call, in, digest, err);
	}
	return note_change_answer(&change, 201);
}

enum err op_change_learning_note(struct call *call, const struct change_learning_note_input *in)
{
	NOTE_CHANGE_AUTO struct note_change change = {.call = call};
	DB_ROWS_AUTO struct db_rows rows = {0};
	const struct note_text_in *body = in->body->note;
	const struct note_fields fields = fields_of(call->arena, body);

	TRY(note_change_begin(&change, in->id, in->if_match, NOTE_CHANGE));
	TRY(check_fields(call, change.tx, arena_i64(call->arena, change.council), body, &fields));
	TRY(db_run(change.tx, &sql_learning_note_change,
		   DB_PARAMS(change.id, body->title, body->theme, body->what_happened, body->why, body->text, body->category,
			     fields.patient_group, fields.parties, fields.replaces, call->confirmed),
		   &rows));
	TRY(store_cases(call, change.tx, change.id, body, fields.cases));
	return note_change_answer(&change, 200);
}
