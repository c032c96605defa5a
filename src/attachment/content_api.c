/* SPDX-License-Identifier: MIT */
/* The operations on a whole file: finish its upload, list, send it out, remove it. */
#include "attachment/attachment.h"

#include <string.h>

#include "access/access.h"
#include "attachment/case_lock.h"
#include "attachment/file_name.h"
#include "attachment/file_type.h"
#include "attachment/finish.h"
#include "attachment/pieces.h"
#include "contract/operations.h"
#include "contract/service.h"
#include "jobs/jobs.h"
#include "statements.h"
#include "base/banned.h"

static bool scans(const struct call *call)
{
	return *call->settings->clamd_socket != '\0';
}

/* What is being finished. */
struct finishing {
	struct call *call;
	struct db_tx *tx;
	struct upload upload;
	const char *deviation; /* id as text, or NULL */
	bool is_over;          /* it was finished before */
};

/* ERR_NOT_FOUND also for another's; one that is its case's already is over. */
static enum err lock_upload(struct finishing *finishing)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct call *call = finishing->call;

	TRY(db_run(finishing->tx, &sql_attachment_lock_upload, DB_PARAMS(finishing->upload.id), &rows));
	finishing->is_over = rows.count == 0 || strcmp(db_text(&rows, 0, 0), "uploading") != 0;
	if (finishing->is_over)
		return OK;
	if (db_i64(&rows, 0, 3) != db_i64(&rows, 0, 2))
		return FAULT(&call->fault, ERR_CONFLICT, "upload_incomplete");
	finishing->upload.name = arena_strdup(call->arena, db_text(&rows, 0, 1));
	finishing->upload.size = (size_t)db_i64(&rows, 0, 2);
	finishing->upload.sha256 = db_is_null(&rows, 0, 4) ? NULL : arena_strdup(call->arena, db_text(&rows, 0, 4));
	finishing->deviation = db_is_null(&rows, 0, 5) ? NULL : arena_strdup(call->arena, db_text(&rows, 0, 5));
	return OK;
}

/* A file that cannot be taken is not kept: whoever sent it is told, and sends another. */
static enum err give_up(struct finishing *finishing, enum err refusal)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_run_and_commit(finishing->tx, &sql_attachment_cancel, DB_PARAMS(finishing->upload.id), &rows));
	return refusal;
}

static enum err store_finished(struct finishing *finishing, const struct finished *finished)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	DB_ROWS_AUTO struct db_rows entered = {0};
	struct call *call = finishing->call;

	if (finishing->deviation)
		TRY(case_lock(call, finishing->tx, finishing->deviation));
	TRY(db_run(finishing->tx, &sql_attachment_finish,
		   DB_PARAMS(finishing->upload.id, scans(call) ? "scanning" : "unscanned", finished->name, finished->type->code,
			     arena_i64(call->arena, (int64_t)finished->size), finished->sha256,
			     arena_i64(call->arena, call->settings->attachment_most)),
		   &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_CONFLICT, "attachment_most");
	if (!finishing->deviation)
		return OK;
	return db_run(finishing->tx, &sql_attachment_enter_added, DB_PARAMS(finishing->upload.id), &entered);
}

static enum err finish(struct finishing *finishing)
{
	struct finished finished = {0};
	struct call *call = finishing->call;

	TRY(lock_upload(finishing));
	if (finishing->is_over)
		return OK;
	enum err err = finish_look(finishing->tx, call->arena, &call->fault, &finishing->upload, call->settings->attachment_types,
				   &finished);
	if (err == ERR_UNPROCESSABLE)
		return give_up(finishing, err);
	TRY(err);
	return store_finished(finishing, &finished);
}

enum err op_finish_attachment(struct call *call, const struct finish_attachment_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct finishing finishing = {.call = call, .upload = {.id = arena_i64(call->arena, in->id)}};

	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	finishing.tx = tx;
	TRY(finish(&finishing));
	TRY(db_run_and_commit(tx, &sql_attachment_get, DB_PARAMS(finishing.upload.id), &rows));
	jobs_wake(call->service->jobs);
	jobs_wake_scanner(call->service->jobs);
	return contract_answer_rows(call, 200, &rows);
}

enum err op_list_attachments(struct call *call, const struct list_attachments_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_attachment_list,
		   DB_PARAMS(arena_i64(call->arena, in->id), arena_i64(call->arena, call->settings->attachment_most),
			     arena_i64(call->arena, call->settings->attachment_max_bytes),
			     file_types_json(call->arena, call->settings->attachment_types), scans(call) ? "true" : "false"),
		   &rows));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_get_attachment_rules(struct call *call, const struct get_attachment_rules_input *in)
{
	(void)in;
	return contract_answer_json(call, 200,
				    arena_printf(call->arena, "{\"most\":%lld,\"max_bytes\":%lld,\"endings\":%s,\"scanned\":%s}",
						 (long long)call->settings->attachment_most,
						 (long long)call->settings->attachment_max_bytes,
						 file_types_json(call->arena, call->settings->attachment_types),
						 scans(call) ? "true" : "false"));
}

/* A file on its way out: it outlives the call, so everything it needs is in the arena. */
struct outgoing {
	struct http_stream stream;
	struct piece_reader reader;
	struct fault fault;
};

static enum err next_piece(void *context, const char **ret_piece, size_t *ret_len)
{
	struct outgoing *outgoing = context;

	return piece_next(&outgoing->reader, ret_piece, ret_len);
}

static void send_out(struct call *call, const char *id, const char *name, size_t size)
{
	struct outgoing *outgoing = ARENA_NEW(call->arena, struct outgoing);
	struct http_response *response = call->response;

	outgoing->reader = (struct piece_reader){
		.db = call->db, .scope = &call->actor->scope, .fault = &outgoing->fault, .arena = call->arena, .id = id};
	piece_reader_init(&outgoing->reader);
	outgoing->stream = (struct http_stream){.len = size, .next = next_piece, .context = outgoing};
	response->status = 200;
	/* Never the type itself: a browser is to save it, and to look into nothing. */
	response->content_type = "application/octet-stream";
	response->stream = &outgoing->stream;
	http_add_header(response, "Content-Disposition", file_name_disposition(call->arena, name));
	http_add_header(response, "Content-Security-Policy", "default-src 'none'; sandbox");
	http_add_header(response, "Cache-Control", "private, no-store");
}

enum err op_get_attachment_content(struct call *call, const struct get_attachment_content_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *id = arena_i64(call->arena, in->id);

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_attachment_open, DB_PARAMS(id, scans(call) ? "true" : "false"),
		   &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	if (!db_bool(&rows, 0, 2))
		return FAULT(&call->fault, ERR_CONFLICT, "attachment_not_scanned");
	send_out(call, id, arena_strdup(call->arena, db_text(&rows, 0, 0)), (size_t)db_i64(&rows, 0, 1));
	return OK;
}

static enum err check_removal(struct call *call, const struct db_rows *rows)
{
	if (rows->count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	if (db_bool(rows, 0, 1))
		return FAULT(&call->fault, ERR_CONFLICT, "attachment_gone");
	return db_bool(rows, 0, 0) ? OK : FAULT(&call->fault, ERR_FORBIDDEN, NULL);
}

enum err op_remove_attachment(struct call *call, const struct remove_attachment_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows found = {0};
	DB_ROWS_AUTO struct db_rows removed = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *id = arena_i64(call->arena, in->id);

	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	TRY(db_run(tx, &sql_attachment_may_remove, DB_PARAMS(id), &found));
	TRY(check_removal(call, &found));
	TRY(db_run(tx, &sql_attachment_remove, DB_PARAMS(id, in->body->reason), &removed));
	if (removed.changed == 0)
		return FAULT(&call->fault, ERR_CONFLICT, "attachment_gone");
	TRY(db_run_and_commit(tx, &sql_attachment_get, DB_PARAMS(id), &rows));
	return contract_answer_rows(call, 200, &rows);
}
