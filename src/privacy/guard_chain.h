/* SPDX-License-Identifier: MIT */
#ifndef PRIVACY_GUARD_CHAIN_H
#define PRIVACY_GUARD_CHAIN_H

/*
 * Groups of digits that follow each other with nothing but a separator between them: "28 89 38 40895" has four. A group
 * is a whole run of digits; characters that cannot be seen do not part it. What is looked for begins and ends with a
 * group, so nothing is ever found inside a longer run. A chain may be as long as the text; the next CHAIN_AHEAD groups
 * of it are at hand.
 */

#include "privacy/guard_text.h"

#define CHAIN_AHEAD 32       /* more than two numbers of eleven single digits */
#define GROUP_DIGITS_KEPT 16 /* nothing that is looked for is longer */

enum joint { JOINT_NONE, JOINT_SPACE, JOINT_BREAK, JOINT_HYPHEN, JOINT_DOT };

struct digit_group {
	struct span span;
	enum joint joint; /* to the group before */
	bool is_tight;    /* a hyphen or dot without blanks around it */
	uint32_t count;
	uint8_t digits[GROUP_DIGITS_KEPT];
};

struct chain {
	const struct text *text;
	struct place at;  /* behind the last group that was read */
	bool is_read;     /* to its end */
	uint32_t dropped; /* groups in front of those at hand */
	uint32_t before;  /* digits of the group in front of the first at hand, 0 for none */
	uint32_t head, count;
	struct digit_group groups[CHAIN_AHEAD];
};

/* A chain that starts with the digit at a place. */
void chain_open(struct chain *chain, const struct text *text, struct place place);
/* Reads on until enough groups are at hand. False when none is left. */
bool chain_fill(struct chain *chain);
/* Passes over the first groups at hand, at least one. */
void chain_drop(struct chain *chain, uint32_t count);

/* The i-th group at hand, NULL behind the last. */
const struct digit_group *chain_group(const struct chain *chain, uint32_t i);
/* The number of groups from the i-th on that have exactly so many digits (up to 16) together, or 0. */
uint32_t chain_digits(const struct chain *chain, uint32_t i, uint32_t digits, uint8_t *ret_digits);

#endif
