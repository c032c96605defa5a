/* SPDX-License-Identifier: MIT */
#include "base/line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"

#include "base/banned.h"

#define MANY 5
#define LONG_US INT64_C(5000000)

struct shop {
	pthread_mutex_t lock;
	struct line line;
	int served[MANY]; /* what each who came got */
	enum err outcome[MANY];
	int64_t patience_us;
};

struct customer {
	struct shop *shop;
	int number;
	pthread_t thread;
};

static void *stand_in_line(void *context)
{
	struct customer *self = context;
	struct shop *shop = self->shop;
	void *thing = NULL;

	pthread_mutex_lock(&shop->lock);
	shop->outcome[self->number] = line_wait(&shop->line, &shop->lock, clock_monotonic_us() + shop->patience_us, &thing);
	if (thing)
		shop->served[self->number] = *(int *)thing;
	pthread_mutex_unlock(&shop->lock);
	return NULL;
}

static int count_waiting(struct shop *shop)
{
	int count;

	pthread_mutex_lock(&shop->lock);
	count = shop->line.count;
	pthread_mutex_unlock(&shop->lock);
	return count;
}

static void open_shop(struct shop *shop, struct customer *customers, int64_t patience_us)
{
	*shop = (struct shop){.lock = PTHREAD_MUTEX_INITIALIZER, .patience_us = patience_us};
	line_init(&shop->line);
	for (int i = 0; i < MANY; i++) {
		customers[i] = (struct customer){.shop = shop, .number = i};
		assert_int_equal(pthread_create(&customers[i].thread, NULL, stand_in_line, &customers[i]), 0);
		while (patience_us == LONG_US && count_waiting(shop) != i + 1)
			clock_sleep_ms(1);
	}
}

static void close_shop(struct shop *shop, struct customer *customers)
{
	for (int i = 0; i < MANY; i++)
		assert_int_equal(pthread_join(customers[i].thread, NULL), 0);
	assert_int_equal(shop->line.count, 0);
	line_done(&shop->line);
	pthread_mutex_destroy(&shop->lock);
}

static void each_gets_what_is_handed_out_in_the_order_they_came(void **state)
{
	struct shop shop;
	struct customer customers[MANY];
	int things[MANY + 1];

	(void)state;
	open_shop(&shop, customers, LONG_US);
	for (int i = 0; i <= MANY; i++) {
		struct place *place;

		things[i] = 100 + i;
		pthread_mutex_lock(&shop.lock);
		place = line_hand(&shop.line, &things[i]);
		pthread_mutex_unlock(&shop.lock);
		assert_int_equal(place != NULL, i < MANY); /* the last one finds nobody */
		line_call(place);
	}
	close_shop(&shop, customers);
	for (int i = 0; i < MANY; i++) {
		assert_int_equal(shop.outcome[i], OK);
		assert_int_equal(shop.served[i], 100 + i);
	}
}

static void who_waits_in_vain_leaves_the_line(void **state)
{
	struct shop shop;
	struct customer customers[MANY];

	(void)state;
	open_shop(&shop, customers, 20000);
	close_shop(&shop, customers);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(shop.outcome[i], ERR_BUSY);
}

static void all_are_sent_away_at_once(void **state)
{
	struct shop shop;
	struct customer customers[MANY];

	(void)state;
	open_shop(&shop, customers, LONG_US);
	pthread_mutex_lock(&shop.lock);
	line_refuse_all(&shop.line);
	pthread_mutex_unlock(&shop.lock);
	close_shop(&shop, customers);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(shop.outcome[i], ERR_UNAVAILABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_gets_what_is_handed_out_in_the_order_they_came),
		cmocka_unit_test(who_waits_in_vain_leaves_the_line),
		cmocka_unit_test(all_are_sent_away_at_once),
	};

	return cmocka_run_group_tests_name("base_line", tests, NULL, NULL);
}
