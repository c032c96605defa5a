/* SPDX-License-Identifier: MIT */
#ifndef ROUTING_RULE_CODES_H
#define ROUTING_RULE_CODES_H

/* Checking a set of rules against what a helsefellesskap has on a day. Only for the files of this room. */

#include "contract/contract.h"
#include "routing/routing.h"

/* Which helsefellesskap: by id (text), or else by code. */
struct rule_owner {
	const char *id, *code;
	const char *at; /* the codes of that day count; NULL: of today */
};

/*
 * Reads a set and checks every code against those of the day. ERR_NOT_FOUND when the actor does not administer the owner;
 * ERR_INVALID with every reason and its place. *ret_id is the owner's id as text, in the arena.
 */
MUST_USE enum err rule_codes_check(struct call *call, const struct rule_owner *owner, const char *json, size_t len,
				   const char **ret_id);

#endif
