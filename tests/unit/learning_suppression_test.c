/* SPDX-License-Identifier: MIT */
/*
 * Whoever has every table of a report tries to work out what is hidden. The unknowns are the counts by all dimensions at once; each
 * shown count is an equation over them, and a shown zero says that all below it are zero. A hidden count is recovered
 * when its equation follows from those: linear algebra over a prime field, so nothing is lost by rounding.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "learning/report_cube.h"
#include "learning/suppression.h"

#include "base/banned.h"

#define PRIME INT64_C(2147483647)
#define DIMENSIONS 6
#define UNKNOWNS_MOST 1024
#define ROWS_MOST 16384

static const struct cube_dimension dimensions[DIMENSIONS] = {
	{"a", true}, {"b", true}, {"c", true}, {"d", true}, {"e", false}, {"f", false},
};
static const char *const measures[REPORT_MEASURES] = {"w", "x", "y", "z"};

/* A cell as it was published: which value of which dimension (-1: any), and the count or -1. */
struct published {
	int8_t at[DIMENSIONS];
	int count;
};

struct adversary {
	int sizes[DIMENSIONS];
	int unknowns;
	struct published cells[ROWS_MOST];
	int cells_count;
	bool zero[UNKNOWNS_MOST];
	int true_counts[UNKNOWNS_MOST];
};

static uint32_t seed;
static uint32_t roll(uint32_t sides)
{
	seed = seed * 1664525U + 1013904223U;
	return (seed >> 8) % sides;
}

static int value_of(const struct adversary *adversary, int unknown, int dimension)
{
	for (int i = DIMENSIONS - 1; i > dimension; i--)
		unknown /= adversary->sizes[i];
	return unknown % adversary->sizes[dimension];
}

static bool is_below(const struct adversary *adversary, const struct published *cell, int unknown)
{
	for (int i = 0; i < DIMENSIONS; i++)
		if (cell->at[i] >= 0 && value_of(adversary, unknown, i) != cell->at[i])
			return false;
	return true;
}

static int true_count(const struct adversary *adversary, const struct published *cell)
{
	int count = 0;

	for (int i = 0; i < adversary->unknowns; i++)
		count += is_below(adversary, cell, i) ? adversary->true_counts[i] : 0;
	return count;
}

/* Values are named "0", "1", … so that a key says which they are. A table's shown zeros are not in its JSON. */
static enum err read_table(void *context, const char *names, const char *json, const char *times)
{
	struct adversary *adversary = context;
	struct published all = {.at = {-1, -1, -1, -1, -1, -1}};
	int chosen[SUPPRESSION_ORDER_MOST], order = 0, cells = 1;

	(void)times;
	for (const char *at = names; *at; at++)
		if (*at != ',')
			chosen[order++] = *at - 'a';
	for (int i = 0; i < order; i++)
		cells *= adversary->sizes[chosen[i]];
	for (int i = 0; i < cells; i++) {
		struct published cell = all;
		char key[64] = "\"";
		int rest = i;

		for (int d = order - 1; d >= 0; d--) {
			cell.at[chosen[d]] = (int8_t)(rest % adversary->sizes[chosen[d]]);
			rest /= adversary->sizes[chosen[d]];
		}
		for (int d = 0; d < order; d++)
			(void)snprintf(key + strlen(key), sizeof(key) - strlen(key), "%s%d", d > 0 ? "|" : "", cell.at[chosen[d]]);
		(void)snprintf(key + strlen(key), sizeof(key) - strlen(key), "\":");
		const char *found = strstr(json, key);
		cell.count = found ? (int)strtol(found + strlen(key), NULL, 10) : 0;
		assert_true(adversary->cells_count < ROWS_MOST);
		adversary->cells[adversary->cells_count++] = cell;
	}
	return OK;
}

static int64_t power(int64_t base, int64_t exponent)
{
	int64_t result = 1;

	for (; exponent > 0; exponent >>= 1, base = base * base % PRIME)
		if (exponent & 1)
			result = result * base % PRIME;
	return result;
}

static int64_t basis[UNKNOWNS_MOST][UNKNOWNS_MOST]; /* [pivot]: a row whose first number is 1, at its pivot; all zero when there is none */

static void row_of(const struct adversary *adversary, const struct published *cell, int64_t *ret_row)
{
	for (int i = 0; i < adversary->unknowns; i++)
		ret_row[i] = !adversary->zero[i] && is_below(adversary, cell, i);
}

/* What is left of a row when all that is known is taken from it; -1 when nothing, else its first place. */
static int reduce(const struct adversary *adversary, int64_t *row)
{
	int first = -1;

	for (int i = 0; i < adversary->unknowns; i++) {
		if (row[i] == 0)
			continue;
		if (basis[i][i] == 0) {
			first = first < 0 ? i : first;
			continue;
		}
		int64_t times = row[i];
		for (int j = i; j < adversary->unknowns; j++)
			row[j] = (row[j] + (PRIME - times) * basis[i][j]) % PRIME;
	}
	return first;
}

static void learn(const struct adversary *adversary, int64_t *row)
{
	int pivot = reduce(adversary, row);

	if (pivot < 0)
		return;
	int64_t inverse = power(row[pivot], PRIME - 2);
	for (int j = 0; j < adversary->unknowns; j++)
		basis[pivot][j] = row[j] * inverse % PRIME;
}

static void learn_all(struct adversary *adversary, bool with_zeros)
{
	static int64_t row[UNKNOWNS_MOST];

	memset(basis, 0, sizeof(basis));
	for (int c = 0; with_zeros && c < adversary->cells_count; c++)
		for (int i = 0; adversary->cells[c].count == 0 && i < adversary->unknowns; i++)
			if (is_below(adversary, &adversary->cells[c], i))
				adversary->zero[i] = true;
	for (int c = 0; c < adversary->cells_count; c++) {
		if (adversary->cells[c].count < 0)
			continue;
		row_of(adversary, &adversary->cells[c], row);
		learn(adversary, row);
	}
}

/* How many of the hidden counts follow from what is shown. */
static int recovered(struct adversary *adversary, bool with_zeros, int *ret_hidden)
{
	static int64_t row[UNKNOWNS_MOST];
	int found = 0;

	*ret_hidden = 0;
	learn_all(adversary, with_zeros);
	for (int c = 0; c < adversary->cells_count; c++) {
		if (adversary->cells[c].count >= 0)
			continue;
		(*ret_hidden)++;
		row_of(adversary, &adversary->cells[c], row);
		found += reduce(adversary, row) < 0;
	}
	return found;
}

/* Cases of a made-up half-year: values are drawn unevenly and hang together, as they do. */
static void file_cases(struct adversary *adversary, struct report_cube *cube, int cases)
{
	static const char *const names[] = {"0", "1", "2", "3", "4", "5", "6", "7"};
	const int32_t times[REPORT_MEASURES] = {1, -1, 3, -1};

	for (int i = 0; i < cases; i++) {
		const char *values[DIMENSIONS];
		uint32_t kind = roll(3);
		int unknown = 0;

		for (int d = 0; d < DIMENSIONS; d++) {
			uint32_t sides = (uint32_t)adversary->sizes[d];
			uint32_t value = roll(2) == 0 ? kind % sides : roll(roll(sides) + 1);
			/* Every value is seen once, in the order of their names. */
			if (i < 8)
				value = (uint32_t)i % sides;
			values[d] = names[value];
			unknown = unknown * adversary->sizes[d] + (int)value;
		}
		adversary->true_counts[unknown]++;
		assert_int_equal(report_cube_add(cube, values, times), OK);
	}
}

/* Values of the fifth dimension, and one of the sixth; 0: as drawn. */
static int spread;

static void make(struct adversary *adversary, int number, int cases, int32_t smallest)
{
	struct report_cube *cube = report_cube_new(dimensions, DIMENSIONS, measures);

	memset(adversary, 0, sizeof(*adversary));
	seed = (uint32_t)number * 7919U + 17U;
	adversary->unknowns = 1;
	for (int d = 0; d < DIMENSIONS; d++) {
		adversary->sizes[d] = 2 + (int)roll(2);
		if (spread > 0 && d >= 4)
			adversary->sizes[d] = d == 4 ? spread : 1;
		adversary->unknowns *= adversary->sizes[d];
	}
	file_cases(adversary, cube, cases);
	assert_int_equal(report_cube_tables(cube, smallest, read_table, adversary), OK);
	report_cube_free(cube);
}

static struct adversary adversary;

static void what_is_shown_is_true_and_never_small(void **state)
{
	(void)state;
	for (int number = 0; number < 20; number++) {
		make(&adversary, number, 40 + number * 20, 5);
		for (int c = 0; c < adversary.cells_count; c++) {
			const struct published *cell = &adversary.cells[c];
			if (cell->count < 0)
				continue;
			assert_int_equal(cell->count, true_count(&adversary, cell));
			assert_true(cell->count == 0 || cell->count >= 5);
		}
	}
}

static void no_hidden_count_follows_from_shown_ones(void **state)
{
	int hidden = 0, all_hidden = 0;

	(void)state;
	for (int number = 0; number < 30; number++) {
		make(&adversary, number, 40 + number * 25, 5);
		assert_int_equal(recovered(&adversary, false, &hidden), 0);
		all_hidden += hidden;
	}
	assert_true(all_hidden > 1000);
}

static void nor_when_shown_zeros_are_used_as_well(void **state)
{
	int hidden = 0, all_hidden = 0, found = 0;

	(void)state;
	for (int number = 0; number < 60; number++) {
		make(&adversary, number, 40 + number % 30 * 25, 5);
		found += recovered(&adversary, true, &hidden);
		all_hidden += hidden;
	}
	assert_int_equal(found, 0);
	assert_true(all_hidden > 1000);
}

/* As months are: many values with few cases each, so that what hides a count above may be a shown zero below. */
static void nor_where_cases_are_few_and_values_many(void **state)
{
	int hidden = 0, found = 0;

	(void)state;
	for (int number = 0; number < 60; number++) {
		spread = 4;
		make(&adversary, number, number % 2 ? 60 : 240, 5);
		found += recovered(&adversary, false, &hidden);
	}
	spread = 0;
	assert_int_equal(found, 0);
}

static void a_report_with_many_cases_hides_little(void **state)
{
	int hidden = 0;

	(void)state;
	make(&adversary, 3, 20000, 5);
	(void)recovered(&adversary, false, &hidden);
	assert_true(hidden * 5 < adversary.cells_count);
}

/* Two values of one dimension: the small one and, so that it is no difference from the sum, the other. */
static void a_small_count_takes_another_with_it(void **state)
{
	int32_t counts[3] = {3, 50, 20};
	bool hidden[3] = {false};
	struct count_table table = {.order = 1, .sizes = {3, 1, 1}, .counts = counts, .hidden = hidden};

	(void)state;
	assert_int_equal(suppression_hide(&table, 5, NULL), 0);
	assert_true(hidden[0] && !hidden[1] && hidden[2]);
}

static void zeros_and_counts_from_the_smallest_stay(void **state)
{
	int32_t counts[4] = {0, 5, 6, 9};
	bool hidden[4] = {false};
	struct count_table table = {.order = 2, .sizes = {2, 2, 1}, .counts = counts, .hidden = hidden};

	(void)state;
	assert_int_equal(suppression_hide(&table, 5, NULL), 0);
	for (int i = 0; i < 4; i++)
		assert_false(hidden[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_shown_is_true_and_never_small),
		cmocka_unit_test(no_hidden_count_follows_from_shown_ones),
		cmocka_unit_test(nor_when_shown_zeros_are_used_as_well),
		cmocka_unit_test(nor_where_cases_are_few_and_values_many),
		cmocka_unit_test(a_report_with_many_cases_hides_little),
		cmocka_unit_test(a_small_count_takes_another_with_it),
		cmocka_unit_test(zeros_and_counts_from_the_smallest_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
