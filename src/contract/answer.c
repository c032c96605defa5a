/* SPDX-License-Identifier: MIT */
/* What an operation answers with when all went well. */
#include "contract/contract.h"

#include <inttypes.h>
#include <string.h>

#include "base/banned.h"

static void set_json(struct call *call, int status, const char *json, size_t len)
{
	call->response->status = status;
	call->response->content_type = "application/json";
	call->response->body = json;
	call->response->body_len = len;
}

enum err contract_answer_json(struct call *call, int status, const char *json)
{
	set_json(call, status, json, strlen(json));
	return OK;
}

enum err contract_answer_empty(struct call *call, int status)
{
	call->response->status = status;
	call->response->content_type = NULL;
	call->response->body = NULL;
	call->response->body_len = 0;
	return OK;
}

void contract_set_version(struct call *call, int64_t version)
{
	http_add_header(call->response, "ETag", arena_printf(call->arena, "\"%" PRId64 "\"", version));
}
