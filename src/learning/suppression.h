/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_SUPPRESSION_H
#define LEARNING_SUPPRESSION_H

/*
 * Which counts of a table are hidden, so that no small one is shown or can be worked out. The only place that decides it; what
 * shows numbers reads tables that have been through here.
 *
 * Primary: a count from 1 to one less than the smallest shown is hidden. Secondary, by the hypercube method (Repsilber 1994; used
 * in statistical offices as GHMITER): each hidden cell is a corner of a box (a pair, a rectangle, a cuboid) whose corners
 * are all hidden. Adding 1 to every second corner and taking 1 from the others changes no sum of any row, column or
 * layer. So a table with other numbers in those corners has the same totals, and no sum or difference of shown counts is a hidden
 * one. What is below a hidden cell in a table with one more dimension is hidden as well, but zeros that everybody knows; and since
 * one of those may stand in the way of the change that was made above, each count below has a box of its own, too. That no count follows
 * from all tables together, shown zeros included, is what tests/unit/learning_suppression_test.c tries over many small half-years.
 *
 * A corner may be a zero, but none that lies below a shown zero: everybody knows that one,
 * and it is shown.
 *
 * Among the boxes the one is chosen in which the hidden count could be anything within at least `smallest` (the smallest corner
 * of one colour plus the smallest of the other), and that hides the fewest cases.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SUPPRESSION_ORDER_MOST 3

struct count_table {
	int order;                         /* dimensions, 0 to SUPPRESSION_ORDER_MOST */
	int sizes[SUPPRESSION_ORDER_MOST]; /* values of each; 1 where there is no such dimension */
	int32_t *counts;                   /* sizes[0] × sizes[1] × sizes[2], the last one running fastest */
	bool *hidden;                      /* in: hidden by a table above; out: all that is hidden */
	const bool *forced;                /* hidden whatever their count; NULL: none */
	bool *empty;                       /* zeros that everybody knows, below a shown zero; NULL: none */
};

size_t suppression_cells(const struct count_table *table);
size_t suppression_index(const struct count_table *table, const int at[SUPPRESSION_ORDER_MOST]);

/*
 * Hides in table. smallest ≥ 1: the smallest count that is shown. weak: one flag a cell, set where there is no room; or NULL.
 * Returns how many were set.
 */
size_t suppression_hide(const struct count_table *table, int32_t smallest, bool *weak);

/*
 * Hides in table what lies below hidden cells of above, which has the same dimensions but the one at `missing`, and marks as empty
 * what lies below its shown zeros.
 */
void suppression_inherit(const struct count_table *table, const struct count_table *above, int missing);

#endif
