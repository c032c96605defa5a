/* SPDX-License-Identifier: MIT */
/* Apart from answer.c so that only programs with a database need one. */
#include "contract/contract.h"

#include <string.h>

#include "db/db.h"

#include "base/banned.h"

enum err contract_answer_rows(struct call *call, int status, const struct db_rows *rows)
{
	struct http_response *response = call->response;
	size_t len;
	char *json;

	if (rows->count == 0 || db_is_null(rows, 0, 0))
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	len = (size_t)db_length(rows, 0, 0);
	if (!arena_would_fit(call->arena, len + 1))
		return FAULT(&call->fault, ERR_INTERNAL, "answer_too_large");
	json = arena_alloc(call->arena, len + 1);
	memcpy(json, db_text(rows, 0, 0), len);
	response->status = status;
	response->content_type = "application/json";
	response->body = json;
	response->body_len = len;
	return OK;
}
