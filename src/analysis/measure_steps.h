/* SPDX-License-Identifier: MIT */
#ifndef ANALYSIS_MEASURE_STEPS_H
#define ANALYSIS_MEASURE_STEPS_H

/*
 * What may be done to a measure, in which state, by whom: one table. The answer "what may I do now" and the check of a step both read
 * it. The five phases are those of the improvement model, and every one may follow every other one. A measure counts as done from the
 * phase evaluate on, and whether it helped is asked some months after that day.
 */

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>

enum measure_step {
	MEASURE_CHANGE,   /* what is to be done, by whom, by when */
	MEASURE_MOVE,     /* to another phase */
	MEASURE_EVALUATE, /* say whether it helped */
	MEASURE_DROP,
	MEASURE_TAKE_UP, /* one that was dropped */
	MEASURE_STEP_COUNT
};

/* Where a measure stands and who asks. */
struct measure_standing {
	const char *state; /* open, overdue, done, to_evaluate, evaluated, dropped */
	bool is_council;     /* sits in the one that has the case */
	bool is_responsible; /* coordinates for the organisation that is */
};

/* OK, or ERR_FORBIDDEN when this side never does it, or ERR_CONFLICT: "measure_not_done", "measure_dropped", "measure_not_dropped". */
MUST_USE enum err measure_step_check(enum measure_step step, const struct measure_standing *standing, struct fault *fault);

/* Whether a measure in this phase has been carried out. */
bool measure_phase_is_done(const char *phase);

/*
 * The code of what is wrong with the day something was done, or NULL. given: may be NULL; days are YYYY-MM-DD.
 * "measure_not_done": the phase comes before it. "future_date".
 */
const char *measure_done_day_wrong(const char *phase, const char *given, const char *today);

/* The table for the statements: JSON rows {step, state, side}. In the arena. */
const char *measure_steps_json(struct arena *arena);

#endif
