/* SPDX-License-Identifier: MIT */
#include "mail/bounce.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mail/status.h"
#include "base/banned.h"

#define FIELD_SIZE 1024 /* what is longer is cut: nothing looked for is */
#define BOUNDARY_SIZE 72 /* RFC 2046 5.1.1: 70 */

struct reader {
	const char *at, *end;
};

enum item { ITEM_FIELD, ITEM_BLANK, ITEM_END };

/* The next line without its end; false at the end of the text. */
static bool next_line(struct reader *reader, const char **ret_line, size_t *ret_len)
{
	if (reader->at >= reader->end)
		return false;
	const char *feed = memchr(reader->at, '\n', (size_t)(reader->end - reader->at));
	const char *stop = feed ? feed : reader->end;
	*ret_line = reader->at;
	reader->at = feed ? feed + 1 : reader->end;
	if (stop > *ret_line && stop[-1] == '\r')
		stop--;
	*ret_len = (size_t)(stop - *ret_line);
	return true;
}

static void append(char field[FIELD_SIZE], const char *text, size_t len)
{
	size_t there = strlen(field);
	size_t room = FIELD_SIZE - 1 - there;

	len = strnlen(text, len < room ? len : room);
	memcpy(field + there, text, len);
	field[there + len] = '\0';
}

/* The next field of a header, its lines joined. A line that begins with "--" may be a boundary: it is left where it is. */
static enum item next_field(struct reader *reader, char field[FIELD_SIZE])
{
	const char *line = NULL;
	size_t len = 0;

	field[0] = '\0';
	if (reader->end - reader->at >= 2 && memcmp(reader->at, "--", 2) == 0)
		return ITEM_END;
	if (!next_line(reader, &line, &len))
		return ITEM_END;
	if (len == 0)
		return ITEM_BLANK;
	append(field, line, len);
	while (reader->at < reader->end && (*reader->at == ' ' || *reader->at == '\t') && next_line(reader, &line, &len))
		append(field, line, len);
	return ITEM_FIELD;
}

/* The value of the field when it is the one of this name, else NULL. */
static const char *value_of(const char *field, const char *name)
{
	size_t len = strlen(name);

	if (strncasecmp(field, name, len) != 0 || field[len] != ':')
		return NULL;
	return field + len + 1 + strspn(field + len + 1, " \t");
}

/* Reads a header to its blank line. What stands under Content-Type goes to ret_type. */
static void read_type(struct reader *reader, char ret_type[FIELD_SIZE])
{
	char field[FIELD_SIZE];

	ret_type[0] = '\0';
	while (next_field(reader, field) == ITEM_FIELD) {
		const char *value = value_of(field, "Content-Type");
		if (value)
			append(ret_type, value, strlen(value));
	}
}

/* "--" and the boundary that the type names. */
static bool read_boundary(const char *type, char boundary[BOUNDARY_SIZE + 2])
{
	const char *at = strncasecmp(type, "multipart/report", 16) == 0 ? strcasestr(type, "boundary=") : NULL;
	if (!at)
		return false;
	at += strlen("boundary=");
	size_t len = *at == '"' ? strcspn(++at, "\"") : strcspn(at, "; \t");
	return len > 0 && len <= 70 && snprintf(boundary, BOUNDARY_SIZE + 2, "--%.*s", (int)len, at) > 0;
}

/* What is read has no end of a string: its length is all that says where it ends. */
static bool is_blank(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] != ' ' && text[i] != '\t')
			return false;
	return true;
}

/* Goes on behind the next boundary; false when there is no further part. */
static bool next_part(struct reader *reader, const char *boundary)
{
	const char *line = NULL;
	size_t len = 0;
	size_t wanted = strlen(boundary);

	while (next_line(reader, &line, &len)) {
		if (len < wanted || memcmp(line, boundary, wanted) != 0)
			continue;
		size_t rest = len - wanted;
		if (rest >= 2 && memcmp(line + wanted, "--", 2) == 0)
			return false;
		if (is_blank(line + wanted, rest))
			return true;
	}
	return false;
}

/* Groups of fields, one for the message and one for each recipient (RFC 3464 2.1); the first that failed counts. */
static void read_statuses(struct reader *reader, struct bounce *bounce)
{
	char field[FIELD_SIZE];
	char status[MAIL_STATUS_SIZE] = "";
	bool failed = false;

	for (;;) {
		enum item item = next_field(reader, field);
		if (item == ITEM_FIELD) {
			const char *action = value_of(field, "Action");
			const char *value = value_of(field, "Status");
			failed = failed || (action && strncasecmp(action, "failed", 6) == 0);
			if (value)
				(void)status_read(value, strlen(value), status);
			continue;
		}
		if (failed && status[0] == '5' && !bounce->status[0])
			memcpy(bounce->status, status, sizeof(status));
		failed = false;
		status[0] = '\0';
		if (item == ITEM_END)
			return;
	}
}

static void read_message_id(struct reader *reader, struct bounce *bounce)
{
	char field[FIELD_SIZE];

	while (next_field(reader, field) == ITEM_FIELD) {
		const char *value = value_of(field, "Message-ID");
		const char *open = value ? strchr(value, '<') : NULL;
		size_t len = open ? strcspn(open + 1, ">") : 0;
		if (len > 0 && len < BOUNCE_MESSAGE_ID_SIZE && open[1 + len] == '>') {
			memcpy(bounce->message_id, open + 1, len);
			bounce->message_id[len] = '\0';
		}
	}
}

static bool is_type(const char *type, const char *const *names)
{
	for (; *names; names++) {
		size_t len = strlen(*names);
		if (strncasecmp(type, *names, len) == 0 && strchr("; \t", type[len]))
			return true;
	}
	return false;
}

enum err bounce_read(const char *text, size_t len, struct bounce *ret_bounce)
{
	static const char *const statuses[] = {"message/delivery-status", "message/global-delivery-status", NULL};
	static const char *const originals[] = {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers",
						"message/global", "message/global-headers", NULL};
	struct reader reader = {text, text + len};
	struct bounce bounce = {0};
	char type[FIELD_SIZE];
	char boundary[BOUNDARY_SIZE + 2];
	bool is_report = false;

	read_type(&reader, type);
	if (!read_boundary(type, boundary))
		return ERR_INVALID;
	while (next_part(&reader, boundary)) {
		read_type(&reader, type);
		if (is_type(type, statuses)) {
			is_report = true;
			read_statuses(&reader, &bounce);
		} else if (is_type(type, originals)) {
			read_message_id(&reader, &bounce);
		}
	}
	if (!is_report)
		return ERR_INVALID;
	*ret_bounce = bounce;
	return OK;
}
