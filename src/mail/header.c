/* SPDX-License-Identifier: MIT */
#include "mail/header.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "base/banned.h"

#define LINE_MAX_CHARS 76 /* RFC 2047 2: of a line that holds an encoded word */
#define WORD_MAX_CHARS 75
#define WORD_OPEN "=?UTF-8?Q?"
#define WORD_CLOSE "?="

bool header_text_valid(const char *text, size_t len)
{
	size_t at = 0;

	while (at < len) {
		uint32_t code_point = 0;
		size_t size = utf8_decode(text + at, len - at, &code_point);
		if (size == 0 || code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0) ||
		    code_point == 0x2028 || code_point == 0x2029)
			return false;
		at += size;
	}
	return true;
}

static bool is_word_character(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* A display name is atoms and spaces; a Subject may hold any ASCII, except what reads as the start of an encoded word. */
static bool is_plain(const char *text, size_t len, bool is_phrase)
{
	if (len == 0 || text[0] == ' ' || text[len - 1] == ' ')
		return len == 0;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < ' ' || text[i] > '~')
			return false;
		if (is_phrase ? !is_word_character(text[i]) && !strchr(" -_'", text[i])
			      : text[i] == '=' && i + 1 < len && text[i + 1] == '?')
			return false;
	}
	return true;
}

/* RFC 2047 5 (3): the characters that may stand for themselves in a phrase, less the ones nobody needs. */
static size_t encoded_length(const char *text, size_t size)
{
	return size == 1 && (is_word_character(*text) || *text == ' ' || *text == '-') ? 1 : 3 * size;
}

static void add_encoded(struct str *out, const char *text, size_t size)
{
	if (*text == ' ')
		str_add_char(out, '_');
	else if (encoded_length(text, size) == 1)
		str_add_char(out, *text);
	else
		for (size_t i = 0; i < size; i++)
			str_addf(out, "=%02X", (unsigned)(unsigned char)text[i]);
}

void header_add_text(struct str *out, size_t column, const char *text, size_t len, bool is_phrase)
{
	if (column + len <= LINE_MAX_CHARS && is_plain(text, len, is_phrase)) {
		str_add_bytes(out, text, len);
		return;
	}

	/* No encoded word may end inside a character (RFC 2047 5), so one is closed before the character that would not fit. */
	size_t word = strlen(WORD_OPEN);
	str_add(out, WORD_OPEN);
	for (size_t at = 0; at < len;) {
		uint32_t code_point = 0;
		size_t size = utf8_decode(text + at, len - at, &code_point);
		size_t more = encoded_length(text + at, size) + strlen(WORD_CLOSE);
		if (word + more > WORD_MAX_CHARS || column + word + more > LINE_MAX_CHARS) {
			str_add(out, WORD_CLOSE "\r\n " WORD_OPEN);
			word = strlen(WORD_OPEN);
			column = 1;
		}
		add_encoded(out, text + at, size);
		word += more - strlen(WORD_CLOSE);
		at += size;
	}
	str_add(out, WORD_CLOSE);
}
