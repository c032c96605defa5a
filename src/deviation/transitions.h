/* SPDX-License-Identifier: MIT */
#ifndef DEVIATION_TRANSITIONS_H
#define DEVIATION_TRANSITIONS_H

/*
 * What may be done to a case, from which status, by which side: one table. The answer "what may I do now" and the check of
 * a change both read it.
 */

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>

enum deviation_action {
	ACTION_ACKNOWLEDGE,
	ACTION_MESSAGE,
	ACTION_NOTE,
	ACTION_ANSWER,
	ACTION_CLOSE,
	ACTION_REOPEN,
	ACTION_MASK,
	ACTION_ASSIGN,
	ACTION_PUBLISH /* the learning point; done in the room learning, told here because the case shows it */
};

/* Where a case stands and who asks. */
struct case_standing {
	const char *status;
	bool is_council, is_reporter, is_party; /* party: coordinates for one of the two organisations */
};

/* OK, or ERR_CONFLICT ("transition_not_allowed", "answer_missing"), or ERR_FORBIDDEN when only the other side may. */
MUST_USE enum err transition_check(enum deviation_action action, const struct case_standing *standing,
				   struct fault *fault);

/* The table for the statement `get`: JSON rows {action, status, side}. In the arena. */
const char *transitions_json(struct arena *arena);

#endif
