/* SPDX-License-Identifier: MIT */
#include "privacy/guard_birth.h"

#include "privacy/guard_number.h"
#include "privacy/guard_words.h"

#include "base/banned.h"

#define YEAR_MIN 1850
#define YEAR_MAX 2099
#define DIGITS_MAX 8
#define SPACES_MAX 2

struct number {
	uint32_t count; /* of digits; 0 when there is none or it is too long for a date */
	uint32_t value;
};

/* What stands between two parts of a date. */
struct separator {
	uint32_t spaces, marks;
};

static struct number read_number(const struct text *text, struct place *place)
{
	struct number number = {0};
	struct place at = *place;

	for (;;) {
		struct text_char read = text_visible(text, &at);

		if (read.class != CHAR_DIGIT)
			return number;
		if (number.count == DIGITS_MAX)
			return (struct number){0};
		number.count++;
		number.value = number.value * 10 + read.digit;
		at = *place = place_after(at, &read);
	}
}

static bool is_mark(const struct text_char *read)
{
	return read->class == CHAR_DOT || read->class == CHAR_HYPHEN || read->code == '/' || read->code == '\'' ||
	       read->code == ',' || read->code == 0x2019;
}

static struct separator read_separator(const struct text *text, struct place *place)
{
	struct separator separator = {0};

	for (;;) {
		struct text_char read = text_visible(text, place);

		if (read.class == CHAR_SPACE && separator.spaces < SPACES_MAX)
			separator.spaces++;
		else if (is_mark(&read) && separator.marks < 2)
			separator.marks++;
		else
			return separator;
		*place = place_after(*place, &read);
	}
}

static bool is_date(uint32_t day, uint32_t month, const struct number *year)
{
	if (year->count == 4 && (year->value < YEAR_MIN || year->value > YEAR_MAX))
		return false;
	return (year->count == 2 || year->count == 4) && calendar_has(day, month, year->value);
}

static bool is_solid_date(const struct number *number)
{
	uint32_t value = number->value;

	if (number->count == 6)
		return is_date(value / 10000, value / 100 % 100, &(struct number){2, value % 100});
	return number->count == 8 &&
	       (is_date(value / 1000000, value / 10000 % 100, &(struct number){4, value % 10000}) ||
		is_date(value % 100, value / 100 % 100, &(struct number){4, value / 10000}));
}

/* 1 to 12, or 0. Three letters and more of the name: "feb", "sept". */
static uint32_t read_month(const struct text *text, struct place *place)
{
	static const char *const months[] = {"januar", "februar", "mars",      "april",   "mai",      "juni",
					     "juli",   "august",  "september", "oktober", "november", "desember"};
	struct span span = word_at(text, *place);
	struct folded word = word_fold(text, span);

	*place = span.end;
	if (word.len < 3)
		return 0;
	for (uint32_t month = 0; month < 12; month++) {
		uint32_t i = 0;

		while (i < word.len && months[month][i] == word.bytes[i])
			i++;
		if (i == word.len)
			return month + 1;
	}
	return 0;
}

/* 24. mai 1939, with the place behind "24". */
static bool named_month(const struct text *text, const struct number *day, struct place *place)
{
	uint32_t month = read_month(text, place);
	struct number year;

	if (month == 0)
		return false;
	(void)read_separator(text, place);
	year = read_number(text, place);
	return is_date(day->value, month, &year);
}

/* 7.11.41, 3/4-51, 01 02 1950, 1950-02-01. */
static bool numbers_only(const struct text *text, const struct number *first, struct separator separator,
			 struct place *place)
{
	struct number second = read_number(text, place);
	struct separator next = read_separator(text, place);
	struct number third = read_number(text, place);

	/* Numbers beside each other are a date only when nothing of it is left out. */
	if (separator.marks == 0 && (separator.spaces != 1 || first->count < 2 || second.count != 2))
		return false;
	if ((next.marks == 0 && next.spaces == 0) || second.count == 0 || second.count > 2)
		return false;
	if (first->count == 4)
		return third.count == 2 && is_date(third.value, second.value, first);
	return is_date(first->value, second.value, &third);
}

bool birth_date_at(const struct text *text, struct place start, struct place *ret_end)
{
	struct place place = start;
	struct number first = read_number(text, &place);
	struct separator separator;
	bool found;

	if (first.count == 6 || first.count == 8) {
		found = is_solid_date(&first);
	} else if (first.count == 1 || first.count == 2 || first.count == 4) {
		separator = read_separator(text, &place);
		if (text_visible(text, &place).class == CHAR_DIGIT)
			found = numbers_only(text, &first, separator, &place);
		else
			found = first.count < 4 && named_month(text, &first, &place);
	} else {
		found = false;
	}
	if (found)
		*ret_end = place;
	return found;
}
