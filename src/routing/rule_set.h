/* SPDX-License-Identifier: MIT */
#ifndef ROUTING_RULE_SET_H
#define ROUTING_RULE_SET_H

/*
 * What a rule set is made of. Only for the files of this room.
 *
 * Deciding is a lookup: for every fact and every code the rules mention there is a row of bits, one bit a rule, set
 * when the rule accepts that code. The rows of a case's codes are joined by AND and the lowest bit that is left is the
 * rule. So the time hardly depends on the number of rules.
 */

#include "routing/routing.h"

#include <stdbool.h>
#include <stdint.h>

struct condition {
	bool given;        /* the rule asks about this fact */
	bool accepts_none; /* null is in the list */
	const char **codes;
	int count;
};

struct conditions {
	struct condition facts[ROUTING_FACT_COUNT];
	bool broken; /* while reading: there is a mistake in them, so that nothing is said of their order */
};

struct fact_rows {
	const char **codes; /* sorted; all that the list of rules mentions */
	int count;
	uint64_t *rows; /* one a code, then one for "not given", then one for any other code; NULL: nobody asks */
};

struct rule_list {
	struct rule *rules;
	struct conditions *when;
	int count;
	int words; /* of 64 rules */
	uint64_t *all;
	struct fact_rows facts[ROUTING_FACT_COUNT];
};

struct rule_set {
	int version;
	const char *title;
	struct rule_list decide;
	struct rule_list tell;
};

const char *routing_fact_name(enum routing_fact fact);
/* The list of known codes that a fact's codes come from. */
const struct routing_codes *routing_fact_codes(const struct routing_known_codes *known, enum routing_fact fact);

/* Makes the rows from the conditions. ERR_TOO_LARGE when they do not fit the arena. */
MUST_USE enum err rule_list_prepare(struct arena *arena, struct rule_list *list);

/* The first earlier rule that takes every case the rule at index could take; -1 when none does. */
int rule_list_covered_by(const struct rule_list *list, int index);
/* True when the rule has no conditions. */
bool rule_list_is_unconditional(const struct rule_list *list, int index);

#endif
