/* SPDX-License-Identifier: MIT */
#ifndef PRIVACY_GUARD_EMAIL_H
#define PRIVACY_GUARD_EMAIL_H

/* E-mail addresses around an at sign, without mailto: and what else stands around them. */

#include "privacy/guard_text.h"

bool is_at_sign(const struct text_char *read);
/* True when the at sign at a place is one of an address. The name before it is looked at as far as RFC 5321 lets it be. */
bool email_around(const struct text *text, struct place at_sign, struct span *ret_span);
/* True for a place in the name part of an address, or right behind it: the at sign follows. */
bool email_follows(const struct text *text, struct place place);

#endif
