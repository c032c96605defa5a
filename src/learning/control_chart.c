/* SPDX-License-Identifier: MIT */
#include "learning/control_chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

#define D2 1.128 /* expected range of two, in standard deviations */
#define D4 3.267
#define GAPS_MOST 0.2

enum { SHIFT_RUN = 6, TREND_RUN = 5, SHIFT_SHEWHART = 8, TREND_SHEWHART = 6, INNER_SHEWHART = 15 };
enum { RUNS_FIRST = 10, RUNS_LAST = 60 };

/* Perla, Provost and Murray 2011: fewer, or more, than these are not by chance. From 10 points off the median to 60. */
static const struct {
	unsigned char least, most;
} runs_table[RUNS_LAST - RUNS_FIRST + 1] = {
	{3, 9},   {3, 10},  {3, 11},  {4, 11},  {4, 12},  {5, 12},  {5, 13},  {5, 13},  {6, 14},  {6, 15},  {6, 16},
	{7, 16},  {7, 17},  {7, 17},  {8, 18},  {8, 18},  {9, 19},  {10, 19}, {10, 20}, {10, 20}, {11, 21}, {11, 22},
	{11, 23}, {12, 23}, {12, 24}, {12, 24}, {13, 25}, {13, 25}, {14, 26}, {14, 26}, {15, 27}, {15, 27}, {16, 28},
	{16, 28}, {17, 29}, {17, 30}, {17, 31}, {18, 31}, {18, 32}, {19, 32}, {19, 33}, {20, 33}, {20, 34}, {21, 34},
	{21, 35}, {22, 35}, {22, 36}, {23, 36}, {23, 37}, {24, 38}, {24, 38},
};

static const char *const rule_codes[] = {
	[CHART_RUN_SHIFT] = "run_shift",
	[CHART_RUN_TREND] = "run_trend",
	[CHART_TOO_FEW_RUNS] = "too_few_runs",
	[CHART_TOO_MANY_RUNS] = "too_many_runs",
	[CHART_BEYOND_LIMITS] = "beyond_limits",
	[CHART_SHIFT] = "shift",
	[CHART_TREND] = "trend",
	[CHART_TWO_OF_THREE] = "two_of_three",
	[CHART_FIFTEEN_INNER] = "fifteen_inner",
	[CHART_LARGE_RANGE] = "large_range",
};
static const char *const kind_codes[] = {[CHART_RUN] = "run", [CHART_XMR] = "xmr", [CHART_U] = "u"};
static const char *const state_codes[] = {
	[CHART_OK] = "ok", [CHART_TOO_FEW_POINTS] = "too_few_points", [CHART_TOO_MANY_GAPS] = "too_many_gaps"};

const char *chart_rule_code(enum chart_rule rule)
{
	return rule_codes[rule];
}

const char *chart_kind_code(enum chart_kind kind)
{
	return kind_codes[kind];
}

const char *chart_state_code(enum chart_state state)
{
	return state_codes[state];
}

bool chart_runs_by_chance(size_t points, size_t *ret_least, size_t *ret_most)
{
	if (points < RUNS_FIRST || points > RUNS_LAST)
		return false;
	*ret_least = runs_table[points - RUNS_FIRST].least;
	*ret_most = runs_table[points - RUNS_FIRST].most;
	return true;
}

static void add_signal(struct chart *chart, enum chart_rule rule, int direction, size_t from, size_t to, size_t points)
{
	chart->signals[chart->signal_count++] =
		(struct chart_signal){.rule = rule, .direction = direction, .from = from, .to = to, .points = points};
}

/* What is being counted while a row of points goes on. */
struct row {
	int direction;
	size_t from, to, points;
};

static void end_row(struct chart *chart, struct row *row, enum chart_rule rule, size_t least)
{
	if (row->points >= least)
		add_signal(chart, rule, row->direction, row->from, row->to, row->points);
	*row = (struct row){0};
}

static void extend_row(struct row *row, size_t from, size_t to, size_t points, int direction)
{
	if (row->points == 0)
		*row = (struct row){.direction = direction, .from = from};
	row->points += points;
	row->to = to;
}

static int side_of(double value, double of)
{
	return (value > of) - (value < of);
}

/* Points in a row on one side of the centre. One on the centre neither counts nor ends it; a gap ends it. */
static void find_shifts(struct chart *chart, enum chart_rule rule, size_t least)
{
	struct row row = {0};

	for (size_t i = 0; i < chart->count; i++) {
		int side = side_of(chart->places[i].value, chart->centre);

		if (chart->places[i].missing || (side != 0 && row.points > 0 && side != row.direction))
			end_row(chart, &row, rule, least);
		if (!chart->places[i].missing && side != 0)
			extend_row(&row, i, i, 1, side);
	}
	end_row(chart, &row, rule, least);
}

/* Points in a row that rise, or fall: the first of them counts too. Like values count once; a gap ends it. */
static void find_trends(struct chart *chart, enum chart_rule rule, size_t least)
{
	struct row row = {0};

	for (size_t i = 1; i < chart->count; i++) {
		bool gap = chart->places[i].missing || chart->places[i - 1].missing;
		int step = gap ? 0 : side_of(chart->places[i].value, chart->places[i - 1].value);

		if (gap || (step != 0 && row.points > 0 && step != row.direction))
			end_row(chart, &row, rule, least);
		if (step != 0)
			extend_row(&row, i - 1, i, row.points == 0 ? 2 : 1, step);
	}
	end_row(chart, &row, rule, least);
}

static void judge_runs(struct chart *chart)
{
	size_t off_median = 0;
	int side_before = 0;

	for (size_t i = 0; i < chart->count; i++) {
		int side = side_of(chart->places[i].value, chart->centre);

		if (chart->places[i].missing || side == 0)
			continue;
		off_median++;
		chart->runs += side != side_before;
		side_before = side;
	}
	chart->runs_judged =
		chart->used == chart->count && chart_runs_by_chance(off_median, &chart->least_runs, &chart->most_runs);
	if (!chart->runs_judged)
		return;
	if (chart->runs < chart->least_runs)
		add_signal(chart, CHART_TOO_FEW_RUNS, 0, 0, chart->count - 1, off_median);
	if (chart->runs > chart->most_runs)
		add_signal(chart, CHART_TOO_MANY_RUNS, 0, 0, chart->count - 1, off_median);
}

/* How many standard errors a point is off the centre. The standard error of a u-chart is the point's own. */
static double distance(const struct chart *chart, const double *errors, size_t i)
{
	return errors[i] > 0 ? (chart->places[i].value - chart->centre) / errors[i] : 0;
}

/* Months in a row beyond the same limit are one signal. */
static void find_beyond_limits(struct chart *chart)
{
	struct row row = {0};

	for (size_t i = 0; i < chart->count; i++) {
		const struct chart_place *place = &chart->places[i];
		int side = place->missing ? 0 : (place->value > place->upper) - (place->value < place->lower);

		if (side == 0 || (row.points > 0 && side != row.direction))
			end_row(chart, &row, CHART_BEYOND_LIMITS, 1);
		if (side != 0)
			extend_row(&row, i, i, 1, side);
	}
	end_row(chart, &row, CHART_BEYOND_LIMITS, 1);
}

static bool is_outer(const struct chart *chart, const double *errors, size_t i, int side)
{
	return !chart->places[i].missing && side * distance(chart, errors, i) > 2;
}

/* Two of three in a row in the outer third of one side. Threes that overlap are one signal. */
static void find_two_of_three(struct chart *chart, const double *errors, int side)
{
	struct row row = {0};

	for (size_t i = 0; i < chart->count; i++) {
		if (!is_outer(chart, errors, i, side))
			continue;
		if (row.points > 0 && (i - row.to > 2 || chart->places[i - 1].missing))
			end_row(chart, &row, CHART_TWO_OF_THREE, 2);
		extend_row(&row, i, i, 1, side);
	}
	end_row(chart, &row, CHART_TWO_OF_THREE, 2);
}

static void find_inner(struct chart *chart, const double *errors)
{
	struct row row = {0};

	for (size_t i = 0; i < chart->count; i++) {
		if (chart->places[i].missing || errors[i] <= 0 || fabs(distance(chart, errors, i)) >= 1)
			end_row(chart, &row, CHART_FIFTEEN_INNER, INNER_SHEWHART);
		else
			extend_row(&row, i, i, 1, 0);
	}
	end_row(chart, &row, CHART_FIFTEEN_INNER, INNER_SHEWHART);
}

static void find_large_ranges(struct chart *chart)
{
	for (size_t i = 1; i < chart->count; i++) {
		const struct chart_place *place = &chart->places[i];

		if (place->has_range && place->range > chart->range_limit)
			add_signal(chart, CHART_LARGE_RANGE, side_of(place->value, chart->places[i - 1].value), i, i,
				   1);
	}
}

static void set_limits(struct chart *chart, const struct chart_options *options, const double *errors)
{
	for (size_t i = 0; i < chart->count; i++) {
		struct chart_place *place = &chart->places[i];

		place->lower = chart->centre - 3 * errors[i];
		place->upper = chart->centre + 3 * errors[i];
		if ((options->not_negative || chart->kind == CHART_U) && place->lower < 0)
			place->lower = 0;
	}
}

static void find_shewhart_signals(struct chart *chart, const double *errors)
{
	find_beyond_limits(chart);
	find_shifts(chart, CHART_SHIFT, SHIFT_SHEWHART);
	find_trends(chart, CHART_TREND, TREND_SHEWHART);
	find_two_of_three(chart, errors, 1);
	find_two_of_three(chart, errors, -1);
	find_inner(chart, errors);
}

static int compare(const void *a, const void *b)
{
	return side_of(*(const double *)a, *(const double *)b);
}

static void make_run_chart(struct arena *arena, struct chart *chart, size_t baseline)
{
	double *sorted = ARENA_ARRAY(arena, double, baseline);
	size_t n = 0;

	for (size_t i = 0; i < baseline; i++)
		if (!chart->places[i].missing)
			sorted[n++] = chart->places[i].value;
	qsort(sorted, n, sizeof(*sorted), compare);
	chart->centre = n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
	find_shifts(chart, CHART_RUN_SHIFT, SHIFT_RUN);
	find_trends(chart, CHART_RUN_TREND, TREND_RUN);
	judge_runs(chart);
}

static void make_xmr_chart(struct arena *arena, struct chart *chart, const struct chart_options *options,
			   size_t baseline)
{
	double *errors = ARENA_ARRAY(arena, double, chart->count);
	double sum = 0, range_sum = 0;
	size_t n = 0, ranges = 0;

	for (size_t i = 0; i < chart->count; i++) {
		struct chart_place *place = &chart->places[i];

		place->has_range = i > 0 && !place->missing && !chart->places[i - 1].missing;
		place->range = place->has_range ? fabs(place->value - chart->places[i - 1].value) : 0;
		if (i >= baseline || place->missing)
			continue;
		sum += place->value;
		range_sum += place->range;
		n++;
		ranges += place->has_range;
	}
	chart->centre = sum / (double)n;
	chart->mean_range = ranges ? range_sum / (double)ranges : 0;
	chart->range_limit = D4 * chart->mean_range;
	for (size_t i = 0; i < chart->count; i++)
		errors[i] = chart->mean_range / D2;
	set_limits(chart, options, errors);
	find_shewhart_signals(chart, errors);
	find_large_ranges(chart);
}

static void make_u_chart(struct arena *arena, struct chart *chart, const struct chart_options *options, size_t baseline)
{
	double *errors = ARENA_ARRAY(arena, double, chart->count);
	double events = 0, denominators = 0;

	for (size_t i = 0; i < baseline; i++) {
		if (chart->places[i].missing)
			continue;
		events += chart->points[i].value;
		denominators += chart->points[i].denominator;
	}
	chart->centre = events / denominators;
	for (size_t i = 0; i < chart->count; i++)
		errors[i] = chart->places[i].missing ? 0 : sqrt(chart->centre / chart->points[i].denominator);
	set_limits(chart, options, errors);
	find_shewhart_signals(chart, errors);
}

static void read_points(struct chart *chart)
{
	for (size_t i = 0; i < chart->count; i++) {
		const struct chart_point *point = &chart->points[i];
		struct chart_place *place = &chart->places[i];

		place->missing = point->missing || (chart->kind == CHART_U && !(point->denominator > 0));
		if (place->missing)
			continue;
		place->value = chart->kind == CHART_U ? point->value / point->denominator : point->value;
		chart->used++;
	}
}

/* Of the points that centre and limits are made from. */
static enum chart_state judge_state(const struct chart *chart, size_t baseline, size_t least)
{
	size_t there = 0;

	for (size_t i = 0; i < baseline; i++)
		there += !chart->places[i].missing;
	if (there < least || there == 0)
		return CHART_TOO_FEW_POINTS;
	if ((double)(chart->count - chart->used) > GAPS_MOST * (double)chart->count ||
	    (double)(baseline - there) > GAPS_MOST * (double)baseline)
		return CHART_TOO_MANY_GAPS;
	return CHART_OK;
}

struct chart *control_chart(struct arena *arena, const struct chart_point *points, size_t count,
			    const struct chart_options *options)
{
	struct chart *chart = ARENA_NEW(arena, struct chart);
	size_t baseline = options->baseline && options->baseline < count ? options->baseline : count;
	size_t least = options->least_points ? options->least_points : options->kind == CHART_RUN ? 10 : 12;

	chart->kind = options->kind;
	chart->points = points;
	chart->count = count;
	chart->places = ARENA_ARRAY(arena, struct chart_place, count + 1);
	/* Each rule marks a point at most once, in each direction. */
	chart->signals = ARENA_ARRAY(arena, struct chart_signal, 8 * count + 2);
	read_points(chart);
	chart->state = judge_state(chart, baseline, least);
	if (chart->state != CHART_OK)
		return chart;
	if (chart->kind == CHART_RUN)
		make_run_chart(arena, chart, baseline);
	else if (chart->kind == CHART_XMR)
		make_xmr_chart(arena, chart, options, baseline);
	else
		make_u_chart(arena, chart, options, baseline);
	return chart;
}
