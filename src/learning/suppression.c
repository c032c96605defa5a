/* SPDX-License-Identifier: MIT */
#include "learning/suppression.h"

#include "base/banned.h"

#define CORNERS_MOST (1 << SUPPRESSION_ORDER_MOST)
#define COUNT_MOST INT32_MAX

size_t suppression_cells(const struct count_table *table)
{
	return (size_t)table->sizes[0] * (size_t)table->sizes[1] * (size_t)table->sizes[2];
}

size_t suppression_index(const struct count_table *table, const int at[SUPPRESSION_ORDER_MOST])
{
	return ((size_t)at[0] * (size_t)table->sizes[1] + (size_t)at[1]) * (size_t)table->sizes[2] + (size_t)at[2];
}

static void place_of(const struct count_table *table, size_t index, int ret_at[SUPPRESSION_ORDER_MOST])
{
	for (int i = SUPPRESSION_ORDER_MOST - 1; i >= 0; i--) {
		ret_at[i] = (int)(index % (size_t)table->sizes[i]);
		index /= (size_t)table->sizes[i];
	}
}

struct box {
	size_t corners[CORNERS_MOST];
	int count;
	int32_t width; /* what the hidden count can move by while every sum stays; -1: a corner is known */
	int64_t loss;  /* cases that would be hidden besides */
};

static bool is_odd(unsigned corner)
{
	return (__builtin_popcount(corner) & 1) != 0;
}

/* The box between two cells that differ in every dimension. */
static struct box box_between(const struct count_table *table, const int near[SUPPRESSION_ORDER_MOST],
			      const int far[SUPPRESSION_ORDER_MOST])
{
	struct box box = {.count = 1 << table->order};
	int32_t least[2] = {COUNT_MOST / 2, COUNT_MOST / 2};
	bool known = false;

	for (unsigned corner = 0; corner < (unsigned)box.count; corner++) {
		int at[SUPPRESSION_ORDER_MOST] = {0};

		for (int i = 0; i < table->order; i++)
			at[i] = corner >> i & 1U ? far[i] : near[i];
		size_t index = suppression_index(table, at);
		int32_t *colour = &least[is_odd(corner)];
		box.corners[corner] = index;
		known = known || (table->empty && table->empty[index]);
		if (table->counts[index] < *colour)
			*colour = table->counts[index];
		if (!table->hidden[index])
			box.loss += table->counts[index] + 1;
	}
	box.width = known ? -1 : least[0] + least[1];
	return box;
}

static bool is_better(const struct box *box, const struct box *best, int32_t smallest)
{
	int32_t width = box->width < smallest ? box->width : smallest;
	int32_t best_width = best->width < smallest ? best->width : smallest;

	if (best->count == 0 || width != best_width)
		return best->count == 0 || width > best_width;
	return box->loss < best->loss;
}

/* The next cell that differs from near in every dimension; false after the last. */
static bool next_far(const struct count_table *table, const int near[SUPPRESSION_ORDER_MOST], int far[SUPPRESSION_ORDER_MOST])
{
	for (int i = table->order - 1; i >= 0; i--) {
		do
			far[i]++;
		while (far[i] == near[i]);
		if (far[i] < table->sizes[i])
			return true;
		far[i] = near[i] == 0 ? 1 : 0;
	}
	return false;
}

static bool first_far(const struct count_table *table, const int near[SUPPRESSION_ORDER_MOST], int far[SUPPRESSION_ORDER_MOST])
{
	for (int i = 0; i < table->order; i++) {
		far[i] = near[i] == 0 ? 1 : 0;
		if (table->sizes[i] < 2)
			return false;
	}
	return true;
}

/*
 * False where the box leaves no room. A cell that has no box (a dimension with one value only) is hidden alone: it is the cell
 * above, which is hidden too.
 */
static bool hide_in_box(const struct count_table *table, size_t index, int32_t smallest)
{
	int near[SUPPRESSION_ORDER_MOST];
	int far[SUPPRESSION_ORDER_MOST] = {0};
	struct box best = {0};

	/* What is hidden by a table above only needs some room here. */
	bool enough = table->hidden[index];
	table->hidden[index] = true;
	place_of(table, index, near);
	if (table->order == 0 || !first_far(table, near, far))
		return true;
	do {
		struct box box = box_between(table, near, far);
		if (is_better(&box, &best, smallest))
			best = box;
		if (enough && box.width > 0 && box.loss == 0)
			return true;
	} while (next_far(table, near, far));
	for (int i = 0; i < best.count; i++)
		table->hidden[best.corners[i]] = true;
	return best.width > 0;
}

static bool is_to_hide(const struct count_table *table, size_t index, int32_t smallest)
{
	bool small = table->counts[index] > 0 && table->counts[index] < smallest;

	/* What hides the cell above may not reach this one: one of its corners may be a zero that is shown here. */
	if (table->order == SUPPRESSION_ORDER_MOST && table->hidden[index])
		return table->counts[index] > 0 && !(table->empty && table->empty[index]);
	return !table->hidden[index] && (small || (table->forced && table->forced[index]));
}

size_t suppression_hide(const struct count_table *table, int32_t smallest, bool *weak)
{
	size_t cells = suppression_cells(table);
	size_t found = 0;

	for (size_t i = 0; table->empty && i < cells; i++)
		if (table->empty[i])
			table->hidden[i] = false;
	for (size_t i = 0; i < cells; i++) {
		if (!is_to_hide(table, i, smallest) || hide_in_box(table, i, smallest) || !weak)
			continue;
		weak[i] = true;
		found++;
	}
	return found;
}

void suppression_inherit(const struct count_table *table, const struct count_table *above, int missing)
{
	size_t cells = suppression_cells(table);

	for (size_t i = 0; i < cells; i++) {
		int at[SUPPRESSION_ORDER_MOST];
		int up[SUPPRESSION_ORDER_MOST] = {0};

		place_of(table, i, at);
		for (int from = 0, to = 0; from < table->order; from++)
			if (from != missing)
				up[to++] = at[from];
		size_t cell = suppression_index(above, up);
		if (above->hidden[cell])
			table->hidden[i] = true;
		else if (table->empty && above->counts[cell] == 0)
			table->empty[i] = true;
	}
}
