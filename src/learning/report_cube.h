/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_REPORT_CUBE_H
#define LEARNING_REPORT_CUBE_H

/*
 * Counts the cases of one half-year into tables of up to three dimensions, hides small counts in all of them
 * (suppression.h), and hands the tables out as JSON. Plain memory and arithmetic: the cases come from the store, the tables go back
 * to it. The same cases in the same order give the same bytes.
 *
 * Tables: every choice of dimensions of which at most one is no filter, and at most two others; the empty choice is the number of
 * all cases.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

#define REPORT_DIMENSIONS_MOST 32
#define REPORT_MEASURES 4 /* times of a case */
#define REPORT_VALUES_MOST 255

struct cube_dimension {
	const char *name; /* borrowed */
	bool filter;
};

struct report_cube;

/* dimensions in the order in which table names and keys have them; borrowed. NULL when out of memory. */
struct report_cube *report_cube_new(const struct cube_dimension *dimensions, int count, const char *const *measures);
void report_cube_free(struct report_cube *cube); /* accepts NULL */

/*
 * One case: a value for each dimension (copied; codes without '|'), and times (-1: none). ERR_INTERNAL when out of memory,
 * ERR_TOO_LARGE when a dimension has more than REPORT_VALUES_MOST values.
 */
MUST_USE enum err report_cube_add(struct report_cube *cube, const char *const *values, const int32_t *times);
int64_t report_cube_cases(const struct report_cube *cube);

/*
 * A table: its dimensions joined by ',' in their order, {"value|value|…": count, or -1 where hidden} without the zeros that are
 * shown, and {"measure": {"value|…": [median, 90th percentile or null]}} or NULL for tables that are not of filters alone. A time is there
 * where the count is shown and enough cases have it: the smallest shown, for the percentile twice that.
 */
typedef enum err report_table_take(void *context, const char *dimensions, const char *cells, const char *times);

/* Every table, small counts hidden. Ends with the first error of take. ERR_INTERNAL when out of memory. */
MUST_USE enum err report_cube_tables(struct report_cube *cube, int32_t smallest, report_table_take *take, void *context);

#endif
