/* SPDX-License-Identifier: MIT */
#include "http/target.h"

#include <stddef.h>
#include <string.h>

#include "base/utf8.h"
#include "http/http.h"

#include "base/banned.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The byte of an escape "%41", or -1. */
static int escaped_byte(const char *text, size_t len)
{
	if (len < 3 || text[0] != '%' || hex_digit(text[1]) < 0 || hex_digit(text[2]) < 0)
		return -1;
	return hex_digit(text[1]) << 4 | hex_digit(text[2]);
}

static bool is_alphanumeric(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* True for a segment of one or two dots, each as itself or escaped. */
static bool is_dots(const char *segment, size_t len)
{
	size_t at = 0;
	int dots = 0;

	while (at < len && dots < 3) {
		if (segment[at] == '.')
			at++;
		else if (escaped_byte(segment + at, len - at) == '.')
			at += 3;
		else
			return false;
		dots++;
	}
	return dots == 1 || dots == 2;
}

static bool is_segment(const char *segment, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (segment[i] == '%' && escaped_byte(segment + i, len - i) < 0)
			return false;
		if (!is_alphanumeric(segment[i]) && !strchr("-._~%!$&'()*+,;=:@", segment[i]))
			return false;
	}
	return !is_dots(segment, len);
}

bool target_is_path(const char *path)
{
	if (*path != '/')
		return false;
	while (*path == '/') {
		size_t len = strcspn(path + 1, "/");

		if (!is_segment(path + 1, len))
			return false;
		path += 1 + len;
	}
	return true;
}

bool target_is_query(const char *query)
{
	for (const char *at = query; *at; at++) {
		if (*at <= ' ' || *at >= 0x7f || strchr("\"#<>", *at))
			return false;
		if (*at == '%' && escaped_byte(at, strlen(at)) < 0)
			return false;
	}
	return true;
}

bool target_is_host(const char *host)
{
	for (const char *at = host; *at; at++) {
		if (!is_alphanumeric(*at) && !strchr("-._:[]", *at))
			return false;
	}
	return *host != '\0';
}

/* The next byte of an encoded text; *at moves on. -1 when the escape is bad. */
static int next_byte(const char *text, size_t len, bool plus_is_space, size_t *at)
{
	int byte = (unsigned char)text[*at];

	if (byte == '%') {
		byte = escaped_byte(text + *at, len - *at);
		*at += 3;
		return byte;
	}
	*at += 1;
	return byte == '+' && plus_is_space ? ' ' : byte;
}

const char *http_decode(struct arena *arena, const char *text, size_t len, bool plus_is_space)
{
	char *decoded;
	size_t at = 0;
	size_t out = 0;

	if (!arena_would_fit(arena, len + 1))
		return NULL;
	decoded = arena_alloc(arena, len + 1);
	while (at < len) {
		int byte = next_byte(text, len, plus_is_space, &at);

		if (byte < 0x20 || byte == 0x7f)
			return NULL;
		/* In a segment these would be another path for whoever decodes first. */
		if (!plus_is_space && (byte == '/' || byte == '\\'))
			return NULL;
		decoded[out++] = (char)byte;
	}
	return utf8_valid(decoded, out) ? decoded : NULL;
}
