/* SPDX-License-Identifier: MIT */
#include "http/strict_read.h"

#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "http/civet.h"
#include "http/exchange.h"
#include "http/target.h"

#include "base/banned.h"

/* Longer lengths than this many digits do not fit an int64_t. */
#define LENGTH_DIGITS_MAX 18

static const char *const method_names[HTTP_METHOD_COUNT] = {
	[HTTP_GET] = "GET",     [HTTP_HEAD] = "HEAD",     [HTTP_POST] = "POST",       [HTTP_PUT] = "PUT",
	[HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE", [HTTP_OPTIONS] = "OPTIONS",
};

const char *http_method_name(enum http_method method)
{
	return (unsigned)method < HTTP_METHOD_COUNT ? method_names[method] : "?";
}

static bool read_method(const char *name, enum http_method *ret_method)
{
	for (int i = 0; i < HTTP_METHOD_COUNT; i++) {
		if (strcmp(name, method_names[i]) == 0) {
			*ret_method = (enum http_method)i;
			return true;
		}
	}
	return false;
}

/*
 * civetweb cuts its buffer into strings by writing NUL over what ended them, so the distance between two strings shows
 * what stood there: the request line must be three words one space apart, ended by CR LF.
 */
static bool has_strict_request_line(const struct mg_request_info *info)
{
	const char *target_end = info->query_string ? info->query_string + strlen(info->query_string)
						    : info->request_uri + strlen(info->request_uri);
	const char *line_end = info->http_version + strlen(info->http_version);

	return info->request_uri == info->request_method + strlen(info->request_method) + 1 &&
	       info->http_version == target_end + 1 + strlen("HTTP/") &&
	       (info->num_headers == 0 || info->http_headers[0].name == line_end + 2);
}

/*
 * The same for the fields: no blank before the colon (it left a NUL in front of the value), each line ended by CR LF (two
 * NULs), and the last one followed by the empty line: at a folded line civetweb stops reading without a word, and what
 * follows, maybe a second length, is lost.
 */
static bool has_strict_lines(const struct mg_request_info *info)
{
	for (int i = 0; i < info->num_headers; i++) {
		const struct mg_header *field = &info->http_headers[i];
		const char *line_end = field->value + strlen(field->value);

		for (const char *gap = field->name + strlen(field->name) + 1; gap < field->value; gap++) {
			if (*gap != ' ' && *gap != '\t')
				return false;
		}
		if (line_end[1] != '\0')
			return false;
		if (i + 1 < info->num_headers ? info->http_headers[i + 1].name != line_end + 2 : line_end[2] != '\r')
			return false;
	}
	return true;
}

/* RFC 9110 5.1: a name is a token. */
static bool is_token(const char *name)
{
	for (const char *at = name; *at; at++) {
		if (*at <= ' ' || *at >= 0x7f || strchr("\"(),/:;<=>?@[\\]{}", *at))
			return false;
	}
	return *name != '\0';
}

/* Bytes beyond ASCII only as UTF-8, so that whatever looks at a value later can take it for text. */
static bool is_value(const char *value, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (((unsigned char)value[i] < 0x20 && value[i] != '\t') || value[i] == 0x7f)
			return false;
	}
	return utf8_valid(value, len);
}

static const char *field_value(const struct head *head, const char *name)
{
	for (int i = 0; i < head->fields_count; i++) {
		if (strcasecmp(head->fields[i].name, name) == 0)
			return head->fields[i].value;
	}
	return NULL;
}

/* Only Cookie may come more than once (RFC 9113 8.2.3); of any other field two readers might take different ones. */
static bool add_field(struct head *head, struct arena *arena, const struct mg_header *field)
{
	size_t len = strlen(field->value);

	if (!is_token(field->name) || !is_value(field->value, len))
		return false;
	if (field_value(head, field->name) && strcasecmp(field->name, "Cookie") != 0)
		return false;
	if (len > 0 && strchr(" \t", field->value[len - 1])) {
		while (len > 0 && strchr(" \t", field->value[len - 1]))
			len--;
		head->fields[head->fields_count++] =
			(struct http_field){.name = field->name, .value = arena_strndup(arena, field->value, len)};
		return true;
	}
	head->fields[head->fields_count++] = (struct http_field){.name = field->name, .value = field->value};
	return true;
}

static int read_length(const char *digits, int64_t *ret_length)
{
	size_t len = strlen(digits);
	int64_t length = 0;

	if (len == 0 || strspn(digits, "0123456789") != len)
		return 400;
	if (len > LENGTH_DIGITS_MAX)
		return 413;
	for (; *digits; digits++)
		length = length * 10 + (*digits - '0');
	*ret_length = length;
	return 0;
}

/* How the body is framed (RFC 9112 6). */
static int read_framing(const struct mg_request_info *info, struct head *head)
{
	const char *length = field_value(head, "Content-Length");
	const char *coding = field_value(head, "Transfer-Encoding");
	const char *expectation = field_value(head, "Expect");
	bool is_1_0 = strcmp(info->http_version, "1.0") == 0;

	/* Chunks came with 1.1; a 1.0 message that has them went through somebody who did not understand it. */
	if (coding && (length || is_1_0 || strcasecmp(coding, "chunked") != 0))
		return 400;
	head->is_chunked = coding != NULL;
	if (expectation && !is_1_0) {
		if (strcasecmp(expectation, "100-continue") != 0)
			return 417;
		head->expects_continue = true;
	}
	return length ? read_length(length, &head->content_length) : 0;
}

int strict_read(const struct mg_request_info *info, struct arena *arena, struct http_request *request,
		struct head *ret_head)
{
	const char *host;

	if (info->num_headers >= MG_MAX_HEADERS)
		return 431;
	if (!has_strict_request_line(info) || !has_strict_lines(info))
		return 400;
	for (int i = 0; i < info->num_headers; i++) {
		if (!add_field(ret_head, arena, &info->http_headers[i]))
			return 400;
	}
	host = field_value(ret_head, "Host");
	if (!host || !target_is_host(host))
		return 400;
	if (!read_method(info->request_method, &request->method))
		return 501;
	if (!target_is_path(info->request_uri) || (info->query_string && !target_is_query(info->query_string)))
		return 400;
	request->path = info->request_uri;
	request->query = info->query_string;
	return read_framing(info, ret_head);
}
