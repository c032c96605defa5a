/* SPDX-License-Identifier: MIT */
/* When the next attempt comes, and how the workers slow down together while there is no relay. */
#include "jobs/circuit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "jobs/backoff.h"
#include "base/banned.h"

#define SECOND_US INT64_C(1000000)

static void the_wait_doubles_up_to_an_hour(void **state)
{
	(void)state;
	for (int64_t attempts = 0; attempts < 100; attempts++) {
		int64_t middle = attempts < 6 ? 60000 << attempts : 3600000;
		int64_t least = backoff_ms(60, attempts, 0);
		assert_true(least >= middle * 3 / 4 - 1 && least <= middle * 3 / 4 + 1);
		for (uint32_t bits = 0; bits < 4000000; bits += 12345) {
			int64_t wait = backoff_ms(60, attempts, bits * 977);
			assert_true(wait >= middle * 3 / 4 - 1 && wait <= middle * 5 / 4 + 1);
		}
	}
}

static void the_wait_stays_in_range_for_any_setting(void **state)
{
	(void)state;
	assert_int_equal(backoff_ms(1, 0, 0), 750);
	assert_true(backoff_ms(86400, 50, UINT32_MAX) <= 3600000 * 5 / 4);
	assert_true(backoff_relay_away_ms(UINT32_MAX) < 3000 && backoff_relay_away_ms(0) >= 1000);
}

static void one_or_two_failures_stop_nobody(void **state)
{
	struct circuit circuit = {0};

	(void)state;
	circuit_tried(&circuit, true, 0);
	circuit_tried(&circuit, true, 0);
	assert_true(circuit_enter(&circuit, 0));
	assert_true(circuit_enter(&circuit, 0));
}

static void without_a_relay_one_worker_tries_at_a_time(void **state)
{
	struct circuit circuit = {0};
	int64_t now = 0;

	(void)state;
	for (int i = 0; i < CIRCUIT_FAILURES; i++)
		circuit_tried(&circuit, true, now);
	assert_true(circuit_is_open(&circuit));
	assert_false(circuit_enter(&circuit, now));
	for (int i = 0; i < 50; i++) {
		int64_t before = now;
		while (!circuit_enter(&circuit, now))
			now += SECOND_US / 10;
		assert_true(now - before <= CIRCUIT_PAUSE_MAX_US + SECOND_US / 10);
		assert_false(circuit_enter(&circuit, now));
		circuit_tried(&circuit, true, now);
	}
}

static void one_that_found_nothing_lets_the_next_try(void **state)
{
	struct circuit circuit = {0};

	(void)state;
	for (int i = 0; i < CIRCUIT_FAILURES; i++)
		circuit_tried(&circuit, true, 0);
	assert_true(circuit_enter(&circuit, 10 * SECOND_US));
	circuit_had_nothing(&circuit, 10 * SECOND_US);
	assert_false(circuit_enter(&circuit, 10 * SECOND_US));
	assert_true(circuit_enter(&circuit, 20 * SECOND_US));
}

static void the_first_success_lets_all_of_them_work(void **state)
{
	struct circuit circuit = {0};

	(void)state;
	for (int i = 0; i < 20; i++)
		circuit_tried(&circuit, true, 0);
	circuit_tried(&circuit, false, 0);
	assert_false(circuit_is_open(&circuit));
	assert_true(circuit_enter(&circuit, 0));
	assert_true(circuit_enter(&circuit, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_wait_doubles_up_to_an_hour),
		cmocka_unit_test(the_wait_stays_in_range_for_any_setting),
		cmocka_unit_test(one_or_two_failures_stop_nobody),
		cmocka_unit_test(without_a_relay_one_worker_tries_at_a_time),
		cmocka_unit_test(one_that_found_nothing_lets_the_next_try),
		cmocka_unit_test(the_first_success_lets_all_of_them_work),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
