/* SPDX-License-Identifier: MIT */
#ifndef MAIL_ADDRESS_H
#define MAIL_ADDRESS_H

/*
 * Addresses as they may stand in a message and in an SMTP command. libcurl passes what it is given straight on, so
 * nothing that is not accepted here may reach it: no quotes, comments, source routes, literals, or bytes above ASCII.
 */

#include <stdbool.h>
#include <stddef.h>

#define MAIL_ADDRESS_MAX 254

/* "Name <address>" or "address", taken apart. Borrows from the text that was read. */
struct mailbox {
	const char *name; /* not NUL-terminated; name_len 0: none */
	size_t name_len;
	const char *address;
	size_t address_len;
};

/* As mail_address_valid, for a part of a text. */
bool address_valid(const char *address, size_t len);
/*
 * False unless text is an address, or a name, spaces and an address in angle brackets. The name is valid UTF-8
 * without control characters, quotes, brackets and backslashes, at most 128 bytes.
 */
bool mailbox_read(const char *text, struct mailbox *ret_mailbox);
/* A Message-ID without its brackets that is also safe as a file name: letters, digits, '.', '_', '-' and one '@'. */
bool message_id_valid(const char *message_id);

#endif
