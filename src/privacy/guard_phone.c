/* SPDX-License-Identifier: MIT */
#include "privacy/guard_phone.h"

#include "base/banned.h"

#define PHONE_DIGITS 8
#define ABROAD_DIGITS_MIN 9
#define ABROAD_DIGITS_MAX 15
#define FULL_WIDTH_PLUS 0xff0b

static bool is_mobile(const struct digit_group *group)
{
	return group->digits[0] == 4 || group->digits[0] == 9;
}

static bool has_plus(const struct chain *chain, struct place *ret_start)
{
	struct place start = chain_group(chain, 0)->span.start;
	struct text_char before = text_before(chain->text, start);

	if (chain->dropped > 0 || (before.code != '+' && before.code != FULL_WIDTH_PLUS))
		return false;
	*ret_start = place_before(start, &before);
	return true;
}

/* +46 70 123 45 67: as many groups as a number can have. */
static uint32_t abroad(const struct chain *chain)
{
	const struct digit_group *group;
	uint32_t digits = 0;
	uint32_t i;

	for (i = 0; (group = chain_group(chain, i)) != NULL; i++) {
		if ((i > 0 && group->joint != JOINT_SPACE && group->joint != JOINT_HYPHEN) ||
		    digits + group->count > ABROAD_DIGITS_MAX)
			break;
		digits += group->count;
	}
	return digits >= ABROAD_DIGITS_MIN ? i : 0;
}

static bool starts_with(const uint8_t *digits, uint32_t value, uint32_t count)
{
	for (uint32_t i = count; i > 0; i--) {
		if (digits[i - 1] != value % 10)
			return false;
		value /= 10;
	}
	return true;
}

/* +47 or 0047, and eight digits parted in any way. */
static uint32_t with_country_code(const struct chain *chain, bool plus)
{
	uint8_t digits[PHONE_DIGITS + 4] = {0};
	uint32_t groups = chain_digits(chain, 0, PHONE_DIGITS + 4, digits);

	if (!plus)
		return groups > 0 && starts_with(digits, 47, 4) ? groups : 0;
	groups = chain_digits(chain, 0, PHONE_DIGITS + 2, digits);
	return groups > 0 && starts_with(digits, 47, 2) ? groups : abroad(chain);
}

static bool is_one_series(const struct chain *chain, uint32_t from, uint32_t groups)
{
	enum joint joint = chain_group(chain, from + 1)->joint;

	for (uint32_t i = 1; i < groups; i++) {
		const struct digit_group *group = chain_group(chain, from + i);

		if (group->joint != joint || (joint != JOINT_SPACE && !group->is_tight))
			return false;
	}
	/* Dots and hyphens also stand in clock times, versions and dates. */
	return joint == JOINT_SPACE ||
	       ((joint == JOINT_HYPHEN || joint == JOINT_DOT) && is_mobile(chain_group(chain, from)));
}

/* A neighbour of the same kind would make the series longer; the start of a date behind it would not. */
static bool goes_on(const struct chain *chain, uint32_t from, uint32_t to)
{
	const struct digit_group *first = chain_group(chain, from);
	const struct digit_group *next = chain_group(chain, to);
	const struct digit_group *then = chain_group(chain, to + 1);
	uint32_t before = from > 0 ? 0 : chain->before;

	if (first->is_tight || (first->joint == JOINT_SPACE && before == first->count))
		return true;
	if (!next || next->joint != chain_group(chain, from + 1)->joint)
		return false;
	if (next->count != first->count && next->count != 2)
		return false;
	return !then || then->joint != JOINT_DOT || next->joint == JOINT_DOT;
}

static bool has_shape(const struct chain *chain, uint32_t from, const uint8_t *counts, uint32_t groups)
{
	for (uint32_t i = 0; i < groups; i++) {
		const struct digit_group *group = chain_group(chain, from + i);

		if (!group || group->count != counts[i])
			return false;
	}
	return true;
}

/* 412 34 567 and 23 45 67 89, as Norwegian numbers are grouped. */
static uint32_t in_usual_groups(const struct chain *chain, uint32_t from)
{
	static const uint8_t three_groups[] = {3, 2, 3};
	static const uint8_t four_groups[] = {2, 2, 2, 2};
	const struct digit_group *first = chain_group(chain, from);
	uint32_t groups = 0;

	if (!first || first->digits[0] == 0)
		return 0;
	if (has_shape(chain, from, three_groups, 3))
		groups = 3;
	else if (has_shape(chain, from, four_groups, 4))
		groups = 4;
	return groups > 0 && is_one_series(chain, from, groups) && !goes_on(chain, from, from + groups) ? groups : 0;
}

/* 47 91 23 45 67: the country code without its plus, which only the groups behind it give away. */
static uint32_t with_bare_country_code(const struct chain *chain)
{
	const struct digit_group *group = chain_group(chain, 0);
	uint32_t groups;

	if (group->count != 2 || !starts_with(group->digits, 47, 2))
		return 0;
	groups = in_usual_groups(chain, 1);
	return groups > 0 && chain_group(chain, 1)->joint == JOINT_SPACE ? groups + 1 : 0;
}

/* Part of something longer: an amount (1,45678901), a case number (22/45678901), a serial number (SN45678901). */
static bool is_part(const struct chain *chain, const struct digit_group *group, enum phone_told told)
{
	struct text_char before = text_before(chain->text, group->span.start);
	struct text_char after = text_at(chain->text, group->span.end);
	const struct digit_group *next = chain_group(chain, 1);

	if (group->is_tight || (next && next->is_tight) || after.class == CHAR_LETTER)
		return true;
	if (before.class == CHAR_LETTER)
		return told != PHONE_TOLD;
	if (before.code == '/' || before.code == ',')
		return text_before(chain->text, place_before(group->span.start, &before)).class == CHAR_DIGIT;
	if (after.code == '/' || after.code == ',')
		return text_at(chain->text, place_after(group->span.end, &after)).class == CHAR_DIGIT;
	return false;
}

static uint32_t ungrouped(const struct chain *chain, enum phone_told told)
{
	const struct digit_group *group = chain_group(chain, 0);

	return group->count == PHONE_DIGITS && is_mobile(group) && told != PHONE_OTHER_NUMBER &&
	       !is_part(chain, group, told);
}

uint32_t phone_in_chain(const struct chain *chain, enum phone_told told, struct span *ret_span)
{
	struct place start = chain_group(chain, 0)->span.start;
	bool plus = has_plus(chain, &start);
	uint32_t groups = with_country_code(chain, plus);

	if (groups == 0)
		start = chain_group(chain, 0)->span.start;
	if (groups == 0)
		groups = with_bare_country_code(chain);
	if (groups == 0)
		groups = in_usual_groups(chain, 0);
	if (groups == 0)
		groups = ungrouped(chain, told);
	if (groups > 0)
		*ret_span = (struct span){start, chain_group(chain, groups - 1)->span.end};
	return groups;
}
