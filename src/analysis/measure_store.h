/* SPDX-License-Identifier: MIT */
#ifndef ANALYSIS_MEASURE_STORE_H
#define ANALYSIS_MEASURE_STORE_H

/* A step of a measure as one transaction: who asks and where it stands, the change, its event, and the measure as it is then. */

#include "analysis/measure_steps.h"
#include "contract/contract.h"
#include "db/db.h"

#include <stdint.h>

struct measure_change {
	struct call *call;
	struct db_tx *tx; /* measure_change_end rolls back what is not committed */
	const char *id, *deviation, *today;
	struct measure_standing standing;
};
#define MEASURE_CHANGE_AUTO __attribute__((cleanup(measure_change_end), unused))
void measure_change_end(struct measure_change *change);

/*
 * Begins a step of change->call: ERR_NOT_FOUND for a measure that is not to be seen, ERR_PRECONDITION with what changed when it is not
 * the version that was seen last, and what measure_step_check says. Steps lock the case of the measure.
 */
MUST_USE enum err measure_change_begin(struct measure_change *change, int64_t id, int64_t version, enum measure_step step);
/* Enters the step in the history, commits, and answers with the measure as it is. kind: of the event. */
MUST_USE enum err measure_change_answer(struct measure_change *change, const char *kind, int status);

/* An organisation that is not of the case's helsefellesskap is none. ERR_UNPROCESSABLE with the field. */
MUST_USE enum err measure_check_responsible(struct call *call, struct db_tx *tx, const char *deviation, int64_t organisation);
/* Answers with rows of the statement `measure`. */
MUST_USE enum err measure_answer(struct call *call, int status, const struct db_rows *rows);

#endif
