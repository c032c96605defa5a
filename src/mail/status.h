/* SPDX-License-Identifier: MIT */
#ifndef MAIL_STATUS_H
#define MAIL_STATUS_H

/* What a mail system says of a recipient: the code of a reply (RFC 5321) and its enhanced status (RFC 3463). Plain text in, no state. */

#include "mail/mail.h"

#include <stdbool.h>
#include <stddef.h>

/* The status at the start of text, "5.1.1", up to what is not of it; false, and an empty status, when there is none. */
bool status_read(const char *text, size_t len, char ret_status[MAIL_STATUS_SIZE]);
/* The same of a line of a reply, "550 5.1.1 no such user". */
bool status_of_reply(const char *line, size_t len, char ret_status[MAIL_STATUS_SIZE]);
/*
 * True when a refusal for good is about the address and not about this message, its size or its sender: nobody there, moved,
 * switched off. code: of the reply, or 0 when only the status is known.
 */
bool status_is_of_address(int code, const char *status);

#endif
