/* SPDX-License-Identifier: MIT */
#include "http/admission.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/str.h"
#include "http/metrics.h"

#include "base/banned.h"

static void beyond_the_limit_one_waits_and_those_after_it_do_not(void **state)
{
	struct admission admission;
	int64_t start_us;

	(void)state;
	admission_init(&admission, 2);
	assert_int_equal(admission_enter(&admission), ADMITTED);
	assert_int_equal(admission_enter(&admission), ADMITTED);
	start_us = clock_monotonic_us();
	assert_int_equal(admission_enter(&admission), REFUSED_FULL);
	assert_true(clock_monotonic_us() - start_us > 100000);
	start_us = clock_monotonic_us();
	assert_int_equal(admission_enter(&admission), REFUSED_FULL);
	assert_true(clock_monotonic_us() - start_us < 100000);
	assert_int_equal(admission_in_flight(&admission), 2);
	admission_leave(&admission);
	assert_int_equal(admission_enter(&admission), ADMITTED);
	admission_done(&admission);
}

static void *leave_soon(void *context)
{
	clock_sleep_ms(20);
	admission_leave(context);
	return NULL;
}

static void a_place_that_becomes_free_is_given_to_who_waits(void **state)
{
	struct admission admission;
	pthread_t thread;

	(void)state;
	admission_init(&admission, 1);
	assert_int_equal(admission_enter(&admission), ADMITTED);
	assert_int_equal(pthread_create(&thread, NULL, leave_soon, &admission), 0);
	assert_int_equal(admission_enter(&admission), ADMITTED);
	assert_int_equal(pthread_join(thread, NULL), 0);
	admission_done(&admission);
}

static void a_drain_admits_nobody_and_waits_for_those_inside(void **state)
{
	struct admission admission;
	pthread_t thread;

	(void)state;
	admission_init(&admission, 1);
	assert_int_equal(admission_enter(&admission), ADMITTED);
	assert_false(admission_is_draining(&admission));
	assert_int_equal(pthread_create(&thread, NULL, leave_soon, &admission), 0);
	assert_true(admission_drain(&admission, 5000));
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_true(admission_is_draining(&admission));
	assert_int_equal(admission_enter(&admission), REFUSED_DRAINING);
	admission_done(&admission);
}

static void a_drain_gives_up_after_its_time(void **state)
{
	struct admission admission;

	(void)state;
	admission_init(&admission, 1);
	assert_int_equal(admission_enter(&admission), ADMITTED);
	assert_false(admission_drain(&admission, 20));
	admission_done(&admission);
}

static void requests_are_counted_by_operation_and_status(void **state)
{
	static struct metrics metrics;
	STR_AUTO struct str text = STR_INIT(1 << 20);

	(void)state;
	metrics_init(&metrics);
	metrics_count(&metrics, "show_queue", 200, 1500, 100);
	metrics_count(&metrics, "show_queue", 200, 20000000, 100);
	metrics_count(&metrics, "show_queue", 404, 10, 50);
	metrics_count(&metrics, "submit", 201, 10, 1);
	metrics_count_refused(&metrics, 0);
	metrics_write(&metrics, 3, &text);
	assert_false(str_failed(&text));
	assert_non_null(strstr(text.data, "samavvik_http_requests_total{operation=\"show_queue\",status=\"200\"} 2\n"));
	assert_non_null(strstr(text.data, "samavvik_http_requests_total{operation=\"show_queue\",status=\"404\"} 1\n"));
	assert_non_null(strstr(text.data, "_bucket{operation=\"show_queue\",le=\"0.001\"} 1\n"));
	assert_non_null(strstr(text.data, "_bucket{operation=\"show_queue\",le=\"0.002\"} 2\n"));
	assert_non_null(strstr(text.data, "_bucket{operation=\"show_queue\",le=\"+Inf\"} 3\n"));
	assert_non_null(strstr(text.data, "_seconds_sum{operation=\"show_queue\"} 20.001510\n"));
	assert_non_null(strstr(text.data, "samavvik_http_refused_total{reason=\"full\"} 1\n"));
	assert_non_null(strstr(text.data, "samavvik_http_in_flight 3\n"));
	assert_non_null(strstr(text.data, "samavvik_http_answer_bytes_total 251\n"));
	metrics_done(&metrics);
}

static void more_operations_than_places_share_the_last_one(void **state)
{
	static struct metrics metrics;
	static char names[METRICS_OPERATIONS + 5][8];
	STR_AUTO struct str text = STR_INIT(1 << 20);

	(void)state;
	metrics_init(&metrics);
	for (int i = 0; i < METRICS_OPERATIONS + 5; i++) {
		names[i][0] = (char)('a' + i % 26);
		names[i][1] = (char)('a' + i / 26);
		metrics_count(&metrics, names[i], 200, 1, 1);
	}
	metrics_write(&metrics, 0, &text);
	assert_non_null(strstr(text.data, "samavvik_http_requests_total{operation=\"other\",status=\"200\"} 6\n"));
	metrics_done(&metrics);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(beyond_the_limit_one_waits_and_those_after_it_do_not),
		cmocka_unit_test(a_place_that_becomes_free_is_given_to_who_waits),
		cmocka_unit_test(a_drain_admits_nobody_and_waits_for_those_inside),
		cmocka_unit_test(a_drain_gives_up_after_its_time),
		cmocka_unit_test(requests_are_counted_by_operation_and_status),
		cmocka_unit_test(more_operations_than_places_share_the_last_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
