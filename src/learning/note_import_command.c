/* SPDX-License-Identifier: MIT */
/*
 * `samavvik notes`: learning notes of earlier. Each step is the operation of the API, done for the person the line names, with their
 * permission, scope and version; only the days are set afterwards. So a note that could not have come about is not brought in.
 */
#include <string.h>

#include "access/access.h"
#include "base/json_lines.h"
#include "contract/contract.h"
#include "contract/json_scan.h"
#include "contract/operations.h"
#include "contract/service.h"
#include "learning/learning.h"
#include "privacy/privacy.h"
#include "statements.h"
#include "base/banned.h"

#define ARENA_BYTES ((size_t)16 * 1024 * 1024)

/* One line on its way in. */
struct coming {
	const struct notes_input *input;
	const char *helsefellesskap;
	struct arena *arena;
	struct fault fault; /* of the step that failed */
	const char *line, *title, *body, *council;
	const char *written_by, *reviewed_by, *withdrawn_reason, *published_on, *withdrawn_on;
	bool already;
	int64_t note, version;
};

/* What an operation needs of a request. */
struct acting {
	struct call call;
	struct http_request request;
	struct http_response response;
};

static struct service no_service; /* no limits, no workers: nothing of it is used by these operations */

static enum err act(struct coming *coming, const char *username, const char *operation, struct acting *acting)
{
	*acting = (struct acting){.request = {.path = "notes", .body = coming->line, .body_len = strlen(coming->line), .arena = coming->arena}};
	acting->call = (struct call){.arena = coming->arena,
				     .request = &acting->request,
				     .response = &acting->response,
				     .operation = contract_operation(operation),
				     .settings = coming->input->settings,
				     .db = coming->input->db,
				     .service = &no_service};
	return access_act_for(&acting->call, username);
}

/* Does a step, and keeps what was wrong with it. */
#define STEP(coming, username, operation, ...)                                                                         \
	do {                                                                                                           \
		struct acting acting;                                                                                  \
		enum err step_err = act(coming, username, #operation, &acting);                                        \
		if (step_err == OK)                                                                                    \
			step_err = op_##operation(&acting.call, &(const struct operation##_input){__VA_ARGS__});       \
		(coming)->fault = acting.call.fault;                                                                   \
		TRY(step_err);                                                                                         \
	} while (0)

static const char *text_or_null(struct coming *coming, const struct db_rows *rows, int column)
{
	return db_is_null(rows, 0, column) ? NULL : arena_strdup(coming->arena, db_text(rows, 0, column));
}

static enum err guard_reason(struct coming *coming)
{
	const struct guarded_text reason = {.pointer = "/withdrawn_reason", .text = coming->withdrawn_reason};
	const char *confirmed = NULL;

	return coming->withdrawn_reason ? privacy_guard(&coming->fault, coming->arena, &(struct guarded){.texts = &reason}, &confirmed) : OK;
}

static enum err read_line(struct coming *coming)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(coming->input->db, &access_job_scope, &coming->fault, &sql_learning_note_import_line,
		   DB_PARAMS(coming->line, coming->helsefellesskap), &rows));
	coming->title = text_or_null(coming, &rows, 0);
	coming->already = db_bool(&rows, 0, 1);
	coming->body = text_or_null(coming, &rows, 2);
	coming->written_by = text_or_null(coming, &rows, 4);
	coming->reviewed_by = text_or_null(coming, &rows, 5);
	coming->withdrawn_reason = text_or_null(coming, &rows, 6);
	coming->published_on = text_or_null(coming, &rows, 7);
	coming->withdrawn_on = text_or_null(coming, &rows, 8);
	coming->council = text_or_null(coming, &rows, 9);
	if (!db_is_null(&rows, 0, 3))
		fault_add_field(&coming->fault, coming->arena, arena_strdup(coming->arena, db_text(&rows, 0, 3)), "bad_date", NULL);
	if (!coming->written_by || !coming->reviewed_by)
		fault_add_field(&coming->fault, coming->arena, coming->written_by ? "/reviewed_by" : "/written_by", "missing", NULL);
	return coming->fault.err ? coming->fault.err : guard_reason(coming);
}

/* The note as it is now, for the next step. */
static enum err look(struct coming *coming)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(coming->input->db, &access_job_scope, &coming->fault, &sql_learning_note_import_state,
		   DB_PARAMS(coming->council, coming->title), &rows));
	if (rows.count == 0)
		return FAULT(&coming->fault, ERR_INTERNAL, NULL);
	coming->note = db_i64(&rows, 0, 0);
	coming->version = db_i64(&rows, 0, 1);
	return OK;
}

static enum err write_note(struct coming *coming)
{
	const void *body = NULL;
	struct guarded guarded = {0};
	const char *confirmed = NULL;

	TRY(contract_read_body(coming->arena, contract_operation("create_learning_note"), coming->body, strlen(coming->body), &coming->fault,
			       &guarded, &body));
	TRY(privacy_guard(&coming->fault, coming->arena, &guarded, &confirmed));
	STEP(coming, coming->written_by, create_learning_note, .helsefellesskap = coming->helsefellesskap,
	     .idempotency_key = arena_printf(coming->arena, "notes %s", coming->title), .body = body);
	return look(coming);
}

static enum err release(struct coming *coming)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(coming->input->db, &access_job_scope, &coming->fault, &sql_learning_note_import_speakers,
		   DB_PARAMS(arena_i64(coming->arena, coming->note), coming->line), &rows));
	for (int i = 0; i < rows.count; i++) {
		if (db_is_null(&rows, i, 1))
			return FAULT(&coming->fault, ERR_CONFLICT, "release_missing");
		STEP(coming, db_text(&rows, i, 1), release_learning_note, .id = coming->note, .if_match = coming->version,
		     .body = &(const struct note_release_in){.decision = "release", .organisation_id = db_i64(&rows, i, 0)});
	}
	return OK;
}

static enum err mark(struct coming *coming)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(coming->input->db, &access_job_scope, &coming->fault, &sql_learning_note_import_marks, DB_PARAMS(coming->line), &rows));
	for (int i = 0; i < rows.count; i++) {
		STEP(coming, db_text(&rows, i, 0), get_learning_note, .id = coming->note);
		if (strcmp(db_text(&rows, i, 1), "opened") == 0)
			continue;
		STEP(coming, db_text(&rows, i, 0), mark_learning_note, .id = coming->note,
		     .body = &(const struct note_mark_in){.mark = db_text(&rows, i, 1), .set = true, .organisation_id = db_i64(&rows, i, 2)});
	}
	return OK;
}

static enum err withdraw(struct coming *coming)
{
	if (!coming->withdrawn_reason)
		return OK;
	TRY(look(coming));
	STEP(coming, coming->written_by, withdraw_learning_note, .id = coming->note, .if_match = coming->version,
	     .body = &(const struct note_withdrawal_in){.reason = coming->withdrawn_reason});
	return OK;
}

static enum err bring_in(struct coming *coming)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(read_line(coming));
	if (coming->already)
		return OK;
	TRY(write_note(coming));
	STEP(coming, coming->written_by, ask_note_review, .id = coming->note, .if_match = coming->version);
	TRY(look(coming));
	TRY(release(coming));
	STEP(coming, coming->reviewed_by, review_learning_note, .id = coming->note, .if_match = coming->version);
	STEP(coming, coming->written_by, publish_learning_note, .id = coming->note, .if_match = coming->version);
	TRY(mark(coming));
	TRY(withdraw(coming));
	return db_one(coming->input->db, &access_job_scope, &coming->fault, &sql_learning_note_import_date,
		      DB_PARAMS(arena_i64(coming->arena, coming->note), coming->published_on, coming->withdrawn_on), &rows);
}

/* {"line":1,"id":"7"}, with "already" for one the council has; or what was wrong and where. */
static void answer(struct json_lines *lines, const struct coming *coming, enum err err)
{
	if (err == OK) {
		fprintf(lines->out, coming->already ? "{\"line\":%lld,\"already\":true}\n" : "{\"line\":%lld,\"id\":\"%lld\"}\n",
			(long long)lines->number, (long long)coming->note);
		return;
	}
	fprintf(lines->out, "{\"line\":%lld,\"error\":\"%s\",\"errors\":[", (long long)lines->number,
		coming->fault.code ? coming->fault.code : err_name(err));
	/* Pointers and codes are the program's own words. */
	for (const struct field_fault *field = coming->fault.fields; field; field = field->next)
		fprintf(lines->out, "%s{\"pointer\":\"%s\",\"code\":\"%s\"}", field == coming->fault.fields ? "" : ",", field->pointer, field->code);
	fputs("]}\n", lines->out);
	lines->any_bad = true;
}

static void take_line(struct json_lines *lines, struct coming *coming)
{
	size_t at = 0;
	const char *line = str_text(&lines->line);
	const char *wrong = json_scan(line, lines->line.len, &at);

	if (!wrong && line[strspn(line, " \t\r")] != '{')
		wrong = "not_object";
	if (wrong) {
		json_lines_refuse(lines, wrong);
		return;
	}
	arena_reset(coming->arena);
	struct coming fresh = {.input = coming->input, .helsefellesskap = coming->helsefellesskap, .arena = coming->arena, .line = line};
	enum err err = bring_in(&fresh);
	answer(lines, &fresh, err);
}

int learning_notes_command(int argc, char **argv, const struct notes_input *input, FILE *out, FILE *messages)
{
	JSON_LINES_AUTO struct json_lines lines = JSON_LINES_INIT(input->lines, out);
	struct coming coming = {.input = input};

	if (argc != 3 || strcmp(argv[1], "--helsefellesskap") != 0) {
		fputs("Use: samavvik notes --helsefellesskap CODE < FILE\n", messages);
		return 2;
	}
	coming.helsefellesskap = argv[2];
	coming.arena = arena_new(ARENA_BYTES);
	if (!coming.arena)
		return 1;
	while (json_lines_next(&lines))
		take_line(&lines, &coming);
	arena_free(coming.arena);
	return json_lines_all_good(&lines) ? 0 : 1;
}
