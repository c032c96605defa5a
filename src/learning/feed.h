/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_FEED_H
#define LEARNING_FEED_H

/*
 * Published learning notes as an Atom feed (RFC 4287) for a web page. Rows in, text out: no HTTP, no database. Whatever was written is
 * text in it, never markup.
 */

#include "base/language.h"
#include "base/str.h"

struct feed_entry {
	const char *id, *title, *published_at; /* RFC 3339 */
	const char *theme, *what_happened, *why, *text; /* theme, what_happened, why: or NULL */
	const char *category, *council;
};

struct feed {
	const char *public_url; /* without a slash at the end */
	const char *code, *name;  /* of the helsefellesskap */
	enum language language;
	const char *updated_at; /* RFC 3339: when a note last came or went */
	const struct feed_entry *entries;
	int entries_count;
};

void feed_write(struct str *out, const struct feed *feed);

#endif
