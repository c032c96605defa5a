/* SPDX-License-Identifier: MIT */
#ifndef TESTS_PRIVACY_FOUND_H
#define TESTS_PRIVACY_FOUND_H

/* What the guard finds in a text, as a line that a test can compare: "fnr:020132 99903; phone:412 34 567". */

#include "base/str.h"
#include "privacy/privacy.h"

#include <string.h>

#define FOUND_MAX 2000
#define FOUND_BYTES_MAX ((size_t)1024 * 1024)

/* The byte at a code point of valid UTF-8. */
static inline size_t found_byte(const char *text, uint32_t point)
{
	size_t at = 0;

	for (; point > 0 && text[at]; point--)
		do {
			at++;
		} while (((unsigned char)text[at] & 0xc0) == 0x80);
	return at;
}

static inline enum guard_verdict found_in(const char *text, struct str *line)
{
	static struct guard_finding findings[FOUND_MAX];
	size_t count = 0;
	enum guard_verdict verdict = guard_scan(text, strlen(text), findings, FOUND_MAX, &count);

	str_clear(line);
	for (size_t i = 0; i < count && i < FOUND_MAX; i++) {
		size_t start = found_byte(text, findings[i].start);

		str_addf(line, "%s%s:", i ? "; " : "", guard_kind_name(findings[i].kind));
		str_add_bytes(line, text + start, found_byte(text, findings[i].end) - start);
	}
	return verdict;
}

#endif
