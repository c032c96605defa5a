/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_NOTE_STEPS_H
#define LEARNING_NOTE_STEPS_H

/*
 * What may be done to a learning note, from which status, by whom: one table. The answer "what may I do now" and the check of a step
 * both read it. A note is proposed, then in_review, then published, and in the end withdrawn or replaced; a change of an unpublished
 * one leads back to proposed. It is published when every organisation behind its cases has released the text and a second person,
 * not the one who wrote it last, has read it.
 */

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>

enum note_step {
	NOTE_CHANGE,
	NOTE_ASK_REVIEW,
	NOTE_REVIEW,
	NOTE_RELEASE, /* release the text for one's organisation, or object */
	NOTE_PUBLISH,
	NOTE_WITHDRAW,
	NOTE_REPLACE, /* by writing another one */
	NOTE_STEP_COUNT
};

/* Where a note stands and who asks. */
struct note_standing {
	const char *status;
	bool is_council, is_secretariat;
	bool is_party;    /* speaks for an organisation that was asked */
	bool is_writer;   /* of the text as it is now */
	bool is_reviewed; /* by a second person */
	bool is_released; /* by everybody who was asked */
};

/*
 * OK, or ERR_FORBIDDEN when this side never does it, or ERR_CONFLICT: "note_step_not_allowed" in this status, "release_missing",
 * "second_person_needed".
 */
MUST_USE enum err note_step_check(enum note_step step, const struct note_standing *standing, struct fault *fault);

/* The table for the statement `note`: JSON rows {step, status, side}. In the arena. */
const char *note_steps_json(struct arena *arena);

#endif
