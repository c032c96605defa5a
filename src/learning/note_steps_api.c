/* SPDX-License-Identifier: MIT */
/* The steps of a learning note: review, release, publication, withdrawal. */
#include <string.h>

#include "access/access.h"
#include "contract/operations.h"
#include "learning/note_store.h"
#include "privacy/privacy.h"
#include "statements.h"
#include "base/banned.h"

enum err op_ask_note_review(struct call *call, const struct ask_note_review_input *in)
{
	NOTE_CHANGE_AUTO struct note_change change = {.call = call};
	DB_ROWS_AUTO struct db_rows asked = {0};
	DB_ROWS_AUTO struct db_rows told = {0};

	TRY(note_change_begin(&change, in->id, in->if_match, NOTE_ASK_REVIEW));
	TRY(db_run(change.tx, &sql_learning_note_ask_review, DB_PARAMS(change.id), &asked));
	TRY(db_run(change.tx, &sql_learning_note_ask_releases, DB_PARAMS(change.id), &told));
	return note_change_answer(&change, 200);
}

enum err op_review_learning_note(struct call *call, const struct review_learning_note_input *in)
{
	NOTE_CHANGE_AUTO struct note_change change = {.call = call};
	DB_ROWS_AUTO struct db_rows reviewed = {0};
	DB_ROWS_AUTO struct db_rows entered = {0};

	TRY(note_change_begin(&change, in->id, in->if_match, NOTE_REVIEW));
	TRY(db_run(change.tx, &sql_learning_note_review, DB_PARAMS(change.id), &reviewed));
	if (!db_bool(&reviewed, 0, 0))
		return FAULT(&call->fault, ERR_CONFLICT, "second_person_needed");
	TRY(db_run(change.tx, &sql_learning_note_enter, DB_PARAMS(change.id, "reviewed"), &entered));
	return note_change_answer(&change, 200);
}

enum err op_release_learning_note(struct call *call, const struct release_learning_note_input *in)
{
	NOTE_CHANGE_AUTO struct note_change change = {.call = call};
	DB_ROWS_AUTO struct db_rows decided = {0};
	DB_ROWS_AUTO struct db_rows told = {0};
	const struct note_release_in *body = in->body;
	bool objects = strcmp(body->decision, "object") == 0;
	const char *state = objects ? "objected" : "released";

	TRY(note_change_begin(&change, in->id, in->if_match, NOTE_RELEASE));
	if (objects && !body->reason) {
		fault_add_field(&call->fault, call->arena, "/reason", "missing", NULL);
		return call->fault.err = ERR_UNPROCESSABLE;
	}
	TRY(db_run(change.tx, &sql_learning_note_release,
		   DB_PARAMS(change.id, arena_i64(call->arena, in->if_match),
			     body->organisation_id ? arena_i64(call->arena, body->organisation_id) : NULL, state, body->reason),
		   &decided));
	if (decided.count == 0)
		return FAULT(&call->fault, ERR_FORBIDDEN, NULL);
	TRY(db_run(change.tx, &sql_learning_note_after_release, DB_PARAMS(change.id, state), &told));
	return note_change_answer(&change, 200);
}

static void read_texts(struct arena *arena, const struct db_rows *rows, struct guarded *ret_guarded)
{
	struct guarded_text *texts = ARENA_ARRAY(arena, struct guarded_text, (size_t)rows->count);

	for (int i = 0; i < rows->count; i++)
		texts[i] = (struct guarded_text){
			.pointer = arena_strdup(arena, db_text(rows, i, 0)),
			.text = arena_strdup(arena, db_text(rows, i, 1)),
			.next = i + 1 < rows->count ? &texts[i + 1] : NULL,
		};
	ret_guarded->texts = texts;
}

static void read_confirmed(struct arena *arena, const struct db_rows *rows, struct guarded *ret_guarded)
{
	struct confirmed_finding_in *confirmed = ARENA_ARRAY(arena, struct confirmed_finding_in, (size_t)rows->count + 1);

	for (int i = 0; i < rows->count; i++)
		confirmed[i] = (struct confirmed_finding_in){
			.pointer = arena_strdup(arena, db_text(rows, i, 0)),
			.kind = arena_strdup(arena, db_text(rows, i, 1)),
			.start = db_i64(rows, i, 2),
			.end = db_i64(rows, i, 3),
		};
	ret_guarded->confirmed = confirmed;
	ret_guarded->confirmed_count = rows->count;
}

/* What everybody is to read is looked through once more, whatever way it came in and however old it is. */
static enum err guard_note(struct note_change *change)
{
	DB_ROWS_AUTO struct db_rows texts = {0};
	DB_ROWS_AUTO struct db_rows confirmed = {0};
	struct call *call = change->call;
	struct guarded guarded = {0};
	const char *findings = NULL;

	TRY(db_run(change->tx, &sql_learning_note_texts, DB_PARAMS(change->id), &texts));
	TRY(db_run(change->tx, &sql_learning_note_confirmed, DB_PARAMS(change->id), &confirmed));
	read_texts(call->arena, &texts, &guarded);
	read_confirmed(call->arena, &confirmed, &guarded);
	return privacy_guard(&call->fault, call->arena, &guarded, &findings);
}

enum err op_publish_learning_note(struct call *call, const struct publish_learning_note_input *in)
{
	NOTE_CHANGE_AUTO struct note_change change = {.call = call};
	DB_ROWS_AUTO struct db_rows published = {0};
	DB_ROWS_AUTO struct db_rows entered = {0};

	TRY(note_change_begin(&change, in->id, in->if_match, NOTE_PUBLISH));
	TRY(guard_note(&change));
	TRY(db_run(change.tx, &sql_learning_note_publish, DB_PARAMS(change.id), &published));
	TRY(db_run(change.tx, &sql_learning_note_in_history, DB_PARAMS(change.id, "learning_published"), &entered));
	return note_change_answer(&change, 200);
}

enum err op_withdraw_learning_note(struct call *call, const struct withdraw_learning_note_input *in)
{
	NOTE_CHANGE_AUTO struct note_change change = {.call = call};
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(note_change_begin(&change, in->id, in->if_match, NOTE_WITHDRAW));
	TRY(db_run(change.tx, &sql_learning_note_withdraw, DB_PARAMS(change.id, in->body->reason), &rows));
	return note_change_answer(&change, 200);
}
