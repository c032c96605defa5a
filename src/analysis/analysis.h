/* SPDX-License-Identifier: MIT */
#ifndef ANALYSIS_ANALYSIS_H
#define ANALYSIS_ANALYSIS_H

/*
 * What is done about a case: measures, by whom and by when, how far they have come, and whether they helped. Not here: the case itself
 * (deviation/), and counting measures (learning/). The rules are in measure_steps.h; other rooms see what is below.
 */

#include "base/arena.h"
#include "base/err.h"
#include "contract/operations.h"
#include "db/db.h"

#include <stdbool.h>
#include <stdint.h>

#define PAST_MEASURES_MAX 20

/* Measures of a case that is imported, read by the rules of the operations. Lives in the arena. */
struct past_measures {
	int count;
	struct past_measure {
		const struct new_measure_in *measure;
		const struct measure_phase_in *phase;
		const struct new_measure_effect_in *effect; /* NULL: nobody has looked */
		const char *effect_on;                      /* NULL: the day it was to be looked at, or today */
		const char *confirmed[2];                   /* warnings in text and note that were confirmed; NULL: none */
	} items[PAST_MEASURES_MAX];
};

/* Reads the "measures" of a line; mistakes are fields of the fault, "/measures/0/due_on". none: there may be none (a held report). */
MUST_USE enum err past_measures_read(struct db_pool *db, struct arena *arena, const char *line, const char *helsefellesskap,
				     bool all_confirmed, bool none, struct fault *fault, struct past_measures *ret_measures);
/* Stores them with a case that the transaction has just filed. */
MUST_USE enum err past_measures_store(struct db_tx *tx, struct arena *arena, const struct past_measures *measures, const char *deviation);

/*
 * Tells of measures of a helsefellesskap that are overdue, or whose effect is to be looked at; called in the hours in which people are
 * reminded. Any number of instances may call it: of each day people hear once. *told: grows by how many.
 */
MUST_USE enum err measures_remind(struct db_pool *db, struct fault *fault, const char *helsefellesskap, int64_t *told);

#endif
