/* SPDX-License-Identifier: MIT */
#ifndef MAIL_MESSAGE_H
#define MAIL_MESSAGE_H

/*
 * The bytes of a message (RFC 5322, 2045, 2046, 2047): 7-bit, CRLF line ends, no line over 76 characters except long
 * addresses and links in the header. The same message gives the same bytes for every transport and every attempt. It is
 * made here and not by libcurl's MIME functions because those can only be read by an SMTP transfer, and the files must
 * hold the same.
 */

#include "base/str.h"
#include "mail/mail.h"

#define MESSAGE_MAX_BYTES (4 * 1024 * 1024)

/*
 * Appends the message. NULL when all is well; else the reason word it cannot be one: "address" (To), "content" (any
 * other field: control characters, invalid UTF-8, too long), and out holds nothing of use.
 */
MUST_USE const char *message_build(struct str *out, const struct mail_message *message);

#endif
