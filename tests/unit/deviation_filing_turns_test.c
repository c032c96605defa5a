/* SPDX-License-Identifier: MIT */
#include "deviation/filing_turns.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"

#include "base/banned.h"

#define MANY 6

struct fixture {
	struct filing_turns *turns;
	pthread_mutex_t lock;
	int order[MANY];
	int count;
};

struct waiter {
	struct fixture *fixture;
	int number;
};

static void *take_note_give(void *context)
{
	struct waiter *waiter = context;
	struct fixture *fixture = waiter->fixture;

	if (filing_turns_take(fixture->turns) != OK)
		return NULL;
	pthread_mutex_lock(&fixture->lock);
	fixture->order[fixture->count++] = waiter->number;
	pthread_mutex_unlock(&fixture->lock);
	filing_turns_give(fixture->turns);
	return NULL;
}

static void take_all(struct filing_turns *turns)
{
	for (int i = 0; i < FILING_TURNS; i++)
		assert_int_equal(filing_turns_take(turns), OK);
}

static void those_who_came_first_come_first(void **state)
{
	struct fixture fixture = {.lock = PTHREAD_MUTEX_INITIALIZER};
	struct waiter waiters[MANY];
	pthread_t threads[MANY];

	(void)state;
	assert_int_equal(filing_turns_new(&fixture.turns), OK);
	take_all(fixture.turns);
	for (int i = 0; i < MANY; i++) {
		waiters[i] = (struct waiter){.fixture = &fixture, .number = i};
		assert_int_equal(pthread_create(&threads[i], NULL, take_note_give, &waiters[i]), 0);
		while (filing_turns_waiting(fixture.turns) != i + 1)
			clock_sleep_ms(1);
	}
	assert_int_equal(fixture.count, 0);
	filing_turns_give(fixture.turns);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(fixture.order[i], i);
	filing_turns_give(fixture.turns);
	filing_turns_free(fixture.turns);
}

static void in_vain_is_busy_and_leaves_the_queue_whole(void **state)
{
	struct filing_turns *turns = NULL;
	int64_t start_us = clock_monotonic_us();

	(void)state;
	assert_int_equal(filing_turns_new(&turns), OK);
	take_all(turns);
	assert_int_equal(filing_turns_take(turns), ERR_BUSY);
	assert_true(clock_monotonic_us() - start_us >= 1900000);
	assert_int_equal(filing_turns_waiting(turns), 0);
	filing_turns_give(turns);
	assert_int_equal(filing_turns_take(turns), OK);
	filing_turns_free(turns);
}

static void import_waits_for_nobody(void **state)
{
	(void)state;
	for (int i = 0; i < MANY; i++)
		assert_int_equal(filing_turns_take(NULL), OK);
	filing_turns_give(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(those_who_came_first_come_first),
		cmocka_unit_test(in_vain_is_busy_and_leaves_the_queue_whole),
		cmocka_unit_test(import_waits_for_nobody),
	};

	return cmocka_run_group_tests_name("deviation_filing_turns", tests, NULL, NULL);
}
