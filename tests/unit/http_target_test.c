/* SPDX-License-Identifier: MIT */
#include "http/target.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "http/cookie.h"
#include "http/http.h"

#include "base/banned.h"

static const char *decoded(struct arena *arena, const char *text, bool plus_is_space)
{
	return http_decode(arena, text, strlen(text), plus_is_space);
}

static void paths_that_two_readers_could_read_differently_are_refused(void **state)
{
	static const char *const bad[] = {"",	     "a",	 "*",	    "/a b",    "/a%",	 "/a%4",    "/a%zz",  "/a/../b",
					  "/..",     "/.",	 "/./a",    "/%2e%2E/a", "/.%2e",  "/a/%2e",  "/a\\b",  "/a#b",
					  "/a|b",    "/a\x7f",	 "/ä",	    "/a\"b",	 "/a<b",   "http://x/"};
	static const char *const good[] = {"/",	    "/api/v1/deviations/12", "/a//b", "/...", "/.a", "/a.", "/%C3%A6", "/a%2Fb",
					   "/a;b=c", "/~x@y:z!$&'()*+,"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (target_is_path(bad[i]))
			fail_msg("taken: %s", bad[i]);
	}
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		if (!target_is_path(good[i]))
			fail_msg("refused: %s", good[i]);
	}
}

static void queries_and_hosts_are_checked(void **state)
{
	(void)state;
	assert_true(target_is_query(""));
	assert_true(target_is_query("a=b&c=%C3%A6+d|[x]"));
	assert_false(target_is_query("a=%"));
	assert_false(target_is_query("a=%0"));
	assert_false(target_is_query("a b"));
	assert_false(target_is_query("a#b"));
	assert_false(target_is_query("\xe6"));
	assert_true(target_is_host("localhost:8080"));
	assert_true(target_is_host("[::1]:8080"));
	assert_false(target_is_host(""));
	assert_false(target_is_host("a b"));
	assert_false(target_is_host("a,b"));
	assert_false(target_is_host("user@host"));
	assert_false(target_is_host("host/path"));
}

static void segments_and_values_are_decoded(void **state)
{
	struct arena *arena = arena_new(1 << 16);

	(void)state;
	assert_string_equal(decoded(arena, "bl%C3%A5b%c3%a6r", false), "blåbær");
	assert_string_equal(decoded(arena, "a+b", false), "a+b");
	assert_string_equal(decoded(arena, "a+b%2B%2f", true), "a b+/");
	assert_string_equal(decoded(arena, "", true), "");
	assert_string_equal(http_decode(arena, "abc", 2, true), "ab");
	arena_free(arena);
}

static void what_hides_in_escapes_is_refused(void **state)
{
	static const char *const bad[] = {"%", "%4", "%4x", "a%00b", "%0a", "%0D", "%7f", "%ff", "%c3", "%ed%a0%80", "%C0%AF"};
	struct arena *arena = arena_new(1 << 16);

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_null(decoded(arena, bad[i], false));
		assert_null(decoded(arena, bad[i], true));
	}
	assert_null(decoded(arena, "a%2fb", false));
	assert_null(decoded(arena, "a%5Cb", false));
	/* An escape that the given length cuts off is no escape. */
	assert_null(http_decode(arena, "a%41", 3, true));
	arena_free(arena);
}

static void cookies_are_found_by_their_whole_name(void **state)
{
	struct arena *arena = arena_new(1 << 16);

	(void)state;
	assert_string_equal(cookie_find(arena, "a=1; b=2", "b"), "2");
	assert_string_equal(cookie_find(arena, "b=1; b=2", "b"), "1");
	assert_string_equal(cookie_find(arena, " ;; b=x=y ; c=3", "b"), "x=y");
	assert_string_equal(cookie_find(arena, "b=", "b"), "");
	assert_null(cookie_find(arena, "B=2", "b"));
	assert_null(cookie_find(arena, "bb=2; xb=3", "b"));
	assert_null(cookie_find(arena, "a=b=2", "b"));
	assert_null(cookie_find(arena, "b", "b"));
	assert_null(cookie_find(arena, "", "b"));
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_that_two_readers_could_read_differently_are_refused),
		cmocka_unit_test(queries_and_hosts_are_checked),
		cmocka_unit_test(segments_and_values_are_decoded),
		cmocka_unit_test(what_hides_in_escapes_is_refused),
		cmocka_unit_test(cookies_are_found_by_their_whole_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
