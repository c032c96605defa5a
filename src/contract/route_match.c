/* SPDX-License-Identifier: MIT */
#include "contract/route_match.h"

#include <stdbool.h>
#include <string.h>

#include "base/banned.h"

struct segments {
	const char *text[ROUTE_SEGMENTS_MAX];
	int count;
};

/* False when there are too many, an empty one, or one that cannot be decoded: no operation has such a path. */
static bool split(struct arena *arena, const char *path, struct segments *ret_segments)
{
	int count = 0;

	while (*path == '/') {
		size_t len = strcspn(++path, "/");

		if (len == 0 || count == ROUTE_SEGMENTS_MAX)
			return false;
		ret_segments->text[count] = http_decode(arena, path, len, false);
		if (!ret_segments->text[count++])
			return false;
		path += len;
	}
	ret_segments->count = count;
	return count > 0 && *path == '\0';
}

/* Fills the parameters as it goes; what a template that does not fit leaves there is overwritten by the next one. */
static bool fits(const char *template, const struct segments *segments, struct route *route)
{
	route->parameters_count = 0;
	for (int i = 0; i < segments->count; i++) {
		size_t len;

		if (*template ++ != '/')
			return false;
		len = strcspn(template, "/");
		if (*template == '{')
			route->parameters[route->parameters_count++] = segments->text[i];
		else if (strncmp(template, segments->text[i], len) != 0 || segments->text[i][len] != '\0')
			return false;
		template += len;
	}
	return *template == '\0';
}

/* "GET, HEAD, POST, OPTIONS": the operations of one path stand together in the table. */
static const char *allowed_methods(struct arena *arena, const struct operation *first)
{
	const struct operation *end = contract_operations + contract_operations_count;
	const char *text = "";

	for (const struct operation *one = first; one < end && strcmp(one->path, first->path) == 0; one++) {
		const char *head = one->method == HTTP_GET ? "HEAD, " : "";

		text = arena_printf(arena, "%s%s, %s", text, http_method_name(one->method), head);
	}
	return arena_printf(arena, "%sOPTIONS", text);
}

enum err route_match(struct arena *arena, enum http_method method, const char *path, struct route *ret_route)
{
	const struct operation *end = contract_operations + contract_operations_count;
	const struct operation *first = contract_operations;
	struct segments segments;

	*ret_route = (struct route){0};
	if (method == HTTP_HEAD)
		method = HTTP_GET;
	if (!split(arena, path, &segments))
		return ERR_NOT_FOUND;
	/* Paths with a literal segment come before those with a parameter in its place, so the first fit decides. */
	while (first < end && !fits(first->path, &segments, ret_route))
		first++;
	if (first == end)
		return ERR_NOT_FOUND;
	for (const struct operation *one = first; one < end && strcmp(one->path, first->path) == 0; one++) {
		if (one->method == method) {
			ret_route->operation = one;
			return OK;
		}
	}
	ret_route->allow = allowed_methods(arena, first);
	return ERR_METHOD;
}
