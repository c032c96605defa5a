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

void contract_add_next_link(struct call *call, const char *cursor)
{
	const char *query = call->request->query ? call->request->query : "";
	const char *kept = "";

	while (*query) {
		size_t len = strcspn(query, "&");
		if (len > 0 && strncmp(query, "cursor=", 7) != 0)
			kept = arena_printf(call->arena, "%s%.*s&", kept, (int)len, query);
		query += len + (query[len] == '&');
	}
	http_add_header(call->response, "Link", arena_printf(call->arena, "<%s?%scursor=%s>; rel=\"next\"", call->request->path, kept, cursor));
}
