/* SPDX-License-Identifier: MIT */
#ifndef BASE_STR_H
#define BASE_STR_H

/*
 * A growing byte buffer with a ceiling. A failed append (ceiling, memory) is remembered: later appends do nothing, and
 * str_failed() is asked once at the end. Always NUL-terminated once it holds anything. Heap memory: free with str_done
 * (or STR_AUTO).
 */

#include <stddef.h>
#include <stdint.h>

struct str {
	char *data;
	size_t len;
	size_t capacity;
	size_t max;
	int failed;
};

#define STR_INIT(max_bytes) ((struct str){.max = (max_bytes)})
#define STR_AUTO __attribute__((cleanup(str_done)))

void str_done(struct str *str); /* accepts a zeroed one */
int str_failed(const struct str *str);
const char *str_text(const struct str *str); /* "" when empty */
void str_clear(struct str *str);             /* keeps the memory and clears the failure */

void str_add(struct str *str, const char *text);
void str_add_bytes(struct str *str, const void *bytes, size_t len);
void str_add_char(struct str *str, char c);
void str_add_i64(struct str *str, int64_t value);
void str_addf(struct str *str, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A JSON string with its quotes; NULL becomes null. Invalid UTF-8 becomes U+FFFD. Also escapes '<', U+2028, U+2029. */
void str_add_json(struct str *str, const char *text);
/* Text for HTML content and quoted attributes: & < > " ' escaped. */
void str_add_html(struct str *str, const char *text);

#endif
