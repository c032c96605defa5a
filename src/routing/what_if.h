/* SPDX-License-Identifier: MIT */
#ifndef ROUTING_WHAT_IF_H
#define ROUTING_WHAT_IF_H

/*
 * What a changed set would do to the cases there were: each is decided by both sets, and counted. Takes the same memory
 * for any number of cases. Only for the files of this room.
 */

#include "routing/routing.h"

#include <stdbool.h>

struct what_if_move {
	const char *from, *to; /* councils; borrowed from the sets */
	int64_t count;
};

struct what_if {
	const struct rule_set *now, *changed;
	int64_t cases, moved;
	int64_t *decided; /* how many cases each rule of the changed set decides */
	struct what_if_move *moves; /* in the order they were first seen */
	int moves_count;
};

/* Both sets have to live as long. */
void what_if_begin(struct arena *arena, const struct rule_set *now, const struct rule_set *changed, struct what_if *ret_trial);
/* Decides a case by both. True when it would go elsewhere: then *ret_from and *ret_rule say from where, and by which rule to where. */
bool what_if_case(struct what_if *trial, const struct route_facts *facts, const char **ret_from, const struct rule **ret_rule);

/* A count for somebody who may only know counts from smallest on: rounded down to a multiple of it. smallest 0 or 1: as it is. */
int64_t what_if_shown(int64_t count, int64_t smallest);

#endif
