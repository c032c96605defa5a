/* SPDX-License-Identifier: MIT */
#ifndef ROUTING_CASE_LINE_H
#define ROUTING_CASE_LINE_H

/* The facts of a case written as one line of JSON (design.md 4, `samavvik route`). Members that routing has no use for
 * are not looked at. */

#include "routing/routing.h"

struct case_line {
	const char *id;
	struct route_facts facts;
	const char *reporter_org, *other_org; /* names, or NULL */
};

/*
 * Everything lives in the arena. The codes must be among the known ones. When the line is wrong, *ret_error says what
 * is wrong with every member, without repeating any of it, and the answer is ERR_INVALID.
 */
MUST_USE enum err case_line_read(struct arena *arena, const char *line, size_t len,
				 const struct routing_known_codes *known, struct case_line *ret_case,
				 const char **ret_error);

#endif
