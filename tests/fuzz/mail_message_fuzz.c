/* SPDX-License-Identifier: MIT */
/*
 * Addresses and messages out of any bytes. The input is fields between NULs: to, from, subject, Message-ID, text, HTML, address to
 * unsubscribe, id of a picture; the whole input is the picture as well.
 * Whatever is accepted must be one message to one recipient: only CR LF, only seven bits, no line too long, and no header
 * field that was not asked for.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mail/address.h"
#include "mail/message.h"
#include "base/banned.h"

#define FIELDS 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_address(const char *address)
{
	if (!mail_address_valid(address))
		return;
	assert(strlen(address) <= MAIL_ADDRESS_MAX);
	assert(strpbrk(address, " \t\r\n<>,;:\"\\()[]") == NULL);
	assert(strchr(address, '@') && strchr(address, '@') == strrchr(address, '@'));
}

static void check_line(const char *line, size_t len, bool in_header)
{
	static const char *const names[] = {"Date: ",
					    "From: ",
					    "To: ",
					    "Subject: ",
					    "Message-ID: ",
					    "Content-Language: ",
					    "Auto-Submitted: ",
					    "List-Unsubscribe: <",
					    "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
					    "MIME-Version: ",
					    "Content-Type: ",
					    "Content-Transfer-Encoding: ",
					    " "};
	bool known = false;

	/* Addresses and ids are not folded, so only they may make a line longer: in a part, the id of its picture. */
	assert(len <= (!in_header && strncmp(line, "Content-ID: <", 13) != 0 ? 76u : strncmp(line, "List-", 5) == 0 ? 520u : 300u));
	for (size_t i = 0; i < len; i++)
		assert(line[i] >= ' ' ? line[i] <= '~' : line[i] == '\t');
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		known = known || strncmp(line, names[i], strlen(names[i])) == 0;
	assert(known || !in_header);
}

static void check_message(const struct str *bytes)
{
	bool in_header = true;
	const char *end;

	assert(strlen(bytes->data) == bytes->len);
	for (const char *line = bytes->data; *line; line = end + 2) {
		end = strstr(line, "\r\n");
		assert(end);
		if (end == line)
			in_header = false;
		else
			check_line(line, (size_t)(end - line), in_header);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	STR_AUTO struct str bytes = STR_INIT(MESSAGE_MAX_BYTES);
	char *copy = calloc(1, size + FIELDS);
	const char *field[FIELDS];

	if (!copy)
		return 0;
	if (size > 0)
		memcpy(copy, data, size);
	field[0] = copy;
	for (size_t i = 1; i < FIELDS; i++)
		field[i] = field[i - 1] + strlen(field[i - 1]) + (field[i - 1] + strlen(field[i - 1]) < copy + size);

	check_address(field[0]);
	const struct mail_image image = {field[7], data, size};
	struct mail_message message = {
		.to = field[0],
		.from = field[1],
		.subject = field[2],
		.message_id = field[3],
		.text = field[4],
		.html = field[5][0] ? field[5] : NULL,
		.unsubscribe_url = field[6][0] ? field[6] : NULL,
		.one_click = true,
		.image = field[7][0] ? &image : NULL,
	};
	if (!message_build(&bytes, &message))
		check_message(&bytes);
	free(copy);
	return 0;
}
