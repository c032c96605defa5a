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
	ACTION_RECLASSIFY,
	ACTION_MOVE_DEADLINE, /* only who leads the council; the database asks */
	ACTION_HAND_OVER,
	ACTION_RETURN,
	ACTION_WAIT,   /* ask somebody, and give the ball away */
	ACTION_REQUEST_CORRECTION,
	ACTION_ADDENDUM,
	ACTION_RESUME, /* take the ball back */
	ACTION_PUBLISH /* the learning point; done in the room learning, told here because the case shows it */
};

/* Where a case stands and who asks. */
struct case_standing {
	const char *status;
	bool is_council, is_reporter, is_party; /* party: coordinates for one of the two organisations */
	bool is_secretariat; /* of the helsefellesskap; only asked where it matters */
	bool is_waiting;     /* somebody else than the council has the ball … */
	bool is_waited_for;  /* … and it is the one who asks */
};

/* OK, or ERR_CONFLICT ("transition_not_allowed", "answer_missing", "already_waiting", "not_waiting"), or ERR_FORBIDDEN when only the other side may. */
MUST_USE enum err transition_check(enum deviation_action action, const struct case_standing *standing,
				   struct fault *fault);

/* The table for the statement `get`: JSON rows {action, status, side}. In the arena. */
const char *transitions_json(struct arena *arena);
/* The rest of it: JSON rows {action, status, side, reason} of what is not allowed, with a code that says why. In the arena. */
const char *refusals_json(struct arena *arena);

#endif
