/* SPDX-License-Identifier: MIT */
#include "privacy/guard_chain.h"

#include "base/banned.h"

/* A wider gap is a table's, not a number's. */
#define SPACES_MAX 12
#define MARKS_MAX 2

struct joint_parts {
	uint32_t spaces, breaks, hyphens, dots;
};

static bool count_part(struct joint_parts *parts, enum char_class class)
{
	parts->spaces += class == CHAR_SPACE;
	parts->breaks += class == CHAR_BREAK;
	parts->hyphens += class == CHAR_HYPHEN;
	parts->dots += class == CHAR_DOT;
	return parts->spaces <= SPACES_MAX && parts->breaks <= 1 && parts->hyphens + parts->dots <= MARKS_MAX;
}

static void describe_joint(const struct joint_parts *parts, struct digit_group *group)
{
	enum joint blank = parts->breaks ? JOINT_BREAK : JOINT_SPACE;

	group->joint = blank;
	if (parts->hyphens + parts->dots > 0)
		group->joint = parts->dots ? JOINT_DOT : JOINT_HYPHEN;
	group->is_tight = group->joint != blank && parts->spaces + parts->breaks == 0;
}

/* Moves from the end of a group to the start of the next. False when no other follows. */
static bool read_joint(struct chain *chain, struct digit_group *group)
{
	struct joint_parts parts = {0};
	struct place place = chain->at;

	for (;;) {
		struct text_char read = text_visible(chain->text, &place);

		if (read.class == CHAR_DIGIT)
			break;
		if (read.class < CHAR_SPACE || !count_part(&parts, read.class))
			return false;
		place = place_after(place, &read);
		if (read.code == '\r')
			place = text_after_lf(chain->text, place);
	}
	chain->at = place;
	describe_joint(&parts, group);
	return true;
}

static void read_digits(struct chain *chain, struct digit_group *group)
{
	struct place place = chain->at;

	group->span.start = place;
	group->count = 0;
	for (;;) {
		struct text_char read = text_visible(chain->text, &place);

		if (read.class != CHAR_DIGIT)
			break;
		if (group->count < GROUP_DIGITS_KEPT)
			group->digits[group->count] = (uint8_t)read.digit;
		group->count++;
		place = place_after(place, &read);
		chain->at = place;
	}
	group->span.end = chain->at;
}

void chain_open(struct chain *chain, const struct text *text, struct place place)
{
	chain->text = text;
	chain->at = place;
	chain->is_read = false;
	chain->dropped = chain->before = chain->head = chain->count = 0;
}

bool chain_fill(struct chain *chain)
{
	while (!chain->is_read && chain->count < CHAIN_AHEAD) {
		struct digit_group *group = &chain->groups[(chain->head + chain->count) % CHAIN_AHEAD];

		group->joint = JOINT_NONE;
		group->is_tight = false;
		if (chain->dropped + chain->count > 0 && !read_joint(chain, group)) {
			chain->is_read = true;
			break;
		}
		read_digits(chain, group);
		chain->count++;
	}
	return chain->count > 0;
}

void chain_drop(struct chain *chain, uint32_t count)
{
	chain->before = chain_group(chain, count - 1)->count;
	chain->head = (chain->head + count) % CHAIN_AHEAD;
	chain->count -= count;
	chain->dropped += count;
}

const struct digit_group *chain_group(const struct chain *chain, uint32_t i)
{
	return i < chain->count ? &chain->groups[(chain->head + i) % CHAIN_AHEAD] : NULL;
}

uint32_t chain_digits(const struct chain *chain, uint32_t i, uint32_t digits, uint8_t *ret_digits)
{
	uint32_t first = i;
	uint32_t have = 0;

	while (have < digits) {
		const struct digit_group *group = chain_group(chain, i++);

		if (!group || group->count > digits - have)
			return 0;
		for (uint32_t d = 0; d < group->count; d++)
			ret_digits[have++] = group->digits[d];
	}
	return i - first;
}
