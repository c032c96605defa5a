/* SPDX-License-Identifier: MIT */
#ifndef PRIVACY_GUARD_TEXT_H
#define PRIVACY_GUARD_TEXT_H

/* How the guard reads a text: one character at a time, each with the class that matters here. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum char_class {
	CHAR_OTHER,
	CHAR_END,
	CHAR_DIGIT, /* of any script that people paste: ASCII, full-width, mathematical, Arabic */
	CHAR_LETTER,
	CHAR_SPACE,  /* any width, and tab */
	CHAR_BREAK,  /* of a line; CR LF are two characters and one break */
	CHAR_HYPHEN, /* hyphens, dashes, minus */
	CHAR_DOT,
	CHAR_INVISIBLE, /* zero width, soft hyphen, direction marks, combining marks: never part of the meaning here */
};

/* A place between two characters, counted both ways. */
struct place {
	uint32_t byte, point;
};

struct span {
	struct place start, end;
};

struct text {
	const char *bytes;
	uint32_t len;
};

struct text_char {
	enum char_class class;
	uint32_t code;
	uint32_t size;  /* in bytes; 0 at the end */
	uint32_t digit; /* its value, for CHAR_DIGIT */
};

extern const uint8_t text_ascii_classes[0x80];
struct text_char text_beyond_ascii(const struct text *text, struct place place);

/* The character at a place, CHAR_END at the end of the text. Nearly all of it is ASCII. */
static inline struct text_char text_at(const struct text *text, struct place place)
{
	unsigned char byte;

	if (place.byte >= text->len)
		return (struct text_char){.class = CHAR_END};
	byte = (unsigned char)text->bytes[place.byte];
	if (byte >= 0x80)
		return text_beyond_ascii(text, place);
	return (struct text_char){(enum char_class)text_ascii_classes[byte], byte, 1, (uint32_t)byte - '0'};
}

/* The character before a place, CHAR_END at the start. */
struct text_char text_before(const struct text *text, struct place place);

static inline struct place place_after(struct place place, const struct text_char *character)
{
	return (struct place){place.byte + character->size, place.point + (character->size > 0)};
}

static inline struct place place_before(struct place place, const struct text_char *character)
{
	return (struct place){place.byte - character->size, place.point - (character->size > 0)};
}

/* The place behind blanks and what cannot be seen. */
struct place text_over_blanks(const struct text *text, struct place place);

/* The character behind those that cannot be seen, with *place moved to it. */
static inline struct text_char text_visible(const struct text *text, struct place *place)
{
	struct text_char read = text_at(text, *place);

	while (read.class == CHAR_INVISIBLE) {
		*place = place_after(*place, &read);
		read = text_at(text, *place);
	}
	return read;
}

/* Behind the LF that belongs to the CR in front of the place, if there is one. */
struct place text_after_lf(const struct text *text, struct place place);

bool char_is_upper(uint32_t code);
/* Lower case of A-Z and Latin-1, where all our own words are; others are answered as they are. */
uint32_t char_to_lower(uint32_t code);

#endif
