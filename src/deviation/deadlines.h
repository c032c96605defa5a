/* SPDX-License-Identifier: MIT */
#ifndef DEVIATION_DEADLINES_H
#define DEVIATION_DEADLINES_H

/*
 * What is due when. A helsefellesskap has sets of deadlines as data (table deadline_set); a rule names one, else the default
 * holds. Here is which one, and what it gives. Not here: the calendar (working_days.h), SQL, reminders (deviation.h).
 */

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

#define DEADLINE_CODE_MAX 60

/* Days are working days. */
struct deadline_set {
	char code[DEADLINE_CODE_MAX + 1];
	int receipt_days, answer_days, closing_days;
	bool eves_free;
};

/* Texts for parameters: RFC 3339, and the code; all NULL: the helsefellesskap has no deadlines. */
struct deadlines {
	const char *set, *receipt, *answer, *closing;
};

/*
 * The set with a code out of a list "code receipt answer closing eves default;…" as the database gives it
 * (deadline_sets(); eves and default are 0 or 1); without a code, or when it is not in the list, the default. False when there is none.
 */
bool deadline_set_pick(const char *sets, const char *code, struct deadline_set *ret_set);

/* What is due of a case that the council gets now. In the arena. */
struct deadlines deadlines_from(struct arena *arena, const struct deadline_set *set, int64_t now_us);
/* A time as a parameter; in the arena. */
const char *deadline_text(struct arena *arena, int64_t due_us);

#endif
