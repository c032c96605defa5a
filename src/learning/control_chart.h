/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_CONTROL_CHART_H
#define LEARNING_CONTROL_CHART_H

/*
 * Run charts and control charts: is what moved more than what always moves? One call takes a series of months and gives centre,
 * limits and signals. No JSON, SQL or clock; what it returns lives in the arena.
 *
 * Method and source
 * - Run chart: the median, and the rules of Perla, Provost and Murray, "The run chart: a simple analytical tool for learning from
 *   variation in healthcare processes", BMJ Quality & Safety 2011;20:46-51: shift, trend, too few or too many runs. Their fourth
 *   rule (an astronomical point) is a judgement by eye and is left out. The critical numbers of runs are their table for 10 to 60
 *   points off the median, after Swed and Eisenhart, "Tables for testing randomness of grouping in a sequence of alternatives",
 *   Annals of Mathematical Statistics 1943;14:66-87, 5 % in each tail.
 * - XmR chart (individuals and moving range; Shewhart, Wheeler): limits at the mean plus and minus 3 / d2 = 3 / 1.128 = 2.66 mean
 *   moving ranges of two points; limit of the moving range D4 = 3.267 mean moving ranges. NIST/SEMATECH e-Handbook of
 *   Statistical Methods, 6.3.2.2.
 * - u-chart (events over a denominator that varies): centre u = all events / all denominators, limits u plus and minus
 *   3 sqrt(u / n_i). Montgomery, Introduction to Statistical Quality Control, control charts for nonconformities.
 * - Rules of the XmR and u-charts: the five of Provost and Murray, The Health Care Data Guide (2011); in brackets what they are in
 *   the Western Electric handbook (1956) or Nelson, Journal of Quality Technology 1984;16:237-239.
 *
 * What is not there
 * A point that is suppressed or missing is a gap, never zero. A gap ends every run and trend, gives no moving range, and where there
 * is one the number of runs is not judged: a hidden small number may well have crossed the median. Too many gaps, or too
 * few points, give no centre and no limits.
 */

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

enum chart_kind { CHART_RUN, CHART_XMR, CHART_U };

enum chart_state {
	CHART_OK,
	CHART_TOO_FEW_POINTS, /* fewer than least_points that are not missing */
	CHART_TOO_MANY_GAPS   /* more than a fifth of the points is missing */
};

enum chart_rule {
	CHART_RUN_SHIFT, /* run chart: 6 or more in a row on one side of the median; points on it neither count nor break */
	CHART_RUN_TREND, /* run chart: 5 or more in a row, each above (or each below) the one before; like values count once */
	CHART_TOO_FEW_RUNS,  /* run chart: fewer runs than the table allows by chance */
	CHART_TOO_MANY_RUNS, /* run chart: more runs than the table allows by chance */
	CHART_BEYOND_LIMITS, /* XmR, u: outside the limits, however many in a row [Western Electric 1, Nelson 1] */
	CHART_SHIFT,         /* XmR, u: 8 or more in a row on one side of the centre [Western Electric 4] */
	CHART_TREND,         /* XmR, u: 6 or more in a row rising or falling [Nelson 3] */
	CHART_TWO_OF_THREE,  /* XmR, u: 2 of 3 in a row in the outer third on one side [Western Electric 2, Nelson 5] */
	CHART_FIFTEEN_INNER, /* XmR, u: 15 or more in a row in the inner third [Nelson 7] */
	CHART_LARGE_RANGE    /* XmR: a moving range above its limit: a sudden jump from the point before */
};

struct chart_point {
	double value;       /* u-chart: the number of events */
	double denominator; /* u-chart only: how many there could have been; not above 0: the point is missing */
	bool missing;
	/* Not looked at here; chart_json.h writes them beside the point. Borrowed, may be NULL. */
	const char *at;    /* "2025-07" */
	const char *state; /* "shown", "zero", "suppressed", "no_data" */
};

struct chart_options {
	enum chart_kind kind;
	size_t least_points; /* 0: 10 for a run chart, 12 for the others */
	size_t baseline;     /* centre and limits from the first so many points alone; 0: from all */
	bool not_negative;   /* counts and times: the lower limit is not below 0 */
};

/* One point of the chart, in the order of the input. */
struct chart_place {
	double value; /* u-chart: events over denominator */
	bool missing;
	double lower, upper; /* not for a run chart */
	double range;        /* XmR: the moving range to the point before */
	bool has_range;
};

struct chart_signal {
	enum chart_rule rule;
	int direction;   /* 1 up or above, -1 down or below, 0 neither */
	size_t from, to; /* first and last point it speaks of, counted from 0 */
	size_t points;   /* how many of them count */
};

struct chart {
	enum chart_kind kind;
	enum chart_state state;
	const struct chart_point *points; /* the caller's */
	size_t count, used;               /* all points, and those that are not missing */
	double centre;                    /* median, mean, or u; with CHART_OK only, as everything below */
	double mean_range, range_limit;   /* XmR */
	bool runs_judged;                 /* run chart without gaps, with 10 to 60 points off the median */
	size_t runs, least_runs, most_runs;
	struct chart_place *places;
	struct chart_signal *signals;
	size_t signal_count;
};

/* The chart of `count` points in the order of time. */
struct chart *control_chart(struct arena *arena, const struct chart_point *points, size_t count,
			    const struct chart_options *options);

/* The numbers of runs that chance explains, both ends included. False outside 10 to 60 points off the median. */
bool chart_runs_by_chance(size_t points, size_t *ret_least, size_t *ret_most);

/* "run_shift", "beyond_limits". Its text in the catalogues: control_chart.rule.<code>, with _up or _down where there is a direction. */
const char *chart_rule_code(enum chart_rule rule);
const char *chart_kind_code(enum chart_kind kind);    /* "run", "xmr", "u" */
const char *chart_state_code(enum chart_state state); /* "ok", "too_few_points", "too_many_gaps" */

#endif
