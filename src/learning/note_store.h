/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_NOTE_STORE_H
#define LEARNING_NOTE_STORE_H

/* A step of a learning note as one transaction: who asks and where it stands, the change, and the note as it is then. */

#include "contract/contract.h"
#include "db/db.h"
#include "learning/note_steps.h"

struct note_change {
	struct call *call;
	struct db_tx *tx; /* note_change_end rolls back what is not committed */
	const char *id;
	int64_t council;
	struct note_standing standing;
};
#define NOTE_CHANGE_AUTO __attribute__((cleanup(note_change_end), unused))
void note_change_end(struct note_change *change);

/*
 * Begins a step of change->call: ERR_NOT_FOUND for a note that is not to be seen, ERR_PRECONDITION when it is not the version that
 * was seen last, and what note_step_check says. Steps of its council lock the note.
 */
MUST_USE enum err note_change_begin(struct note_change *change, int64_t id, int64_t version, enum note_step step);
/* Answers with the note as it is in the transaction, and commits. */
MUST_USE enum err note_change_answer(struct note_change *change, int status);

/* Answers with rows of the statement `note`. */
MUST_USE enum err note_answer(struct call *call, int status, const struct db_rows *rows);

#endif
