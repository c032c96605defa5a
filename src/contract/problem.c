/* SPDX-License-Identifier: MIT */
#include "contract/problem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#include "base/banned.h"

static const struct {
	int status;
	const char *retry_after; /* seconds, or NULL */
} answers[ERR_COUNT] = {
	[ERR_INVALID] = {400, NULL},       [ERR_UNAUTHENTICATED] = {401, NULL}, [ERR_FORBIDDEN] = {403, NULL},
	[ERR_NOT_FOUND] = {404, NULL},     [ERR_METHOD] = {405, NULL},          [ERR_CONFLICT] = {409, NULL},
	[ERR_PRECONDITION] = {412, NULL},  [ERR_TOO_LARGE] = {413, NULL},       [ERR_UNSUPPORTED] = {415, NULL},
	[ERR_UNPROCESSABLE] = {422, NULL}, [ERR_LIMITED] = {429, "60"},         [ERR_BUSY] = {503, "1"},
	[ERR_UNAVAILABLE] = {503, "5"},    [ERR_TIMEOUT] = {504, NULL},         [ERR_INTERNAL] = {500, NULL},
};

/* Codes with a status of their own. */
static const struct {
	const char *code;
	int status;
} exceptions[] = {
	{"precondition_required", 428}, /* RFC 6585 section 3 */
	{"body_timeout", 408},
};
#define EXCEPTIONS_COUNT (sizeof(exceptions) / sizeof(exceptions[0]))

static int compare_code(const void *code, const void *text)
{
	return strcmp(code, ((const struct problem_text *)text)->code);
}

const struct problem_text *problem_text_find(const char *code)
{
	return bsearch(code, problem_texts, (size_t)problem_texts_count, sizeof(problem_texts[0]), compare_code);
}

const char *contract_text(struct arena *arena, enum language language, const char *code, const char *value)
{
	const struct problem_text *found = problem_text_find(code);
	const char *text = found ? found->text[language] : code;
	const char *gap = strstr(text, "%s");

	return gap ? arena_printf(arena, "%.*s%s%s", (int)(gap - text), text, value ? value : "", gap + 2) : text;
}

int problem_status(enum err err, const char *code, const struct field_fault *fields)
{
	assert(err > OK && err < ERR_COUNT);
	for (size_t i = 0; code && i < EXCEPTIONS_COUNT; i++) {
		if (strcmp(exceptions[i].code, code) == 0)
			return exceptions[i].status;
	}
	/* A wrong field of a body that could be read is 422; a request that could not be read is 400. */
	for (; err == ERR_INVALID && fields; fields = fields->next) {
		if (fields->pointer[0] == '/' || fields->pointer[0] == '\0')
			return answers[ERR_UNPROCESSABLE].status;
	}
	return answers[err].status;
}

static bool survives_problem(const char *header)
{
	return strcasecmp(header, "Set-Cookie") == 0 || strcasecmp(header, "Retry-After") == 0;
}

static bool drop_headers(struct http_response *response)
{
	bool has_retry_after = false;
	int kept = 0;

	for (int i = 0; i < response->headers_count; i++) {
		if (!survives_problem(response->headers[i].name))
			continue;
		has_retry_after = has_retry_after || strcasecmp(response->headers[i].name, "Retry-After") == 0;
		response->headers[kept++] = response->headers[i];
	}
	response->headers_count = kept;
	return has_retry_after;
}

static void write_errors(struct call *call, const struct field_fault *field, struct str *out)
{
	if (!field)
		return;
	str_add(out, ",\"errors\":[");
	for (; field; field = field->next) {
		str_add(out, "{\"pointer\":");
		str_add_json(out, field->pointer);
		str_add(out, ",\"code\":");
		str_add_json(out, field->code);
		str_add(out, ",\"message\":");
		str_add_json(out, contract_text(call->arena, call->language, field->code, field->value));
		if (field->kind)
			str_addf(out, ",\"kind\":\"%s\",\"start\":%u,\"end\":%u", field->kind, field->start, field->end);
		str_add(out, field->next ? "}," : "}");
	}
	str_add(out, "]");
}

static void write_problem(struct call *call, enum err err, int status, const char *code, struct str *out)
{
	/* A code the database made up (the name of a constraint) has no sentence; the error's own is then the best. */
	const char *sentence = problem_text_find(code) ? code : err_name(err);

	str_add(out, "{\"type\":\"about:blank\",\"title\":");
	str_add_json(out, problem_title(err, call->language));
	str_add(out, ",\"status\":");
	str_add_i64(out, status);
	str_add(out, ",\"code\":");
	str_add_json(out, code);
	str_add(out, ",\"detail\":");
	str_add_json(out, contract_text(call->arena, call->language, sentence, NULL));
	str_add(out, ",\"request_id\":");
	str_add_json(out, call->request->request_id ? call->request->request_id : "");
	write_errors(call, call->fault.fields, out);
	if (call->fault.members && call->fault.err == err) {
		str_add_char(out, ',');
		str_add(out, call->fault.members);
	}
	str_add(out, "}");
}

static void fill_log(struct call *call, enum err err)
{
	struct http_response *response = call->response;

	response->log_error = err_name(err);
	response->log_where = call->fault.where;
	if (call->fault.sqlstate[0])
		response->log_sqlstate = arena_strdup(call->arena, call->fault.sqlstate);
}

void problem_answer(struct call *call, enum err err)
{
	struct http_response *response = call->response;
	STR_AUTO struct str out = STR_INIT(256 * 1024);
	/* The detail of another failure on the way is for the log alone, and so is what went wrong on our side. */
	bool ours = err == ERR_INTERNAL || call->fault.err != err || !call->fault.code;
	const char *code = ours ? err_name(err) : call->fault.code;
	bool has_retry_after = drop_headers(response);

	response->status = problem_status(err, ours ? NULL : code, call->fault.fields);
	write_problem(call, err, response->status, code, &out);
	assert(!str_failed(&out));
	response->stream = NULL;
	response->content_type = "application/problem+json";
	response->body = arena_strndup(call->arena, str_text(&out), out.len);
	response->body_len = out.len;
	http_add_header(response, "Content-Language", language_code(call->language));
	if (answers[err].retry_after && !has_retry_after)
		http_add_header(response, "Retry-After", answers[err].retry_after);
	/* RFC 9110 15.5.2 demands a challenge; a scheme no browser knows opens no window. RFC 6750 3 has one for tokens. */
	if (err == ERR_UNAUTHENTICATED)
		http_add_header(response, "WWW-Authenticate",
				http_header(call->request, "Authorization") ? "Bearer realm=\"samavvik\", error=\"invalid_token\"" :
									     "Session");
	fill_log(call, err);
}
