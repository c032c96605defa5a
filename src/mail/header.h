/* SPDX-License-Identifier: MIT */
#ifndef MAIL_HEADER_H
#define MAIL_HEADER_H

/*
 * Header lines: text that may stand in one, and RFC 2047 encoding of what is not plain ASCII. A line made here is at
 * most 76 characters; longer values are folded between encoded words.
 */

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

/* True for valid UTF-8 without control characters (C0, DEL, C1, line and paragraph separator): one line, no injection. */
bool header_text_valid(const char *text, size_t len);
/*
 * Adds text at the given column as it is when it is short printable ASCII that cannot be taken for an encoded word, else
 * as Q-encoded words that are also fit for a display name (RFC 2047 5). text must be header_text_valid.
 */
void header_add_text(struct str *out, size_t column, const char *text, size_t len, bool is_phrase);

#endif
