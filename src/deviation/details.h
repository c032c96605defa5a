/* SPDX-License-Identifier: MIT */
#ifndef DEVIATION_DETAILS_H
#define DEVIATION_DETAILS_H

/*
 * What few reports bring, stored beside the case in its transaction: on whose behalf it was filed, and the times of a stay with
 * what they break (discharge.h). Only for the files of this room.
 */

#include "deviation/deviation.h"

#include <stdbool.h>

/* Whether a report brings any. */
bool details_given(const struct new_deviation_in *report);
/* Adds what is wrong with the times to the fault; times are those of now. */
void details_check(const struct intake *intake, const struct new_deviation_in *report);
/* What the rules of the day of the event say of the times, as a JSON list; NULL without times. */
MUST_USE enum err details_judge(const struct intake *intake, const struct new_deviation_in *report, const char *helsefellesskap,
				const char **ret_findings);
/* Stores them with the case. findings as details_judge gave them. */
MUST_USE enum err details_store(struct db_tx *tx, const char *deviation, const struct new_deviation_in *report,
				const char *findings);
/*
 * A wrong field external_reference when the organisation has filed a case with it before (reference_used), with that case's number
 * for whoever may see it (reference_used_by).
 */
MUST_USE enum err details_check_reference(const struct intake *intake, const struct new_deviation_in *report,
					  const char *helsefellesskap);

#endif
