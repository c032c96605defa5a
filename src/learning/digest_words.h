/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_DIGEST_WORDS_H
#define LEARNING_DIGEST_WORDS_H

/* What a learning summary's mail says, in three languages. */

#include "base/language.h"
#include "base/str.h"

#define DIGEST_FREQUENCIES 4

struct digest_words {
	const char *subject; /* {helsefellesskap}, {date} */
	const char *test;
	const char *lead[DIGEST_FREQUENCIES];
	const char *for_whom, *everyone;
	struct {
		const char *code, *name;
	} parties[4];
	const char *chart[2]; /* before how many; between that and the month with most */
	const char *chart_alt;
	const char *all, *choices, *end, *privacy;
};
extern const struct digest_words digest_words[LANGUAGE_COUNT];

/* The place of a frequency in lead; weekly when unknown. */
int digest_frequency(const char *frequency);
const char *digest_month_name(enum language language, int month);
/* "2026-03-01" as "1. mars 2026" or "1 March 2026"; anything else as it is. */
void digest_add_date(struct str *out, enum language language, const char *date);

#endif
