/* SPDX-License-Identifier: MIT */
#ifndef DEVIATION_IMPORT_PAST_H
#define DEVIATION_IMPORT_PAST_H

/*
 * What became of a case that is imported: received, answered, closed, by the rules of those operations. Only for the files of
 * this room.
 */

#include "base/arena.h"
#include "base/err.h"
#include "contract/contract.h"

#include <stdbool.h>

struct db_rows;

#define PAST_DAY_BAD "bad" /* of the statement, in place of a day that is none */

/* Days as YYYY-MM-DD; NULL: it did not happen, or nobody knows. Borrowed. */
struct past {
	const char *today;
	const char *reported_on; /* NULL: today */
	const char *received_on, *answered_on, *closed_on, *promised_on;
	const char *answer;
	const char *feedback_mode, *resolved_by_dialogue, *parties_agree; /* what its closing says; "true" or "false" the second */
	struct guarded guarded;
	const char *confirmed; /* warnings in the answer that were confirmed, as privacy_guard gives them; NULL: none */
};

bool past_is_any(const struct past *past);
/* For what is held until the secretariat confirms it, and so has no history. */
void past_refuse(const struct past *past, struct arena *arena, struct fault *fault);

/* Reads the past of a line from the columns of the statement import_line that begin with `column`; mistakes are fields of the fault. */
void past_read(struct arena *arena, const struct db_rows *rows, int column, struct fault *fault, struct past *ret_past);
/* The guard looks through the answer. */
MUST_USE enum err past_guard(struct past *past, bool all_confirmed, struct arena *arena, struct fault *fault);

#endif
