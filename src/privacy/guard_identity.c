/* SPDX-License-Identifier: MIT */
#include "privacy/guard_identity.h"

#include "base/banned.h"

#define DATE_DIGITS 6

/* How the groups part the eleven digits. */
struct parting {
	uint32_t groups;
	uint32_t date_groups; /* that make up the first six digits; 0 when none ends there */
	uint32_t dots;        /* joints inside that are dots */
	const struct digit_group *first, *second;
};

static struct parting read_parting(const struct chain *chain, uint32_t i, uint32_t groups)
{
	struct parting parting = {groups, 0, 0, chain_group(chain, i), chain_group(chain, i + 1)};
	uint32_t digits = 0;

	for (uint32_t g = 0; g < groups; g++) {
		const struct digit_group *group = chain_group(chain, i + g);

		digits += group->count;
		if (digits == DATE_DIGITS)
			parting.date_groups = g + 1;
		parting.dots += g > 0 && group->joint == JOINT_DOT;
	}
	return parting;
}

/* 1234.56.78903: bank accounts have the second control digit as well, so three in a hundred would count as a number. */
static bool is_account_parting(const struct parting *parting)
{
	return parting->groups == 3 && parting->first->count == 4 && parting->second->count == 2;
}

/* 301082 99920, 30.10.82 99920, 30 10 82 999 20, 30108299920; and what else keeps the date by itself. */
static bool is_usual(const struct parting *parting)
{
	if (parting->groups == 1)
		return true;
	return parting->date_groups > 0 && parting->date_groups <= 3 && parting->groups - parting->date_groups <= 2;
}

/* The usual ways, without those that a date or a list of other numbers would also have. */
static bool is_strictly_usual(const struct chain *chain, uint32_t i, const struct parting *parting)
{
	uint32_t own = parting->groups - parting->date_groups;

	if (parting->groups == 1)
		return true;
	if (parting->date_groups == 3 && (parting->first->count != 2 || parting->second->count != 2))
		return false;
	return parting->date_groups % 2 == 1 &&
	       (own == 1 || (own == 2 && chain_group(chain, i + parting->date_groups)->count == 3));
}

/* The chain is these digits and nothing else, and they are not parted as two dates are: 30.12.25–12.1.26. */
static bool is_all_there_is(const struct chain *chain, uint32_t i, const struct parting *parting)
{
	if (chain->dropped + i > 0 || !chain->is_read || parting->groups != chain->count)
		return false;
	return parting->dots == 0 || parting->dots == parting->groups - 1;
}

enum identity identity_in_chain(const struct chain *chain, uint32_t i, bool is_account, enum guard_kind *ret_kind,
				uint32_t *ret_groups)
{
	uint8_t digits[IDENTITY_DIGITS];
	enum guard_kind kind = GUARD_KIND_COUNT;
	uint32_t groups = chain_digits(chain, i, IDENTITY_DIGITS, digits);
	enum identity identity = groups > 0 ? identity_check(digits, &kind) : IDENTITY_NONE;
	struct parting parting;

	if (identity == IDENTITY_NONE)
		return IDENTITY_NONE;
	if (is_account && (identity == IDENTITY_INVALID || kind == GUARD_FHN))
		return IDENTITY_NONE;
	parting = read_parting(chain, i, groups);
	if (is_account_parting(&parting) && (parting.dots == 2 || is_account))
		return IDENTITY_NONE;
	if (identity == IDENTITY_INVALID ? !is_strictly_usual(chain, i, &parting)
					 : !is_usual(&parting) && !is_all_there_is(chain, i, &parting))
		return IDENTITY_NONE;
	*ret_kind = kind;
	*ret_groups = groups;
	return identity;
}

static bool take_digits(const struct text *text, struct place *place, uint32_t count, uint8_t *ret_digits)
{
	for (uint32_t i = 0; i < count; i++) {
		struct text_char read = text_visible(text, place);

		if (read.class != CHAR_DIGIT)
			return false;
		ret_digits[i] = (uint8_t)read.digit;
		*place = place_after(*place, &read);
	}
	return true;
}

/* A blank as a page's source has it. */
static bool take_entity(const struct text *text, struct place *place)
{
	static const char *const entities[] = {"&nbsp;", "&#160;", "&#xa0;"};

	for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
		struct place at = *place;
		const char *next = entities[i];

		for (; *next; next++) {
			struct text_char read = text_at(text, at);

			if (char_to_lower(read.code) != (uint32_t)*next)
				break;
			at = place_after(at, &read);
		}
		if (!*next) {
			*place = at;
			return true;
		}
	}
	return false;
}

/* One mark that no chain has, with blanks around it or not. */
static bool take_mark(const struct text *text, struct place *place)
{
	static const char marks[] = "/_:*+|";
	struct text_char read;

	*place = text_over_blanks(text, *place);
	if (take_entity(text, place))
		return true;
	read = text_visible(text, place);
	for (const char *mark = marks; *mark; mark++) {
		if ((uint32_t)*mark == read.code) {
			*place = text_over_blanks(text, place_after(*place, &read));
			return true;
		}
	}
	return false;
}

/* The date: six digits and a mark, or 30/10/82 and whatever parts it from the rest. */
static bool take_marked_date(const struct text *text, struct place *place, uint8_t *ret_digits)
{
	struct place start = *place;
	struct text_char read;

	if (take_digits(text, place, DATE_DIGITS, ret_digits))
		return take_mark(text, place);
	*place = start;
	for (uint32_t i = 0; i < DATE_DIGITS; i += 2)
		if ((i > 0 && !take_mark(text, place)) || !take_digits(text, place, 2, ret_digits + i))
			return false;
	if (take_mark(text, place))
		return true;
	read = text_visible(text, place);
	if (read.class == CHAR_HYPHEN || read.class == CHAR_DOT)
		*place = text_over_blanks(text, place_after(*place, &read));
	return true;
}

bool identity_marked_at(const struct text *text, struct place start, enum guard_kind *ret_kind, struct place *ret_end)
{
	uint8_t digits[IDENTITY_DIGITS];
	struct place place = start;
	enum guard_kind kind = GUARD_KIND_COUNT;

	if (!take_marked_date(text, &place, digits) ||
	    !take_digits(text, &place, IDENTITY_DIGITS - DATE_DIGITS, digits + DATE_DIGITS))
		return false;
	*ret_end = place;
	if (text_visible(text, &place).class == CHAR_DIGIT || identity_check(digits, &kind) != IDENTITY_VALID)
		return false;
	*ret_kind = kind;
	return true;
}
