/* SPDX-License-Identifier: MIT */
#include "http/thread_stack.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "http/civet.h"

#include "base/banned.h"

struct look {
	pthread_mutex_t lock;
	bool is_done, is_large;
};

static void *look_at_stack(void *context)
{
	struct look *look = context;
	bool is_large = thread_stack_is_large();

	pthread_mutex_lock(&look->lock);
	look->is_large = is_large;
	look->is_done = true;
	pthread_mutex_unlock(&look->lock);
	return NULL;
}

static bool is_done(struct look *look)
{
	bool done;

	pthread_mutex_lock(&look->lock);
	done = look->is_done;
	pthread_mutex_unlock(&look->lock);
	return done;
}

static void a_thread_of_civetweb_has_a_megabyte(void **state)
{
	static struct look look = {.lock = PTHREAD_MUTEX_INITIALIZER};

	(void)state;
	assert_int_equal(mg_start_thread(look_at_stack, &look), 0);
	for (int i = 0; i < 10000 && !is_done(&look); i++)
		clock_sleep_ms(1);
	assert_true(is_done(&look));
	assert_true(look.is_large);
}

static void a_small_one_is_seen(void **state)
{
	struct look look = {.lock = PTHREAD_MUTEX_INITIALIZER};
	static _Alignas(4096) unsigned char stack[256 * 1024];
	pthread_attr_t attributes;
	pthread_t thread;

	(void)state;
	pthread_attr_init(&attributes);
	assert_int_equal(pthread_attr_setstack(&attributes, stack, sizeof(stack)), 0);
	assert_int_equal(pthread_create(&thread, &attributes, look_at_stack, &look), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_false(look.is_large);
	pthread_attr_destroy(&attributes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thread_of_civetweb_has_a_megabyte),
		cmocka_unit_test(a_small_one_is_seen),
	};

	return cmocka_run_group_tests_name("http_thread_stack", tests, NULL, NULL);
}
