/* SPDX-License-Identifier: MIT */
#ifndef PRIVACY_GUARD_NAME_H
#define PRIVACY_GUARD_NAME_H

/* Names of people: capitalised words behind a tell-tale word. */

#include "privacy/guard_text.h"

/* The words that were read last, as a text is gone through. */
struct words {
	struct span last, before; /* empty at the start of the text */
};

/*
 * True when the capitalised word at a place starts a name, told by the words before it. *ret_span has all words of the
 * name, without the tell-tale word and without punctuation behind.
 */
bool name_at(const struct text *text, const struct words *words, struct span word, struct span *ret_span);

#endif
