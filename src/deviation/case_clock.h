/* SPDX-License-Identifier: MIT */
#ifndef DEVIATION_CASE_CLOCK_H
#define DEVIATION_CASE_CLOCK_H

/*
 * The clock of a case that is locked: running again after a pause, and set anew. What it does with deadlines is in deadlines.h
 * and working_days.h. Only for the files of this room.
 */

#include "base/arena.h"
#include "base/err.h"
#include "db/db.h"
#include "deviation/deadlines.h"

#include <stdbool.h>

/* The council has the ball again: what was still ahead moves by the working days that passed. counts: it is a change of its
   own, with a version; not when it is part of one, or of a message. */
MUST_USE enum err case_clock_resume(struct db_tx *tx, struct arena *arena, const char *id, bool counts);
/* What would be due if the council got the case now, by the set it follows. */
MUST_USE enum err case_clock_anew(struct db_tx *tx, struct arena *arena, const char *id, struct deadlines *ret_due);

#endif
