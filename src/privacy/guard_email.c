/* SPDX-License-Identifier: MIT */
#include "privacy/guard_email.h"

#include "base/banned.h"

#define LOCAL_PART_MAX 64 /* RFC 5321 4.5.3.1.1 */
#define DOMAIN_MAX 255    /* 4.5.3.1.2 */
#define TOP_LABEL_MIN 2
#define FULL_WIDTH_AT 0xff20

bool is_at_sign(const struct text_char *read)
{
	return read->code == '@' || read->code == FULL_WIDTH_AT;
}

static bool is_local(const struct text_char *read)
{
	return read->class == CHAR_LETTER || read->class == CHAR_DIGIT || read->code == '.' || read->code == '-' ||
	       read->code == '_' || read->code == '+' || read->code == '%' || read->code == '\'' ||
	       read->class == CHAR_INVISIBLE;
}

/* An address does not start with what only joins its parts; a quote or a dash there is the sentence's. */
static bool starts_local(const struct text_char *read)
{
	return read->class == CHAR_LETTER || read->class == CHAR_DIGIT || read->code == '_';
}

static struct place local_start(const struct text *text, struct place at_sign)
{
	struct place place = at_sign;
	struct place start = at_sign;

	for (uint32_t i = 0; i < LOCAL_PART_MAX; i++) {
		struct text_char read = text_before(text, place);

		if (read.class == CHAR_END || !is_local(&read))
			break;
		place = place_before(place, &read);
		if (starts_local(&read))
			start = place;
	}
	return start;
}

/* The label at a place. *ret_letters: it has nothing but letters. *ret_capital: its first one is one. */
static uint32_t read_label(const struct text *text, struct place *place, bool *ret_letters, bool *ret_capital)
{
	struct place at = *place;
	uint32_t count = 0;

	*ret_letters = true;
	*ret_capital = false;
	for (;; count++) {
		struct text_char read = text_visible(text, &at);

		if (read.class != CHAR_LETTER && read.class != CHAR_DIGIT && (read.code != '-' || count == 0))
			return count;
		if (count == 0)
			*ret_capital = char_is_upper(read.code);
		*ret_letters = *ret_letters && read.class == CHAR_LETTER;
		at = *place = place_after(at, &read);
	}
}

/* The end of a domain of two labels or more, the last of letters only; the place given when there is none. */
static struct place domain_end(const struct text *text, struct place start)
{
	struct place end = start;
	struct place place = start;
	bool was_capital = true;

	for (uint32_t labels = 1; place.point - start.point <= DOMAIN_MAX; labels++) {
		bool letters;
		bool capital;
		uint32_t count = read_label(text, &place, &letters, &capital);
		struct text_char dot = text_at(text, place);

		/* "kari@example.no.Ring meg": the next sentence starts without a blank. */
		if (count == 0 || (capital && !was_capital && end.byte > start.byte))
			break;
		if (labels > 1 && letters && count >= TOP_LABEL_MIN)
			end = place;
		if (dot.code != '.')
			break;
		was_capital = capital;
		place = place_after(place, &dot);
	}
	return end;
}

bool email_around(const struct text *text, struct place at_sign, struct span *ret_span)
{
	struct text_char sign = text_at(text, at_sign);
	struct place behind = place_after(at_sign, &sign);
	struct span span = {local_start(text, at_sign), domain_end(text, behind)};

	if (span.start.byte == at_sign.byte || span.end.byte == behind.byte)
		return false;
	*ret_span = span;
	return true;
}

bool email_follows(const struct text *text, struct place place)
{
	struct span span;

	for (uint32_t i = 0; i < LOCAL_PART_MAX; i++) {
		struct text_char read = text_at(text, place);

		if (is_at_sign(&read))
			return email_around(text, place, &span);
		if (read.class == CHAR_END || !is_local(&read))
			return false;
		place = place_after(place, &read);
	}
	return false;
}
