/* SPDX-License-Identifier: MIT */
/* What is kept of a browser's name: enough to know one's own again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "access/agent.h"
#include "base/banned.h"

static void expect(const char *summary, const char *user_agent)
{
	struct arena *arena = arena_new(65536);

	assert_string_equal(summary, agent_summary(arena, user_agent));
	arena_free(arena);
}

static void test_known_browsers(void **state)
{
	(void)state;
	expect("Chrome, Windows", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
				  "Chrome/126.0.0.0 Safari/537.36");
	expect("Edge, Windows", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
				"Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0");
	expect("Safari, iPhone", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
				 "Gecko) Version/17.5 Mobile/15E148 Safari/604.1");
	expect("Chrome, Android", "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 "
				  "Mobile Safari/537.36");
	expect("Firefox, Linux", "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0");
}

static void test_what_is_not_known_is_not_kept(void **state)
{
	(void)state;
	expect("", NULL);
	expect("", "");
	expect("", "curl/8.5.0 <script>");
	expect("Linux", "Something (Linux; my own name)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_browsers),
		cmocka_unit_test(test_what_is_not_known_is_not_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
