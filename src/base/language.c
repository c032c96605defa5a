/* SPDX-License-Identifier: MIT */
#include "base/language.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/banned.h"

static const struct {
	const char *code;
	enum language language;
} known[] = {
	{"nb", LANGUAGE_NB}, {"nn", LANGUAGE_NN},
	{"en", LANGUAGE_EN}, {"no", LANGUAGE_NB}, /* the macro language: browsers still send it for bokmål */
	{"*", LANGUAGE_NB},
};
#define KNOWN_COUNT (sizeof(known) / sizeof(known[0]))

const char *language_code(enum language language)
{
	return (unsigned)language < LANGUAGE_COUNT ? known[language].code : "nb";
}

/* Looks at the primary subtag only: "nb-NO" is "nb". LANGUAGE_COUNT when it is none of ours. */
static enum language from_tag(const char *tag, size_t len)
{
	const char *dash = memchr(tag, '-', len);
	size_t primary = dash ? (size_t)(dash - tag) : len;

	for (size_t i = 0; i < KNOWN_COUNT; i++) {
		if (primary == strlen(known[i].code) && strncasecmp(tag, known[i].code, primary) == 0)
			return known[i].language;
	}
	return LANGUAGE_COUNT;
}

enum language language_from_code(const char *code)
{
	enum language language = code ? from_tag(code, strlen(code)) : LANGUAGE_NB;

	return language == LANGUAGE_COUNT ? LANGUAGE_NB : language;
}

/* The weight after ";q=" in thousandths (RFC 9110 12.4.2): 1000 when there is none, 0 when it is not a weight. */
static int read_weight(const char *text, size_t len)
{
	const char *end = text + len;
	const char *at = memchr(text, ';', len);
	int weight;
	int scale = 100;

	if (!at)
		return 1000;
	for (at++; at < end && (*at == ' ' || *at == '\t'); at++)
		continue;
	if (end - at < 3 || (*at != 'q' && *at != 'Q') || at[1] != '=' || (at[2] != '0' && at[2] != '1'))
		return 0;
	weight = (at[2] - '0') * 1000;
	at += 3;
	if (at < end && *at == '.') {
		for (at++; at < end && *at >= '0' && *at <= '9'; at++, scale /= 10)
			weight += (*at - '0') * scale;
	}
	return weight > 1000 ? 1000 : weight;
}

enum language language_from_accept(const char *header)
{
	enum language best = LANGUAGE_NB;
	int best_weight = 0;

	while (header && *header) {
		size_t len = strcspn(header, ",");
		size_t blank = strspn(header, " \t");
		const char *tag = header + (blank < len ? blank : len);
		size_t tag_len = strcspn(tag, " \t;,");
		enum language language = from_tag(tag, tag_len);
		int weight = read_weight(header, len);

		if (language != LANGUAGE_COUNT && weight > best_weight) {
			best = language;
			best_weight = weight;
		}
		header += len;
		header += *header == ',';
	}
	return best;
}
