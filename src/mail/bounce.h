/* SPDX-License-Identifier: MIT */
#ifndef MAIL_BOUNCE_H
#define MAIL_BOUNCE_H

/*
 * Reads a report that a message could not be delivered (RFC 3462, 3464), as mail systems send it to the sender of a message.
 * Whoever wants can send one, so nothing of it is believed but what it says of a message whose id the caller knows.
 */

#include "base/err.h"
#include "mail/mail.h"

#include <stddef.h>

#define BOUNCE_MESSAGE_ID_SIZE 256

struct bounce {
	char status[MAIL_STATUS_SIZE];           /* "5.1.1": of a recipient for whom it failed; empty: none did, or it is only late */
	char message_id[BOUNCE_MESSAGE_ID_SIZE]; /* without brackets, of the message that came back; empty: not said */
};

/* ERR_INVALID when text is no such report. */
MUST_USE enum err bounce_read(const char *text, size_t len, struct bounce *ret_bounce);

#endif
