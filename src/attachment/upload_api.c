/* SPDX-License-Identifier: MIT */
/* The operations of uploading: begin, put pieces, ask how far it is, give up. */
#include "attachment/attachment.h"

#include <string.h>

#include "access/access.h"
#include "attachment/case_lock.h"
#include "attachment/pieces.h"
#include "base/number.h"
#include "contract/operations.h"
#include "statements.h"
#include "base/banned.h"

/* Pieces that are not the last are at least so long; else a long file becomes a million rows. */
#define PIECE_LEAST "65536"

/* Column 0 the attachment, column 1 how much of it is here: RFC 9110 leaves a client that only asks with HEAD the header. */
static enum err answer_attachment(struct call *call, int status, const struct db_rows *rows)
{
	if (rows->count == 1)
		http_add_header(call->response, "Upload-Offset", arena_strdup(call->arena, db_text(rows, 0, 1)));
	return contract_answer_rows(call, status, rows);
}

static enum err answer_now(struct call *call, int status, int64_t id)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_attachment_get, DB_PARAMS(arena_i64(call->arena, id)), &rows));
	return answer_attachment(call, status, &rows);
}

static enum err check_new(struct call *call, const struct new_attachment_in *body)
{
	const char *most = arena_printf(call->arena, "%lld MB", (long long)(call->settings->attachment_max_bytes / 1048576));

	if (body->size > call->settings->attachment_max_bytes)
		fault_add_field(&call->fault, call->arena, "/size", "attachment_too_large", most);
	if (body->sha256 && strspn(body->sha256, "0123456789abcdefABCDEF") != 64)
		fault_add_field(&call->fault, call->arena, "/sha256", "bad_token", NULL);
	if (call->fault.fields)
		call->fault.err = ERR_UNPROCESSABLE;
	return call->fault.err;
}

/* What an upload is for: a case, or a report that is being written, with the id of its draft if it has one. */
struct purpose {
	const char *deviation;
	const char *draft;
};

static enum err run_begin(struct call *call, const struct new_attachment_in *body, const char *key, struct purpose purpose,
			  struct db_rows *ret_rows)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows locked = {0};
	const char *in_one = arena_i64(call->arena, call->settings->attachment_most);
	const char *most = purpose.deviation ? in_one : arena_i64(call->arena, UPLOADS_WAITING_MAX);

	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	if (purpose.deviation)
		TRY(case_lock(call, tx, purpose.deviation));
	else
		TRY(db_run(tx, &sql_attachment_lock_own, DB_NO_PARAMS, &locked));
	TRY(db_run_and_commit(tx, &sql_attachment_begin,
			      DB_PARAMS(purpose.deviation, body->name, arena_i64(call->arena, body->size), body->sha256, call->confirmed,
					most, key, idempotency_digest(call), call->operation->id, purpose.draft, in_one),
			      ret_rows));
	if (ret_rows->count == 0)
		return FAULT(&call->fault, ERR_CONFLICT,
			     purpose.deviation || purpose.draft ? "attachment_most" : "attachment_uploads_most");
	return OK;
}

static enum err begin(struct call *call, const struct new_attachment_in *body, const char *key, struct purpose purpose)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	int64_t id = 0;

	TRY(check_new(call, body));
	enum err err = run_begin(call, body, key, purpose, &rows);
	if (idempotency_is_repeat(err, &call->fault)) {
		TRY(idempotency_find(call, call->operation->id, key, idempotency_digest(call), &id));
		return answer_now(call, 201, id);
	}
	TRY(err);
	return contract_answer_rows(call, 201, &rows);
}

enum err op_begin_attachment(struct call *call, const struct begin_attachment_input *in)
{
	const struct new_attachment_in body = {.name = in->body->name, .size = in->body->size, .sha256 = in->body->sha256};

	return begin(call, &body, in->idempotency_key, (struct purpose){.draft = in->body->draft});
}

enum err op_list_uploads(struct call *call, const struct list_uploads_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_attachment_list_uploads, DB_PARAMS(in->draft), &rows));
	return rows.count == 1 ? contract_answer_rows(call, 200, &rows) : FAULT(&call->fault, ERR_CONFLICT, "draft_filed");
}

enum err op_begin_case_attachment(struct call *call, const struct begin_case_attachment_input *in)
{
	return begin(call, in->body, in->idempotency_key, (struct purpose){.deviation = arena_i64(call->arena, in->id)});
}

enum err op_get_attachment(struct call *call, const struct get_attachment_input *in)
{
	return answer_now(call, 200, in->id);
}

/* Why a piece was not taken: its place is wrong (another one came first, or its answer was lost), or it is of no use. */
static enum err refuse_piece(struct call *call, const struct put_attachment_piece_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_attachment_get, DB_PARAMS(arena_i64(call->arena, in->id)), &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	if (strcmp(db_text(&rows, 0, 2), "uploading") != 0)
		return FAULT(&call->fault, ERR_CONFLICT, "upload_over");
	if (db_i64(&rows, 0, 1) != in->offset)
		return FAULT(&call->fault, ERR_CONFLICT, "upload_offset");
	return FAULT(&call->fault, ERR_UNPROCESSABLE, "upload_piece_length");
}

enum err op_put_attachment_piece(struct call *call, const struct put_attachment_piece_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const struct http_request *request = call->request;

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_attachment_append,
		   DB_PARAMS(arena_i64(call->arena, in->id), arena_i64(call->arena, in->offset),
			     piece_base64(call->arena, request->body, request->body_len), PIECE_LEAST),
		   &rows));
	return rows.count == 1 ? answer_attachment(call, 200, &rows) : refuse_piece(call, in);
}

enum err op_cancel_attachment(struct call *call, const struct cancel_attachment_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	DB_ROWS_AUTO struct db_rows seen = {0};
	const char *id = arena_i64(call->arena, in->id);

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_attachment_cancel, DB_PARAMS(id), &rows));
	if (rows.changed == 1)
		return contract_answer_empty(call, 204);
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_attachment_get, DB_PARAMS(id), &seen));
	return seen.count == 1 ? FAULT(&call->fault, ERR_CONFLICT, "attachment_added") : FAULT(&call->fault, ERR_NOT_FOUND, NULL);
}
