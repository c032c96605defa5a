/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/banned.h"

#if defined(__SANITIZE_ADDRESS__)
#define WITH_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ADDRESS_SANITIZER 1
#endif
#endif

static void nothing_is_left_of_what_was_in_it_when_it_is_wiped(void **state)
{
	struct arena *arena = arena_new((size_t)1 << 20);
	char *texts[40];

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		/* Small ones, and such as get a block of their own. */
		texts[i] = arena_alloc(arena, i % 8 ? 100 : 20000);
		memset(texts[i], 'x', i % 8 ? 100 : 20000);
	}
	arena_wipe(arena);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		for (size_t at = 0; at < (i % 8 ? 100 : 20000); at++)
			assert_int_equal(texts[i][at], 0);
	arena_free(arena);
}

static void memory_is_zeroed_and_aligned_also_after_a_reset(void **state)
{
	struct arena *arena = arena_new(1 << 20);

	(void)state;
	for (int round = 0; round < 3; round++) {
		for (size_t size = 0; size < 300; size++) {
			unsigned char *object = arena_alloc(arena, size);

			assert_int_equal((uintptr_t)object % 16, 0);
			for (size_t i = 0; i < size; i++)
				assert_int_equal(object[i], 0);
			memset(object, 0xff, size);
		}
		arena_reset(arena);
		assert_int_equal(arena_used(arena), 0);
	}
	arena_free(arena);
}

static void objects_do_not_overlap_across_blocks(void **state)
{
	static const size_t sizes[] = {1, 100, 9000, 40000, 17, 200000, 3, 16384, 64};
	struct arena *arena = arena_new(1 << 20);
	unsigned char *objects[sizeof(sizes) / sizeof(sizes[0])];

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		objects[i] = arena_alloc(arena, sizes[i]);
		memset(objects[i], (int)i + 1, sizes[i]);
	}
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (size_t j = 0; j < sizes[i]; j++)
			assert_int_equal(objects[i][j], i + 1);
	}
	arena_free(arena);
}

static void the_ceiling_is_told_before_it_is_hit(void **state)
{
	struct arena *arena = arena_new(1000);

	(void)state;
	assert_true(arena_would_fit(arena, 900));
	assert_false(arena_would_fit(arena, 1001));
	assert_false(arena_would_fit(arena, SIZE_MAX));
	(void)arena_alloc(arena, 900);
	assert_false(arena_would_fit(arena, 200));
	arena_reset(arena);
	assert_true(arena_would_fit(arena, 900));
	arena_free(arena);
}

/* Runs in a child, because it is expected to abort. Returns the signal that ended it. */
static int signal_of(void (*run)(void))
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		const struct rlimit none = {0, 0};

		(void)setrlimit(RLIMIT_CORE, &none);
		(void)signal(SIGABRT, SIG_DFL);
		run();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void allocate_beyond(void)
{
	(void)arena_alloc(arena_new(1000), 2000);
}

static void allocate_overflowing_array(void)
{
	(void)arena_alloc_array(arena_new(1000), SIZE_MAX / 2, 3);
}

static void going_beyond_the_ceiling_aborts(void **state)
{
	(void)state;
	assert_int_equal(signal_of(allocate_beyond), SIGABRT);
	assert_int_equal(signal_of(allocate_overflowing_array), SIGABRT);
}

static void texts_are_copied_and_ended(void **state)
{
	struct arena *arena = arena_new(1 << 20);

	(void)state;
	assert_string_equal(arena_strdup(arena, "avvik"), "avvik");
	assert_string_equal(arena_strndup(arena, "avvik", 2), "av");
	assert_string_equal(arena_strndup(arena, "av", 20), "av");
	assert_string_equal(arena_printf(arena, "%s-%d", "sak", 7), "sak-7");
	assert_string_equal(arena_i64(arena, INT64_MIN), "-9223372036854775808");
	arena_free(arena);
	arena_free(NULL);
}

#ifdef WITH_ADDRESS_SANITIZER
int __asan_address_is_poisoned(const volatile void *address);

static void what_is_beyond_an_object_is_poisoned(void **state)
{
	struct arena *arena = arena_new(1 << 20);
	char *first = arena_alloc(arena, 5);
	char *second = arena_alloc(arena, 32);

	(void)state;
	assert_false(__asan_address_is_poisoned(first + 4));
	assert_true(__asan_address_is_poisoned(first + 5));
	assert_true(__asan_address_is_poisoned(second + 32));
	arena_reset(arena);
	assert_true(__asan_address_is_poisoned(first));
	arena_free(arena);
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_aligned_also_after_a_reset),
		cmocka_unit_test(nothing_is_left_of_what_was_in_it_when_it_is_wiped),
		cmocka_unit_test(objects_do_not_overlap_across_blocks),
		cmocka_unit_test(the_ceiling_is_told_before_it_is_hit),
		cmocka_unit_test(going_beyond_the_ceiling_aborts),
		cmocka_unit_test(texts_are_copied_and_ended),
#ifdef WITH_ADDRESS_SANITIZER
		cmocka_unit_test(what_is_beyond_an_object_is_poisoned),
#endif
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
