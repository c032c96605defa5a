/* SPDX-License-Identifier: MIT */
/* Control charts give what published worked examples give, mark what the rules name, and take no gap for a zero. */
#include "base/arena.h"
#include "base/str.h"
#include "learning/chart_json.h"
#include "learning/control_chart.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define PLAIN(kind_, values_) CHART(kind_, values_, .least_points = 0)
#define GAP ((double)NAN)
#define CHART(kind_, values_, ...)                                                                                     \
	make(*state, (values_), NULL, COUNT(values_), &(struct chart_options){.kind = (kind_), __VA_ARGS__})

static int setup(void **state)
{
	*state = arena_new(1 << 20);
	return *state == NULL;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static struct chart *make(struct arena *arena, const double *values, const double *denominators, size_t count,
			  const struct chart_options *options)
{
	struct chart_point *points = ARENA_ARRAY(arena, struct chart_point, count);

	for (size_t i = 0; i < count; i++) {
		points[i].missing = isnan(values[i]);
		points[i].value = points[i].missing ? 0 : values[i];
		points[i].denominator = denominators ? denominators[i] : 1;
	}
	return control_chart(arena, points, count, options);
}

/* One with 0 points when there is none. */
static const struct chart_signal *signal_of(const struct chart *chart, enum chart_rule rule)
{
	static const struct chart_signal none = {0};

	for (size_t i = 0; i < chart->signal_count; i++)
		if (chart->signals[i].rule == rule)
			return &chart->signals[i];
	return &none;
}

static void assert_signal(const struct chart *chart, enum chart_rule rule, int direction, size_t from, size_t to)
{
	const struct chart_signal *signal = signal_of(chart, rule);

	assert_true(signal->points > 0);
	assert_int_equal(signal->direction, direction);
	assert_int_equal(signal->from, from);
	assert_int_equal(signal->to, to);
}

#define assert_near(got, expected, within) assert_true(fabs((got) - (expected)) <= (within))

/* NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2, "Example of moving range": flowrate of ten batches. */
static void test_individuals_chart_is_that_of_the_nist_handbook(void **state)
{
	static const double flowrate[] = {49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1};
	const struct chart *chart = CHART(CHART_XMR, flowrate, .least_points = 10);

	assert_int_equal(chart->state, CHART_OK);
	assert_near(chart->centre, 50.81, 0.00005);
	assert_near(chart->mean_range, 1.8778, 0.00005);
	assert_near(chart->places[0].upper, 55.8041, 0.00005);
	assert_near(chart->places[9].lower, 45.8159, 0.00005);
	assert_int_equal(signal_of(chart, CHART_BEYOND_LIMITS)->points, 0);
	assert_near(chart->places[1].range, 2.0, 1e-9);
	assert_false(chart->places[0].has_range);
	assert_near(chart->range_limit, 3.267 * 1.8778, 0.001);
}

/* SAS/QC User's Guide, SHEWHART procedure, UCHART statement: "Creating u Charts from Defect Count Data", "Saving Control Limits"
   (data set Fablim), "Reading Preestablished Control Limits" (rolls 21 to 40, "indicates that the process is in control"). */
static void test_u_chart_is_that_of_the_sas_guide(void **state)
{
	static const double defects[] = {12, 11, 9,  15, 7,  6, 5, 10, 8, 8, 14, 5,  9, 13, 7, 5, 8, 11, 7, 12,
					 9,  9,  12, 7,  14, 5, 4, 13, 6, 7, 11, 10, 7, 11, 8, 8, 3, 10, 9, 13};
	double metres[COUNT(defects)];
	struct chart_options options = {.kind = CHART_U, .baseline = 20};
	const struct chart *chart;

	for (size_t i = 0; i < COUNT(metres); i++)
		metres[i] = 30;
	chart = make(*state, defects, metres, COUNT(defects), &options);
	assert_int_equal(chart->state, CHART_OK);
	assert_near(chart->centre, 0.30333, 0.000005);
	assert_near(chart->places[0].lower, 0.001671271, 5e-10);
	assert_near(chart->places[39].upper, 0.60500, 0.000005);
	assert_int_equal(signal_of(chart, CHART_BEYOND_LIMITS)->points, 0);
}

/* Montgomery, Introduction to Statistical Quality Control (2nd edition, pp. 183-184): defects of ten rolls of dyed cloth, inspection
   units of 50 square metres. The limits are those of the book, made there from u rounded to 1.42. */
static void test_limits_of_a_u_chart_follow_the_denominator(void **state)
{
	static const double defects[] = {14, 12, 20, 11, 7, 10, 21, 16, 19, 23};
	static const double units[] = {10, 8, 13, 10, 9.5, 10, 12, 10.5, 12, 12.5};
	struct chart_options options = {.kind = CHART_U, .least_points = 10};
	const struct chart *chart = make(*state, defects, units, COUNT(defects), &options);

	assert_near(chart->centre, 1.42, 0.005);
	assert_near(chart->places[0].upper, 2.55, 0.01);
	assert_near(chart->places[0].lower, 0.29, 0.01);
	assert_near(chart->places[1].upper, 2.68, 0.01);
	assert_near(chart->places[1].lower, 0.16, 0.01);
	assert_near(chart->places[2].upper, 2.41, 0.01);
	assert_near(chart->places[2].lower, 0.43, 0.01);
	assert_near(chart->places[0].value, 1.4, 1e-9);
	assert_int_equal(signal_of(chart, CHART_BEYOND_LIMITS)->points, 0);
}

/* How often `n` of each kind in a random order have exactly `runs` runs (Swed and Eisenhart 1943), not yet divided. */
static double ways(int n, int runs)
{
	double left = 1, right = 1;
	int k = runs / 2;

	for (int i = 1; i < k; i++)
		left = left * (n - i) / i;
	for (int i = 1; i < k + runs % 2; i++)
		right = right * (n - i) / i;
	return 2 * left * right;
}

/* For even numbers of points the table is the distribution of Swed and Eisenhart, 5 % in each tail. */
static void test_critical_numbers_of_runs_are_those_of_swed_and_eisenhart(void **state)
{
	size_t least = 0, most = 0;

	(void)state;
	for (int points = 10; points <= 60; points += 2) {
		double all = 0, below = 0;
		int runs;

		for (runs = 2; runs <= points; runs++)
			all += ways(points / 2, runs);
		for (runs = 2; below + ways(points / 2, runs) <= 0.05 * all; runs++)
			below += ways(points / 2, runs);
		assert_true(chart_runs_by_chance((size_t)points, &least, &most));
		assert_int_equal(least, runs - 1);
		assert_int_equal(least + most, points + 2);
	}
	assert_false(chart_runs_by_chance(9, &least, &most));
	assert_false(chart_runs_by_chance(61, &least, &most));
}

static void test_critical_numbers_of_runs_never_fall_as_points_are_added(void **state)
{
	size_t least = 0, most = 0, least_before = 0, most_before = 0;

	(void)state;
	for (size_t points = 10; points <= 60; points++) {
		assert_true(chart_runs_by_chance(points, &least, &most));
		assert_true(least >= least_before && least <= least_before + 3);
		assert_true(most >= most_before && most > least);
		least_before = least;
		most_before = most;
	}
}

/* Balestracci, "An underrated test for run charts", Quality Digest, October 2008: 16 points in runs of 7, 7, 1 and 1. */
static void test_four_runs_of_sixteen_points_are_too_few(void **state)
{
	static const double values[] = {9, 8, 9, 8, 9, 8, 9, 1, 2, 1, 2, 1, 2, 1, 9, 1};
	const struct chart *chart = PLAIN(CHART_RUN, values);

	assert_true(chart->runs_judged);
	assert_int_equal(chart->runs, 4);
	assert_int_equal(chart->least_runs, 5);
	assert_signal(chart, CHART_TOO_FEW_RUNS, 0, 0, 15);
}

static void test_going_up_and_down_every_month_is_too_many_runs(void **state)
{
	static const double values[] = {1, 9, 1, 9, 1, 9, 1, 9, 1, 9, 1, 9};

	assert_signal(PLAIN(CHART_RUN, values), CHART_TOO_MANY_RUNS, 0, 0, 11);
}

static void test_six_over_the_median_are_a_shift_and_five_are_not(void **state)
{
	static const double six[] = {1, 5, 1, 9, 8, 9, 8, 9, 8, 1, 2, 2};
	static const double five[] = {1, 5, 1, 9, 8, 9, 8, 9, 1, 2, 2, 9};
	const struct chart *chart = PLAIN(CHART_RUN, six);

	assert_near(chart->centre, 6.5, 1e-9);
	assert_signal(chart, CHART_RUN_SHIFT, 1, 3, 8);
	assert_int_equal(signal_of(chart, CHART_RUN_SHIFT)->points, 6);
	assert_int_equal(signal_of(PLAIN(CHART_RUN, five), CHART_RUN_SHIFT)->points, 0);
}

static void test_a_point_on_the_median_neither_counts_nor_breaks_a_shift(void **state)
{
	static const double on_it[] = {9, 8, 9, 5, 8, 9, 8, 1, 2, 1, 5, 2, 1, 2, 5};
	const struct chart *chart = PLAIN(CHART_RUN, on_it);

	assert_near(chart->centre, 5, 1e-9);
	assert_signal(chart, CHART_RUN_SHIFT, 1, 0, 6);
	assert_int_equal(signal_of(chart, CHART_RUN_SHIFT)->points, 6);
}

static void test_five_rising_points_are_a_trend_and_like_values_count_once(void **state)
{
	static const double five[] = {5, 1, 2, 3, 4, 5, 3, 5, 3, 4};
	static const double four[] = {5, 1, 2, 3, 4, 3, 5, 3, 5, 3};
	static const double alike[] = {5, 4, 4, 3, 3, 2, 1, 3, 2, 3};

	assert_signal(PLAIN(CHART_RUN, five), CHART_RUN_TREND, 1, 1, 5);
	assert_int_equal(signal_of(PLAIN(CHART_RUN, four), CHART_RUN_TREND)->points, 0);
	assert_signal(PLAIN(CHART_RUN, alike), CHART_RUN_TREND, -1, 0, 6);
	assert_int_equal(signal_of(PLAIN(CHART_RUN, alike), CHART_RUN_TREND)->points, 5);
}

static void test_rules_of_shewhart_charts_mark_their_points(void **state)
{
	static const double beyond[] = {10, 11, 10, 11, 10, 11, 10, 30, 10, 11, 10, 11, 10, 11, 10, 11};
	static const double shift[] = {10, 14, 10, 14, 10, 14, 13, 12.5, 13, 12.5, 13, 12.5, 13, 9, 13, 9, 10};
	static const double trend[] = {10, 12, 9, 9.5, 10, 10.5, 11, 11.5, 9, 12, 9, 12};
	static const double outer[] = {10, 12, 10, 12, 10, 12, 10, 12, 10, 15, 15, 10, 12, 10, 12, 10, 12};

	assert_signal(PLAIN(CHART_XMR, beyond), CHART_BEYOND_LIMITS, 1, 7, 7);
	assert_signal(PLAIN(CHART_XMR, beyond), CHART_LARGE_RANGE, 1, 7, 7);
	assert_signal(PLAIN(CHART_XMR, shift), CHART_SHIFT, 1, 5, 12);
	assert_signal(PLAIN(CHART_XMR, trend), CHART_TREND, 1, 2, 7);
	assert_signal(CHART(CHART_XMR, outer, .baseline = 9, .least_points = 9), CHART_TWO_OF_THREE, 1, 9, 10);
}

static void test_fifteen_points_close_to_the_centre_are_marked(void **state)
{
	static const double values[] = {10,   10, 20,   20, 10,   10, 20,   20, 10,   10, 20,   20, 15, 15.5, 15,
					15.5, 15, 15.5, 15, 15.5, 15, 15.5, 15, 15.5, 15, 15.5, 15, 20, 10};

	assert_signal(CHART(CHART_XMR, values, .baseline = 12), CHART_FIFTEEN_INNER, 0, 12, 26);
}

static void test_a_steady_series_gives_no_signal(void **state)
{
	static const double values[] = {12, 9, 11, 13, 8, 10, 12, 9, 13, 11, 8, 12, 10, 9, 13, 11};

	assert_int_equal(PLAIN(CHART_RUN, values)->signal_count, 0);
	assert_int_equal(CHART(CHART_XMR, values, .not_negative = true)->signal_count, 0);
}

static void test_a_gap_is_no_zero_and_ends_what_was_counted(void **state)
{
	static const double gap[] = {1, 2, 1, 9, 8, 9, GAP, 9, 8, 9, 1, 2, 1};
	static const double below[] = {9, 8, 9, 1, 2, 1, GAP, 1, 2, 1, 9, 8, 9};
	static const double zero[] = {1, 2, 1, 9, 8, 9, 0, 9, 8, 9, 1, 2, 1};
	static const double rising[] = {1, 2, 3, GAP, 4, 5, 6, 1, 6, 1, 6, 1};
	const struct chart *with_gap = PLAIN(CHART_RUN, gap);

	assert_near(with_gap->centre, 5, 1e-9);
	assert_near(PLAIN(CHART_RUN, zero)->centre, 2, 1e-9);
	assert_int_equal(signal_of(with_gap, CHART_RUN_SHIFT)->points, 0);
	assert_int_equal(signal_of(PLAIN(CHART_RUN, below), CHART_RUN_SHIFT)->points, 0);
	assert_false(with_gap->runs_judged);
	assert_int_equal(signal_of(PLAIN(CHART_RUN, rising), CHART_RUN_TREND)->points, 0);
}

static void test_a_gap_gives_no_moving_range(void **state)
{
	static const double values[] = {10, 11, 10, 11, 10, 11, GAP, 90, 91, 90, 91, 90, 91, 90};
	const struct chart *chart = PLAIN(CHART_XMR, values);

	assert_false(chart->places[6].has_range);
	assert_false(chart->places[7].has_range);
	assert_near(chart->mean_range, 1, 1e-9);
}

static void test_too_few_points_or_too_many_gaps_give_no_limits(void **state)
{
	static const double few[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
	static const double gaps[] = {1, 2, GAP, 4, 5, GAP, 7, 8, GAP, 10, 11, GAP, 1, 2, 3, 4};
	static const double hidden[] = {GAP, GAP, GAP};

	assert_int_equal(PLAIN(CHART_RUN, few)->state, CHART_TOO_FEW_POINTS);
	assert_int_equal(PLAIN(CHART_RUN, few)->signal_count, 0);
	assert_int_equal(PLAIN(CHART_XMR, gaps)->state, CHART_TOO_MANY_GAPS);
	assert_int_equal(PLAIN(CHART_RUN, hidden)->state, CHART_TOO_FEW_POINTS);
	assert_int_equal(make(*state, few, NULL, 0, &(struct chart_options){.kind = CHART_U})->state,
			 CHART_TOO_FEW_POINTS);
}

static void test_a_month_without_a_denominator_is_a_gap(void **state)
{
	static const double events[] = {3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 3};
	double admissions[COUNT(events)];
	struct chart_options options = {.kind = CHART_U};
	const struct chart *chart;

	for (size_t i = 0; i < COUNT(admissions); i++)
		admissions[i] = i == 5 ? 0 : 100;
	chart = make(*state, events, admissions, COUNT(events), &options);
	assert_int_equal(chart->used, 12);
	assert_true(chart->places[5].missing);
	assert_near(chart->centre, 41.0 / 1200, 1e-9);
}

static void test_a_frozen_baseline_is_not_moved_by_what_came_after(void **state)
{
	static const double values[] = {10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 40, 41, 40, 41};
	const struct chart *chart = CHART(CHART_XMR, values, .baseline = 12);

	assert_near(chart->centre, 11, 1e-9);
	assert_near(chart->mean_range, 2, 1e-9);
	assert_signal(chart, CHART_BEYOND_LIMITS, 1, 12, 15);
	assert_int_equal(signal_of(chart, CHART_BEYOND_LIMITS)->points, 4);
}

static void test_counts_have_no_limit_below_zero(void **state)
{
	static const double values[] = {1, 9, 0, 8, 1, 9, 0, 8, 1, 9, 0, 8};

	assert_true(PLAIN(CHART_XMR, values)->places[0].lower < 0);
	assert_true(CHART(CHART_XMR, values, .not_negative = true)->places[0].lower >= 0);
}

static void test_json_tells_a_gap_from_zero(void **state)
{
	static const struct chart_point points[] = {{.value = 0, .at = "2025-07", .state = "zero"},
						    {.missing = true, .at = "2025-08", .state = "suppressed"}};
	struct chart_options options = {.kind = CHART_XMR};
	STR_AUTO struct str json = STR_INIT(4096);

	chart_add_json(&json, control_chart(*state, points, 2, &options));
	assert_string_equal(str_text(&json), "\"kind\":\"xmr\",\"state\":\"too_few_points\",\"centre\":null,\"mean_"
					     "range\":null,\"range_limit\":null,"
					     "\"runs\":null,\"points\":[{\"at\":\"2025-07\",\"state\":\"zero\","
					     "\"missing\":false,\"value\":0,\"lower\":null,"
					     "\"upper\":null,\"range\":null},{\"at\":\"2025-08\",\"state\":"
					     "\"suppressed\",\"missing\":true,\"value\":null,"
					     "\"lower\":null,\"upper\":null,\"range\":null}],\"signals\":[]");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_individuals_chart_is_that_of_the_nist_handbook),
		TEST(test_u_chart_is_that_of_the_sas_guide),
		TEST(test_limits_of_a_u_chart_follow_the_denominator),
		TEST(test_critical_numbers_of_runs_are_those_of_swed_and_eisenhart),
		TEST(test_critical_numbers_of_runs_never_fall_as_points_are_added),
		TEST(test_four_runs_of_sixteen_points_are_too_few),
		TEST(test_going_up_and_down_every_month_is_too_many_runs),
		TEST(test_six_over_the_median_are_a_shift_and_five_are_not),
		TEST(test_a_point_on_the_median_neither_counts_nor_breaks_a_shift),
		TEST(test_five_rising_points_are_a_trend_and_like_values_count_once),
		TEST(test_rules_of_shewhart_charts_mark_their_points),
		TEST(test_fifteen_points_close_to_the_centre_are_marked),
		TEST(test_a_steady_series_gives_no_signal),
		TEST(test_a_gap_is_no_zero_and_ends_what_was_counted),
		TEST(test_a_gap_gives_no_moving_range),
		TEST(test_too_few_points_or_too_many_gaps_give_no_limits),
		TEST(test_a_month_without_a_denominator_is_a_gap),
		TEST(test_a_frozen_baseline_is_not_moved_by_what_came_after),
		TEST(test_counts_have_no_limit_below_zero),
		TEST(test_json_tells_a_gap_from_zero),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
