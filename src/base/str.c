/* SPDX-License-Identifier: MIT */
#include "base/str.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#include "base/banned.h"

#define FIRST_CAPACITY ((size_t)256)

void str_done(struct str *str)
{
	free(str->data);
	*str = (struct str){.max = str->max};
}

int str_failed(const struct str *str)
{
	return str->failed;
}

const char *str_text(const struct str *str)
{
	return str->data ? str->data : "";
}

void str_clear(struct str *str)
{
	str->len = 0;
	str->failed = 0;
	if (str->data)
		str->data[0] = '\0';
}

/* Room for len more bytes and the NUL. */
static int reserve(struct str *str, size_t len)
{
	size_t capacity = str->capacity ? str->capacity : FIRST_CAPACITY;
	char *data;

	if (str->failed || len > str->max - str->len) {
		str->failed = 1;
		return 0;
	}
	if (str->len + len < str->capacity)
		return 1;
	while (capacity <= str->len + len)
		capacity = capacity > SIZE_MAX / 2 ? str->len + len + 1 : capacity * 2;
	data = realloc(str->data, capacity);
	if (!data) {
		str->failed = 1;
		return 0;
	}
	str->data = data;
	str->capacity = capacity;
	return 1;
}

void str_add_bytes(struct str *str, const void *bytes, size_t len)
{
	if (!reserve(str, len))
		return;
	if (len > 0)
		memcpy(str->data + str->len, bytes, len);
	str->len += len;
	str->data[str->len] = '\0';
}

void str_add(struct str *str, const char *text)
{
	str_add_bytes(str, text, strlen(text));
}

void str_add_char(struct str *str, char c)
{
	str_add_bytes(str, &c, 1);
}

void str_add_i64(struct str *str, int64_t value)
{
	str_addf(str, "%" PRId64, value);
}

void str_addf(struct str *str, const char *format, ...)
{
	size_t room = str->capacity - str->len;
	va_list args;
	int len;

	/* Most texts fit into what is there, so it is tried first; a cut one is written again once there is room. */
	va_start(args, format);
	len = vsnprintf(room > 0 ? str->data + str->len : NULL, room, format, args);
	va_end(args);
	if (len >= 0 && reserve(str, (size_t)len)) {
		va_start(args, format);
		if ((size_t)len >= room)
			(void)vsnprintf(str->data + str->len, (size_t)len + 1, format, args);
		va_end(args);
		str->len += (size_t)len;
		return;
	}
	str->failed = 1;
	if (room > 0)
		str->data[str->len] = '\0';
}

/* The two-character escape of RFC 8259 section 7, or NULL when the byte needs the long form or none. */
static const char *short_escape(unsigned char c)
{
	switch (c) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\n':
		return "\\n";
	case '\r':
		return "\\r";
	case '\t':
		return "\\t";
	default:
		return NULL;
	}
}

static int is_plain_json(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '<';
}

/* Adds the one character at text that may not stand as it is; returns its size in bytes. */
static size_t add_json_special(struct str *str, const char *text, size_t len)
{
	unsigned char c = (unsigned char)*text;
	uint32_t code_point;
	size_t size;

	if (short_escape(c)) {
		str_add(str, short_escape(c));
		return 1;
	}
	/* '<' so that JSON is inert where it ends up inside a page; DEL because terminals act on it. */
	if (c < 0x20 || c == '<' || c == 0x7f) {
		str_addf(str, "\\u%04x", (unsigned)c);
		return 1;
	}
	size = utf8_decode(text, len, &code_point);
	if (size == 0) {
		str_add(str, "\xef\xbf\xbd");
		return 1;
	}
	if (code_point == 0x2028 || code_point == 0x2029)
		str_addf(str, "\\u%04x", (unsigned)code_point);
	else
		str_add_bytes(str, text, size);
	return size;
}

void str_add_json(struct str *str, const char *text)
{
	size_t len;
	size_t at = 0;

	if (!text) {
		str_add(str, "null");
		return;
	}
	len = strlen(text);
	str_add_char(str, '"');
	while (at < len) {
		size_t plain = at;

		while (plain < len && is_plain_json((unsigned char)text[plain]))
			plain++;
		if (plain > at)
			str_add_bytes(str, text + at, plain - at);
		at = plain;
		if (at < len)
			at += add_json_special(str, text + at, len - at);
	}
	str_add_char(str, '"');
}

void str_add_html(struct str *str, const char *text)
{
	for (;;) {
		size_t plain = strcspn(text, "&<>\"'");

		str_add_bytes(str, text, plain);
		text += plain;
		switch (*text++) {
		case '\0':
			return;
		case '&':
			str_add(str, "&amp;");
			break;
		case '<':
			str_add(str, "&lt;");
			break;
		case '>':
			str_add(str, "&gt;");
			break;
		case '"':
			str_add(str, "&quot;");
			break;
		default:
			str_add(str, "&#39;");
			break;
		}
	}
}
