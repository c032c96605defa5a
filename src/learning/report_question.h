/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_REPORT_QUESTION_H
#define LEARNING_REPORT_QUESTION_H

/*
 * What may be asked of the report. At most two filters and one more dimension meet, because small numbers are hidden in tables
 * of up to three (suppression.h): a question beyond that would single out people, and is refused with that reason.
 */

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>

#define REPORT_FILTERS 7
#define REPORT_HALF_YEARS_MOST 10

extern const char *const report_filter_names[REPORT_FILTERS]; /* kind, category, … in the order of the tables */

struct report_question {
	const char *from, *to;               /* "2026-1", or NULL */
	const char *filters[REPORT_FILTERS]; /* wanted values, NULL: any */
	const char *names, *values;          /* out: of the filters that are set, as arrays for the database */
};

/* Of the input of an operation that takes them: the generated inputs have the same names. */
#define REPORT_FILTERS_OF(in)                                                                                          \
	{                                                                                                              \
		(in)->kind,	   (in)->category,     (in)->council,      (in)->direction,                            \
		(in)->counterpart, (in)->service_area, (in)->patient_group,                                            \
	}
#define REPORT_QUESTION(in)                                                                                            \
	{                                                                                                              \
		.from = (in)->from, .to = (in)->to, .filters = REPORT_FILTERS_OF(in),                                  \
	}

/* Four digits, '-', and 1 or 2. */
bool report_half_year_is_one(const char *text);

/*
 * Fills names and values. ERR_UNPROCESSABLE with the field: not_a_half_year, period_backwards, period_too_long (more than
 * REPORT_HALF_YEARS_MOST), too_many_filters (more than most).
 */
MUST_USE enum err report_question_check(struct arena *arena, struct fault *fault, struct report_question *question,
					int most);

/* ERR_UNPROCESSABLE ("same_dimension") when rows, columns and filters are not all different. */
MUST_USE enum err report_question_check_table(struct arena *arena, struct fault *fault,
					      const struct report_question *question, const char *rows,
					      const char *columns);

#endif
