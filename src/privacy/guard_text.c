/* SPDX-License-Identifier: MIT */
#include "privacy/guard_text.h"

#include "base/utf8.h"

#include "base/banned.h"

#define RANGE_COUNT (sizeof(ranges) / sizeof(ranges[0]))

struct range {
	uint32_t first, last;
	enum char_class class;
};

/* Beyond ASCII, in order. What is not here means nothing to the guard. Digits count from the first of their range. */
/* clang-format off */
static const struct range ranges[] = {
	{0x0085, 0x0085, CHAR_BREAK},
	{0x00a0, 0x00a0, CHAR_SPACE},
	{0x00aa, 0x00aa, CHAR_LETTER},
	{0x00ad, 0x00ad, CHAR_INVISIBLE}, /* soft hyphen */
	{0x00b5, 0x00b5, CHAR_LETTER},
	{0x00b7, 0x00b7, CHAR_DOT},
	{0x00ba, 0x00ba, CHAR_LETTER},
	{0x00c0, 0x00d6, CHAR_LETTER},
	{0x00d8, 0x00f6, CHAR_LETTER},
	{0x00f8, 0x02af, CHAR_LETTER},
	{0x0300, 0x036f, CHAR_INVISIBLE}, /* combining marks */
	{0x0370, 0x0481, CHAR_LETTER},
	{0x0483, 0x0489, CHAR_INVISIBLE},
	{0x048a, 0x0587, CHAR_LETTER},
	{0x0591, 0x05bd, CHAR_INVISIBLE},
	{0x05d0, 0x05ea, CHAR_LETTER},
	{0x061c, 0x061c, CHAR_INVISIBLE},
	{0x0620, 0x064a, CHAR_LETTER},
	{0x064b, 0x065f, CHAR_INVISIBLE},
	{0x0660, 0x0669, CHAR_DIGIT}, /* Arabic */
	{0x066e, 0x06d3, CHAR_LETTER},
	{0x06f0, 0x06f9, CHAR_DIGIT}, /* Persian, Urdu */
	{0x0904, 0x0939, CHAR_LETTER},
	{0x0966, 0x096f, CHAR_DIGIT}, /* Devanagari */
	{0x09e6, 0x09ef, CHAR_DIGIT}, /* Bengali */
	{0x0a66, 0x0a6f, CHAR_DIGIT}, /* Gurmukhi */
	{0x0be6, 0x0bef, CHAR_DIGIT}, /* Tamil */
	{0x0e01, 0x0e30, CHAR_LETTER},
	{0x0e50, 0x0e59, CHAR_DIGIT}, /* Thai */
	{0x1040, 0x1049, CHAR_DIGIT}, /* Burmese */
	{0x10a0, 0x10ff, CHAR_LETTER},
	{0x115f, 0x1160, CHAR_INVISIBLE},
	{0x1680, 0x1680, CHAR_SPACE},
	{0x180b, 0x180e, CHAR_INVISIBLE},
	{0x1ab0, 0x1aff, CHAR_INVISIBLE},
	{0x1dc0, 0x1dff, CHAR_INVISIBLE},
	{0x1e00, 0x1fff, CHAR_LETTER},
	{0x2000, 0x200a, CHAR_SPACE},
	{0x200b, 0x200f, CHAR_INVISIBLE}, /* zero width, direction */
	{0x2010, 0x2015, CHAR_HYPHEN},
	{0x2024, 0x2024, CHAR_DOT},
	{0x2028, 0x2029, CHAR_BREAK},
	{0x202a, 0x202e, CHAR_INVISIBLE},
	{0x202f, 0x202f, CHAR_SPACE},
	{0x205f, 0x205f, CHAR_SPACE},
	{0x2060, 0x206f, CHAR_INVISIBLE}, /* word joiner, invisible operators */
	{0x20d0, 0x20ff, CHAR_INVISIBLE}, /* marks around a character, as of a keycap */
	{0x2212, 0x2212, CHAR_HYPHEN},    /* minus */
	{0x3000, 0x3000, CHAR_SPACE},
	{0x3040, 0x30ff, CHAR_LETTER},
	{0x3164, 0x3164, CHAR_INVISIBLE},
	{0x3400, 0x9fff, CHAR_LETTER},
	{0xac00, 0xd7a3, CHAR_LETTER},
	{0xfe00, 0xfe0f, CHAR_INVISIBLE}, /* variation selectors */
	{0xfe20, 0xfe2f, CHAR_INVISIBLE},
	{0xfe58, 0xfe58, CHAR_HYPHEN},
	{0xfe63, 0xfe63, CHAR_HYPHEN},
	{0xfeff, 0xfeff, CHAR_INVISIBLE},
	{0xff0d, 0xff0d, CHAR_HYPHEN},
	{0xff0e, 0xff0e, CHAR_DOT},
	{0xff10, 0xff19, CHAR_DIGIT}, /* full-width */
	{0xff21, 0xff3a, CHAR_LETTER},
	{0xff41, 0xff5a, CHAR_LETTER},
	{0x1d7ce, 0x1d7ff, CHAR_DIGIT}, /* mathematical: five alphabets of ten */
	{0xe0000, 0xe0fff, CHAR_INVISIBLE},
};
/* clang-format on */

static struct text_char classify(uint32_t code, uint32_t size)
{
	struct text_char read = {.class = CHAR_OTHER, .code = code, .size = size};
	size_t low = 0;
	size_t high = RANGE_COUNT;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (code > ranges[middle].last)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == RANGE_COUNT || code < ranges[low].first)
		return read;
	read.class = ranges[low].class;
	if (read.class == CHAR_DIGIT)
		read.digit = (code - ranges[low].first) % 10;
	return read;
}

#define FIVE(class) class, class, class, class, class
#define LETTERS                                                                                                        \
	FIVE(CHAR_LETTER), FIVE(CHAR_LETTER), FIVE(CHAR_LETTER), FIVE(CHAR_LETTER), FIVE(CHAR_LETTER), CHAR_LETTER

/* What is not named is CHAR_OTHER. */
const uint8_t text_ascii_classes[0x80] = {
	['\t'] = CHAR_SPACE,      ['\n'] = CHAR_BREAK, ['\v'] = CHAR_BREAK, ['\f'] = CHAR_BREAK,
	['\r'] = CHAR_BREAK,      [' '] = CHAR_SPACE,  ['-'] = CHAR_HYPHEN, ['.'] = CHAR_DOT,
	['0'] = FIVE(CHAR_DIGIT), FIVE(CHAR_DIGIT),    ['A'] = LETTERS,     ['a'] = LETTERS,
};

struct text_char text_beyond_ascii(const struct text *text, struct place place)
{
	uint32_t code = 0;
	size_t size = utf8_decode(text->bytes + place.byte, text->len - place.byte, &code);

	if (size == 0)
		return (struct text_char){.class = CHAR_OTHER, .size = 1};
	return classify(code, (uint32_t)size);
}

struct text_char text_before(const struct text *text, struct place place)
{
	struct text_char read = {.class = CHAR_END};
	uint32_t back = 0;

	if (place.byte == 0)
		return read;
	do {
		back++;
	} while (back < 4 && back < place.byte && ((unsigned char)text->bytes[place.byte - back] & 0xc0) == 0x80);
	read = text_at(text, (struct place){place.byte - back, place.point - 1});
	/* Bytes that do not belong together are characters of their own, as when going forwards. */
	return read.size == back ? read : (struct text_char){.class = CHAR_OTHER, .size = 1};
}

struct place text_over_blanks(const struct text *text, struct place place)
{
	for (;;) {
		struct text_char read = text_visible(text, &place);

		if (read.class != CHAR_SPACE)
			return place;
		place = place_after(place, &read);
	}
}

struct place text_after_lf(const struct text *text, struct place place)
{
	struct text_char read = text_at(text, place);

	return read.code == '\n' ? place_after(place, &read) : place;
}

bool char_is_upper(uint32_t code)
{
	if (code < 0x80)
		return code >= 'A' && code <= 'Z';
	if (code < 0x100)
		return code >= 0xc0 && code <= 0xde && code != 0xd7;
	/* Latin Extended-A and Additional: pairs, the capital first. */
	if ((code >= 0x139 && code <= 0x148) || (code >= 0x179 && code <= 0x17e))
		return code % 2 == 1;
	if (code < 0x178 || (code >= 0x1e00 && code < 0x1f00))
		return code % 2 == 0 && code != 0x138;
	return code == 0x178 || (code >= 0x391 && code <= 0x3a9) || (code >= 0x400 && code <= 0x42f);
}

uint32_t char_to_lower(uint32_t code)
{
	return code < 0x100 && char_is_upper(code) ? code + 0x20 : code;
}
