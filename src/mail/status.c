/* SPDX-License-Identifier: MIT */
#include "mail/status.h"

#include <string.h>

#include "base/banned.h"

#define REPLY_CODE_LEN 4 /* "550 " or "550-" */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* As strchr, but a NUL, which a line out of a message may hold, is none of them. */
static bool is_one_of(char c, const char *these)
{
	return c != '\0' && strchr(these, c) != NULL;
}

/* Up to three digits (RFC 3463 2). */
static size_t digits(const char *text, size_t len)
{
	size_t count = 0;

	while (count < len && count < 4 && is_digit(text[count]))
		count++;
	return count > 3 ? 0 : count;
}

bool status_read(const char *text, size_t len, char ret_status[MAIL_STATUS_SIZE])
{
	size_t at = 2;

	ret_status[0] = '\0';
	if (len < 5 || !is_one_of(text[0], "245") || text[1] != '.')
		return false;
	size_t subject = digits(text + at, len - at);
	at += subject;
	if (subject == 0 || at >= len || text[at] != '.')
		return false;
	size_t detail = digits(text + at + 1, len - at - 1);
	at += 1 + detail;
	if (detail == 0 || (at < len && !is_one_of(text[at], " \t\r\n(;")))
		return false;
	memcpy(ret_status, text, at);
	ret_status[at] = '\0';
	return true;
}

bool status_of_reply(const char *line, size_t len, char ret_status[MAIL_STATUS_SIZE])
{
	ret_status[0] = '\0';
	return len > REPLY_CODE_LEN && digits(line, len) == 3 && (line[3] == ' ' || line[3] == '-') &&
	       status_read(line + REPLY_CODE_LEN, len - REPLY_CODE_LEN, ret_status);
}

bool status_is_of_address(int code, const char *status)
{
	if (status[0])
		return strncmp(status, "5.1.", 4) == 0 ? strcmp(status, "5.1.7") != 0 && strcmp(status, "5.1.8") != 0
						       : strcmp(status, "5.2.1") == 0;
	return code == 550 || code == 551 || code == 553;
}
