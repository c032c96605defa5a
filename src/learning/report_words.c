/* SPDX-License-Identifier: MIT */
#include "learning/report_words.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/banned.h"

#define TEXT_MAX 4096

static int compare(const void *key, const void *word)
{
	return strcmp(key, ((const struct report_word *)word)->key);
}

const char *report_word(enum language language, const char *key)
{
	const struct report_word *found =
		bsearch(key, report_words, report_word_count, sizeof(report_words[0]), compare);

	return found ? found->texts[language] : NULL;
}

const char *report_say(struct arena *arena, enum language language, const char *key, const char *a, const char *b)
{
	STR_AUTO struct str said = STR_INIT(TEXT_MAX);
	const char *text = report_word(language, key);
	const char *open;

	if (!text)
		return arena_strdup(arena, key);
	while ((open = strstr(text, "{{"))) {
		const char *close = strstr(open, "}}");

		if (!close)
			break;
		str_add_bytes(&said, text, (size_t)(open - text));
		str_add(&said, open[2] == 'b' ? (b ? b : "") : (a ? a : ""));
		text = close + 2;
	}
	str_add(&said, text);
	return arena_strdup(arena, str_text(&said));
}
