/* SPDX-License-Identifier: MIT */
#include "http/response_write.h"

#include <assert.h>
#include <inttypes.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/str.h"
#include "http/http.h"

#include "base/banned.h"

static const struct {
	int status;
	const char *reason;
} reasons[] = {
	{200, "OK"},
	{201, "Created"},
	{202, "Accepted"},
	{204, "No Content"},
	{301, "Moved Permanently"},
	{302, "Found"},
	{303, "See Other"},
	{304, "Not Modified"},
	{307, "Temporary Redirect"},
	{308, "Permanent Redirect"},
	{400, "Bad Request"},
	{401, "Unauthorized"},
	{403, "Forbidden"},
	{404, "Not Found"},
	{405, "Method Not Allowed"},
	{406, "Not Acceptable"},
	{408, "Request Timeout"},
	{409, "Conflict"},
	{411, "Length Required"},
	{412, "Precondition Failed"},
	{413, "Content Too Large"},
	{415, "Unsupported Media Type"},
	{417, "Expectation Failed"},
	{422, "Unprocessable Content"},
	{428, "Precondition Required"},
	{429, "Too Many Requests"},
	{431, "Request Header Fields Too Large"},
	{500, "Internal Server Error"},
	{501, "Not Implemented"},
	{502, "Bad Gateway"},
	{503, "Service Unavailable"},
	{504, "Gateway Timeout"},
	{505, "HTTP Version Not Supported"},
};

/*
 * No request to a third party, no inline script, no framing; nothing of us is embedded elsewhere (design.md 6). The guard is
 * WebAssembly, which compiles no text as script, as 'unsafe-eval' would. Text becomes markup only in the API
 * documentation, whose viewer makes a policy for it (ui/api_docs/viewer.ts); elsewhere the one there is lets nothing but
 * files of our own become scripts (ui/shell/own_scripts.ts).
 */
static const char security_fields[] =
	"Content-Security-Policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
	"img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
	"object-src 'none'; require-trusted-types-for 'script'; trusted-types default dompurify\r\n"
	"X-Content-Type-Options: nosniff\r\n"
	"Referrer-Policy: same-origin\r\n"
	"Cross-Origin-Opener-Policy: same-origin\r\n"
	"Cross-Origin-Resource-Policy: same-origin\r\n"
	"Permissions-Policy: camera=(), microphone=(), geolocation=(), payment=(), usb=()\r\n";

static const char *reason_of(int status)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		if (reasons[i].status == status)
			return reasons[i].reason;
	}
	return "Unknown";
}

void http_add_header(struct http_response *response, const char *name, const char *value)
{
	assert(response->headers_count < HTTP_HEADERS_MAX && name && value);
	response->headers[response->headers_count].name = name;
	response->headers[response->headers_count].value = value;
	response->headers_count++;
}

static bool is_clean(const char *text)
{
	for (; *text; text++) {
		if (((unsigned char)*text < 0x20 && *text != '\t') || *text == 0x7f)
			return false;
	}
	return true;
}

static bool fields_are_clean(const struct http_response *response)
{
	for (int i = 0; i < response->headers_count; i++) {
		if (!is_clean(response->headers[i].name) || !is_clean(response->headers[i].value))
			return false;
	}
	return !response->content_type || is_clean(response->content_type);
}

static bool has_field(const struct http_response *response, const char *name)
{
	for (int i = 0; i < response->headers_count; i++) {
		if (strcasecmp(response->headers[i].name, name) == 0)
			return true;
	}
	return false;
}

/* The machine's word for a status: "service_unavailable". */
static const char *code_of(struct arena *arena, int status)
{
	char *code = arena_strdup(arena, reason_of(status));

	for (char *c = code; *c; c++)
		*c = *c == ' ' ? '_' : (char)tolower((unsigned char)*c);
	return code;
}

void response_refuse(struct http_response *response, struct arena *arena, int status, const char *request_id)
{
	response->status = status;
	response->headers_count = 0;
	response->stream = NULL;
	response->content_type = "application/problem+json";
	response->body =
		arena_printf(arena,
			     "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"code\":\"%s\",\"request_id\":\"%s\"}",
			     reason_of(status), status, code_of(arena, status), request_id);
	response->body_len = strlen(response->body);
	if (!response->log_operation)
		response->log_operation = "refused";
}

/* RFC 9110 8.6: these have no content, and no length of it either. */
static bool has_content(int status)
{
	return status >= 200 && status != 204 && status != 304;
}

static bool is_json(const struct http_response *response)
{
	return response->content_type && strcmp(response->content_type, "application/json") == 0;
}

static void write_fields(struct str *out, const struct response_frame *frame, const struct http_response *response)
{
	for (int i = 0; i < response->headers_count; i++) {
		str_add(out, response->headers[i].name);
		str_add(out, ": ");
		str_add(out, response->headers[i].value);
		str_add(out, "\r\n");
	}
	if (!has_field(response, "Cache-Control"))
		str_add(out, "Cache-Control: no-store\r\n");
	str_add_bytes(out, security_fields, sizeof(security_fields) - 1);
	/* Whatever takes JSON for a page saves it under this name; nobody's input names a file. */
	if (is_json(response) && !has_field(response, "Content-Disposition"))
		str_add(out, "Content-Disposition: attachment; filename=\"api.json\"\r\n");
	if (frame->hsts)
		str_add(out, "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n");
	str_addf(out, "X-Request-Id: %s\r\nConnection: close\r\n\r\n", frame->request_id);
}

void response_write(struct str *out, const struct response_frame *frame, struct arena *arena,
		    struct http_response *response)
{
	char date[32];
	size_t body_len;

	if (!fields_are_clean(response))
		response_refuse(response, arena, 500, frame->request_id);
	body_len = response->stream ? response->stream->len : response->body_len;
	if (!response->content_type || !has_content(response->status))
		body_len = 0;
	str_addf(out, "HTTP/1.1 %d %s\r\nDate: %s\r\n", response->status, reason_of(response->status),
		 clock_http(clock_wall_us(), date, sizeof(date)));
	if (has_content(response->status)) {
		str_addf(out, "Content-Length: %zu\r\n", body_len);
		if (response->content_type)
			str_addf(out, "Content-Type: %s\r\n", response->content_type);
	}
	write_fields(out, frame, response);
	if (!frame->is_head && body_len > 0 && !response->stream)
		str_add_bytes(out, response->body, body_len);
}
