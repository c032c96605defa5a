/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_REPORT_WORDS_H
#define LEARNING_REPORT_WORDS_H

/*
 * The words of report files: report_words.json, and of the catalogues of the pages what a control chart says ("control_chart.…"). The
 * table is made of both at build time (generate_words.py), so that page and file say the same.
 */

#include "base/arena.h"
#include "base/language.h"

struct report_word {
	const char *key;
	const char *texts[LANGUAGE_COUNT];
};
extern const struct report_word report_words[]; /* sorted by key */
extern const size_t report_word_count;

/* The text of a key; NULL when there is none. */
const char *report_word(enum language language, const char *key);
/* The same with {{a}} (or {{points}}) and {{b}} replaced; b may be NULL. The key itself when there is no text. */
const char *report_say(struct arena *arena, enum language language, const char *key, const char *a, const char *b);

#endif
