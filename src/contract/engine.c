/* SPDX-License-Identifier: MIT */
#include "contract/contract.h"

#include <string.h>

#include "contract/input.h"
#include "contract/json_scan.h"
#include "contract/problem.h"
#include "contract/route_match.h"

#include "base/banned.h"

#define API_PREFIX "/api/v1"

const struct operation *contract_operation(const char *id)
{
	for (int i = 0; i < contract_operations_count; i++) {
		if (strcmp(contract_operations[i].id, id) == 0)
			return &contract_operations[i];
	}
	return NULL;
}

/* The operation of the request into call->operation; OPTIONS is answered here. */
static enum err find_operation(struct call *call, struct route *ret_route)
{
	const char *path = call->request->path;
	size_t prefix = strlen(API_PREFIX);
	enum err err;

	if (strncmp(path, API_PREFIX, prefix) != 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, "unknown_path");
	err = route_match(call->arena, call->request->method, path + prefix, ret_route);
	call->operation = ret_route->operation;
	if (err == ERR_NOT_FOUND)
		return FAULT(&call->fault, err, "unknown_path");
	return err;
}

/* A path parameter that cannot be the name of anything names nothing: 404, not 400. */
static enum err read_path(struct call *call, const struct route *route, void *target)
{
	const struct input_struct *input = call->operation->input;
	struct fault fault = {0};
	struct input_reader reader = {.arena = call->arena, .fault = &fault, .place = ""};

	for (int i = 0; i < input->path_count; i++)
		input_store_text(&reader, &input->path[i], route->parameters[i], target);
	return reader.faults > 0 ? FAULT(&call->fault, ERR_NOT_FOUND, NULL) : OK;
}

/* The wanted type, with no charset or with utf-8 (RFC 8259 section 8.1 knows no other). */
static bool is_type(const char *type, const char *wanted)
{
	size_t len = strcspn(type, "; \t");

	if (len != strlen(wanted) || strncasecmp(type, wanted, len) != 0)
		return false;
	type += len + strspn(type + len, " \t");
	if (*type == '\0')
		return true;
	if (*type++ != ';')
		return false;
	type += strspn(type, " \t");
	return strcasecmp(type, "charset=utf-8") == 0 || strcasecmp(type, "charset=\"utf-8\"") == 0;
}

static const char *wanted_type(const struct input_struct *input)
{
	if (input->bytes)
		return "application/octet-stream";
	return input->form ? "application/x-www-form-urlencoded" : "application/json";
}

/* A form in parts, whatever its boundary. */
static bool is_parts(const char *type)
{
	static const char wanted[] = "multipart/form-data";

	return strncasecmp(type, wanted, strlen(wanted)) == 0 && strchr("; \t", type[strlen(wanted)]);
}

static enum err check_content_type(struct call *call)
{
	const char *type = http_header(call->request, "Content-Type");
	const char *encoding = http_header(call->request, "Content-Encoding");

	if (call->operation->body_max == 0)
		return OK;
	if (!type || (!is_type(type, wanted_type(call->operation->input)) && !(call->operation->input->parts && is_parts(type))))
		return FAULT(&call->fault, ERR_UNSUPPORTED, NULL);
	if (encoding && strcasecmp(encoding, "identity") != 0)
		return FAULT(&call->fault, ERR_UNSUPPORTED, "encoded_body");
	return OK;
}

static enum err read_body(struct call *call)
{
	enum err err = http_read_body(call->request, call->operation->body_max);

	if (err == ERR_TOO_LARGE && call->operation->body_max == 0)
		return FAULT(&call->fault, err, "body_not_expected");
	if (err == ERR_TIMEOUT)
		return FAULT(&call->fault, err, "body_timeout");
	if (err == ERR_INVALID)
		return FAULT(&call->fault, err, "body_cut_short");
	return err;
}

static void check_document(struct call *call, struct input_reader *reader)
{
	size_t at = 0;
	const char *wrong = json_scan_document(call->request->body, call->request->body_len, &at);

	if (!wrong)
		return;
	(void)FAULT(&call->fault, ERR_INVALID, wrong);
	input_fault(reader, arena_printf(call->arena, "body:%zu", at), wrong, NULL);
}

static enum err read_json(struct call *call, struct input_reader *reader, void *target)
{
	const struct input_struct *input = call->operation->input;
	const void **slot = (void *)((char *)target + input->body_offset);

	if (!input->body && !input->document)
		return OK;
	if (call->request->body_len > 0 && input->document) {
		check_document(call, reader);
		return OK;
	}
	if (call->request->body_len > 0) {
		TRY(input_read_json(reader, input->body, call->request->body, call->request->body_len, slot));
		input_note_confirmed(reader, input->confirmed, *slot);
		return OK;
	}
	if (input->body_required || input->document) {
		(void)FAULT(&call->fault, ERR_INVALID, "body_missing");
		input_fault(reader, "body", "body_missing", NULL);
	}
	return OK;
}

/* Everything the operation takes, with all that is wrong found at once. */
static enum err read_input(struct call *call, const struct contract_hooks *hooks, const struct route *route, void **ret_input)
{
	const struct input_struct *input = call->operation->input;
	struct input_reader reader = {.arena = call->arena, .fault = &call->fault, .place = ""};
	void *target = arena_alloc(call->arena, input->size);

	TRY(read_path(call, route, target));
	TRY(check_content_type(call));
	TRY(read_body(call));
	input_read_headers(&reader, input, call->request, target);
	if (!input->free_query)
		input_read_query(&reader, input, call->request->query, target);
	TRY(read_json(call, &reader, target));
	if (reader.faults > 0)
		(void)FAULT(&call->fault, ERR_INVALID, NULL);
	if (reader.guarded.texts)
		TRY(hooks->guard(&call->fault, call->arena, &reader.guarded, &call->confirmed));
	*ret_input = target;
	return call->fault.err;
}

static enum err answer(struct call *call, const struct contract *contract, struct route *route)
{
	void *input = NULL;

	TRY(find_operation(call, route));
	call->response->log_operation = call->operation->id;
	TRY(contract->hooks.authenticate(call));
	TRY(contract->hooks.permit(call));
	TRY(read_input(call, &contract->hooks, route, &input));
	return call->operation->run(call, input);
}

void contract_handle(void *context, struct http_request *request, struct http_response *response)
{
	const struct contract *contract = context;
	struct route route = {0};
	struct call call = {
		.arena = request->arena,
		.request = request,
		.response = response,
		.settings = contract->settings,
		.db = contract->db,
		.service = contract->service,
		.language = language_from_accept(http_header(request, "Accept-Language")),
	};
	enum err err;

	response->log_operation = "unmatched";
	err = answer(&call, contract, &route);
	if (err == ERR_METHOD && request->method == HTTP_OPTIONS)
		err = contract_answer_empty(&call, 204);
	if (err != OK)
		problem_answer(&call, err);
	if (route.allow)
		http_add_header(response, "Allow", route.allow);
}

enum err contract_read_body(struct arena *arena, const struct operation *operation, const char *json, size_t len,
			    struct fault *fault, struct guarded *ret_guarded, const void **ret_body)
{
	struct input_reader reader = {.arena = arena, .fault = fault, .place = ""};
	const void *body = NULL;

	TRY(input_read_json(&reader, operation->input->body, json, len, &body));
	if (reader.faults > 0)
		return FAULT(fault, ERR_INVALID, NULL);
	input_note_confirmed(&reader, operation->input->confirmed, body);
	*ret_guarded = reader.guarded;
	*ret_body = body;
	return OK;
}
