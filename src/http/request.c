/* SPDX-License-Identifier: MIT */
/* What a handler may ask of a request. */
#include <strings.h>

#include "http/cookie.h"
#include "http/exchange.h"

#include "base/banned.h"

const char *http_header(const struct http_request *request, const char *name)
{
	const struct exchange *exchange = request->connection;

	for (int i = 0; i < exchange->head.fields_count; i++) {
		if (strcasecmp(exchange->head.fields[i].name, name) == 0)
			return exchange->head.fields[i].value;
	}
	return NULL;
}

const char *http_cookie(const struct http_request *request, const char *name)
{
	const struct exchange *exchange = request->connection;

	for (int i = 0; i < exchange->head.fields_count; i++) {
		const struct http_field *field = &exchange->head.fields[i];
		const char *value =
			strcasecmp(field->name, "Cookie") == 0 ? cookie_find(request->arena, field->value, name) : NULL;

		if (value)
			return value;
	}
	return NULL;
}
