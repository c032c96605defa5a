/* SPDX-License-Identifier: MIT */
#include "contract/json_scan.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

#include "base/banned.h"

struct scan {
	const char *at;
	const char *end;
	const char *wrong; /* the first thing seen to be wrong */
	int depth;
	int values, values_max;
	/* Names of the objects that are open, as hashes. Two names with one hash are taken for the same: who makes such
	   a pair only has his own text refused. */
	uint64_t names[JSON_MEMBERS_MAX];
	int names_count;
};

static bool scan_value(struct scan *scan);

static bool fail(struct scan *scan, const char *code)
{
	if (!scan->wrong)
		scan->wrong = code;
	return false;
}

/* The next byte, or 0 at the end: NUL is never part of JSON, so the two need not be told apart. */
static char peek(const struct scan *scan)
{
	return scan->at < scan->end ? *scan->at : '\0';
}

static void skip_space(struct scan *scan)
{
	while (peek(scan) == ' ' || peek(scan) == '\n' || peek(scan) == '\r' || peek(scan) == '\t')
		scan->at++;
}

static bool expect(struct scan *scan, char c)
{
	if (peek(scan) != c)
		return fail(scan, "malformed_json");
	scan->at++;
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool scan_digits(struct scan *scan)
{
	if (!is_digit(peek(scan)))
		return fail(scan, "malformed_json");
	while (is_digit(peek(scan)))
		scan->at++;
	return true;
}

static bool scan_number(struct scan *scan)
{
	if (peek(scan) == '-')
		scan->at++;
	if (peek(scan) == '0')
		scan->at++;
	else if (!scan_digits(scan))
		return false;
	if (peek(scan) == '.') {
		scan->at++;
		if (!scan_digits(scan))
			return false;
	}
	if (peek(scan) == 'e' || peek(scan) == 'E') {
		scan->at++;
		if (peek(scan) == '+' || peek(scan) == '-')
			scan->at++;
		return scan_digits(scan);
	}
	return true;
}

/* The four digits after \u. */
static bool scan_hex(struct scan *scan, uint32_t *ret_unit)
{
	uint32_t unit = 0;

	for (int i = 0; i < 4; i++, scan->at++) {
		char c = peek(scan);

		if (is_digit(c))
			unit = unit * 16 + (uint32_t)(c - '0');
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			unit = unit * 16 + (uint32_t)((c | 0x20) - 'a') + 10;
		else
			return fail(scan, "malformed_json");
	}
	*ret_unit = unit;
	return true;
}

/* After "\u": one unit, or a pair of surrogates. */
static bool scan_unicode_escape(struct scan *scan, uint32_t *ret_code_point)
{
	uint32_t high;
	uint32_t low;

	if (!scan_hex(scan, &high))
		return false;
	if (high == 0)
		return fail(scan, "nul_character");
	if (high < 0xd800 || high > 0xdfff) {
		*ret_code_point = high;
		return true;
	}
	if (high > 0xdbff || scan->end - scan->at < 2 || scan->at[0] != '\\' || scan->at[1] != 'u')
		return fail(scan, "lone_surrogate");
	scan->at += 2;
	if (!scan_hex(scan, &low))
		return false;
	if (low < 0xdc00 || low > 0xdfff)
		return fail(scan, "lone_surrogate");
	*ret_code_point = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
	return true;
}

static bool scan_escape(struct scan *scan, uint32_t *ret_code_point)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meanings[] = "\"\\/\b\f\n\r\t";
	char c;
	const char *letter;

	scan->at++;
	c = peek(scan);
	if (c == 'u') {
		scan->at++;
		return scan_unicode_escape(scan, ret_code_point);
	}
	letter = c ? strchr(letters, c) : NULL;
	if (!letter)
		return fail(scan, "malformed_json");
	scan->at++;
	*ret_code_point = (uint32_t)meanings[letter - letters];
	return true;
}

/* A character that needs more than being passed over: an escape, a control character, or one beyond ASCII. */
static bool scan_special(struct scan *scan, uint32_t *ret_code_point)
{
	unsigned char c = (unsigned char)*scan->at;
	size_t size;

	if (c == '\\')
		return scan_escape(scan, ret_code_point);
	if (c == 0)
		return fail(scan, "nul_character");
	if (c < 0x20)
		return fail(scan, "malformed_json");
	size = utf8_decode(scan->at, (size_t)(scan->end - scan->at), ret_code_point);
	if (size == 0)
		return fail(scan, "invalid_utf8");
	scan->at += size;
	return true;
}

static bool is_plain(char c)
{
	return (unsigned char)c >= 0x20 && (unsigned char)c < 0x80 && c != '"' && c != '\\';
}

/* FNV-1a over code points. */
static uint64_t add_to_hash(uint64_t hash, uint32_t code_point)
{
	return (hash ^ code_point) * UINT64_C(0x100000001b3);
}

/* At the opening quote. ret_hash is for names: the hash of the decoded text, so that "a" and "\u0061" are one name. */
static bool scan_string(struct scan *scan, uint64_t *ret_hash)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (scan->at++; scan->at < scan->end;) {
		const char *run = scan->at;
		uint32_t code_point = 0;

		while (scan->at < scan->end && is_plain(*scan->at))
			scan->at++;
		for (; ret_hash && run < scan->at; run++)
			hash = add_to_hash(hash, (unsigned char)*run);
		if (peek(scan) == '"' && scan->at < scan->end) {
			scan->at++;
			if (ret_hash)
				*ret_hash = hash;
			return true;
		}
		if (scan->at == scan->end)
			break;
		if (!scan_special(scan, &code_point))
			return false;
		hash = add_to_hash(hash, code_point);
	}
	return fail(scan, "malformed_json");
}

/* first is where the names of this object begin in the list of all open names. */
static bool scan_name(struct scan *scan, int first)
{
	uint64_t hash = 0;

	if (peek(scan) != '"')
		return fail(scan, "malformed_json");
	if (!scan_string(scan, &hash))
		return false;
	for (int i = first; i < scan->names_count; i++) {
		if (scan->names[i] == hash)
			return fail(scan, "duplicate_name");
	}
	if (scan->names_count == JSON_MEMBERS_MAX)
		return fail(scan, "too_many_values");
	scan->names[scan->names_count++] = hash;
	return true;
}

static bool scan_members(struct scan *scan)
{
	int first = scan->names_count;

	do {
		skip_space(scan);
		if (!scan_name(scan, first))
			return false;
		skip_space(scan);
		if (!expect(scan, ':') || !scan_value(scan))
			return false;
	} while (peek(scan) == ',' && scan->at++);
	scan->names_count = first;
	return expect(scan, '}');
}

static bool scan_items(struct scan *scan)
{
	do {
		if (!scan_value(scan))
			return false;
	} while (peek(scan) == ',' && scan->at++);
	return expect(scan, ']');
}

static bool scan_container(struct scan *scan, char close, bool (*scan_content)(struct scan *))
{
	bool fine;

	if (scan->depth == JSON_DEPTH_MAX)
		return fail(scan, "too_deep");
	scan->depth++;
	scan->at++;
	skip_space(scan);
	if (peek(scan) == close) {
		scan->at++;
		fine = true;
	} else {
		fine = scan_content(scan);
	}
	scan->depth--;
	return fine;
}

static bool scan_word(struct scan *scan, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(scan->end - scan->at) < len || memcmp(scan->at, word, len) != 0)
		return fail(scan, "malformed_json");
	scan->at += len;
	return true;
}

static bool scan_one(struct scan *scan)
{
	switch (peek(scan)) {
	case '{':
		return scan_container(scan, '}', scan_members);
	case '[':
		return scan_container(scan, ']', scan_items);
	case '"':
		return scan_string(scan, NULL);
	case 't':
		return scan_word(scan, "true");
	case 'f':
		return scan_word(scan, "false");
	case 'n':
		return scan_word(scan, "null");
	case '\0':
		return fail(scan, scan->at < scan->end ? "nul_character" : "malformed_json");
	default:
		return scan_number(scan);
	}
}

/* A value with the space around it. Recursion ends at JSON_DEPTH_MAX. */
static bool scan_value(struct scan *scan)
{
	if (++scan->values > scan->values_max)
		return fail(scan, "too_many_values");
	skip_space(scan);
	if (!scan_one(scan))
		return false;
	skip_space(scan);
	return true;
}

static const char *scan_text(const char *text, size_t len, int values_max, size_t *ret_at)
{
	struct scan scan = {.at = text, .end = text + len, .values_max = values_max};

	if (scan_value(&scan) && scan.at < scan.end)
		(void)fail(&scan, *scan.at == '\0' ? "nul_character" : "malformed_json");
	if (scan.wrong)
		*ret_at = (size_t)(scan.at - text);
	assert(scan.wrong || scan.depth == 0);
	return scan.wrong;
}

const char *json_scan(const char *text, size_t len, size_t *ret_at)
{
	return scan_text(text, len, JSON_VALUES_MAX, ret_at);
}

const char *json_scan_document(const char *text, size_t len, size_t *ret_at)
{
	return scan_text(text, len, JSON_DOCUMENT_VALUES_MAX, ret_at);
}
