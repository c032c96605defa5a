/* SPDX-License-Identifier: MIT */
/* The puzzle for those without an account: how hard it is when, and that only a solution of ours that holds is one. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "deviation/puzzle.h"
#include "base/banned.h"

static const unsigned char secret[32] = {7};
static struct puzzle puzzle = {secret, sizeof(secret), "st_olavs", 0, 1000000};

static int with_arena(void **state)
{
	*state = arena_new((size_t)256 * 1024 * 1024);
	return *state ? 0 : -1;
}

static int done(void **state)
{
	arena_free(*state);
	return 0;
}

static const char *part(struct arena *arena, const char *json, const char *name)
{
	const char *at = strstr(json, name);

	assert_non_null(at);
	at += strlen(name);
	return arena_strndup(arena, at, strspn(at, "0123456789abcdef"));
}

/* The issued challenge with a counter, as a client sends it. */
static const char *with_counter(struct arena *arena, const char *json, int64_t counter)
{
	return arena_printf(arena, "%s-%s-%s-%s-%s-%" PRId64, part(arena, json, "\"expiresAt\":"),
			    part(arena, json, "\"level\":"), part(arena, json, "\"nonce\":\""), part(arena, json, "\"salt\":\""),
			    part(arena, json, "\"signature\":\""), counter);
}

/* Solves by trying: the check itself says when. */
static const char *solve(struct arena *arena, const char *json)
{
	struct puzzle_solution solution;

	for (int64_t counter = 0; counter < 20000; counter++) {
		const char *text = with_counter(arena, json, counter);
		if (puzzle_check(arena, &puzzle, text, &solution))
			return text;
	}
	fail_msg("no solution among 20000");
	return NULL;
}

static void test_levels(void **state)
{
	(void)state;
	assert_int_equal(puzzle_level(0, 300), 0);
	assert_int_equal(puzzle_level(59, 300), 0); /* thirty in a minute are a hospital */
	assert_int_equal(puzzle_level(60, 300), 1);
	assert_int_equal(puzzle_level(120, 300), 2);
	assert_int_equal(puzzle_level(100000, 300), PUZZLE_LEVELS - 1);
	assert_int_equal(puzzle_level(1, 1), 1);
}

static void test_only_where_when_and_as_hard_as_asked(void **state)
{
	struct puzzle_solution solution = {0};
	const char *text = solve(*state, puzzle_issue(*state, &puzzle));
	struct puzzle other = puzzle;

	assert_true(puzzle_check(*state, &puzzle, text, &solution));
	assert_int_equal(strlen(solution.nonce), PUZZLE_NONCE_HEX);
	assert_int_equal(solution.expires_at, puzzle.now + PUZZLE_SECONDS);

	other.now = solution.expires_at;
	assert_true(puzzle_check(*state, &other, text, &solution));
	other.now++;
	assert_false(puzzle_check(*state, &other, text, &solution));
	other = puzzle;
	other.helsefellesskap = "innlandet";
	assert_false(puzzle_check(*state, &other, text, &solution));
	other = puzzle;
	other.level = 1; /* one level easier than now was fetched before it got busier */
	assert_true(puzzle_check(*state, &other, text, &solution));
	other.level = 2;
	assert_false(puzzle_check(*state, &other, text, &solution));
	const unsigned char another[32] = {8};
	other = puzzle;
	other.secret = another;
	assert_false(puzzle_check(*state, &other, text, &solution));
}

static void test_anything_else_is_refused(void **state)
{
	struct puzzle_solution solution;
	const char *json = puzzle_issue(*state, &puzzle);
	const char *const others[] = {"", "-", "-----", "------", "1-0-a-b-c", "1-0-a-b-c-d", "1-0-a-b-c-1-", "1000001-0-\",\"x\":\"-b-c-1"};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(puzzle_check(*state, &puzzle, others[i], &solution));
	assert_false(puzzle_check(*state, &puzzle, with_counter(*state, json, INT64_C(4294967296)), &solution));
	assert_false(puzzle_check(*state, &puzzle, with_counter(*state, json, -1), &solution));
	/* Every bit of the signature counts. */
	char *text = arena_strdup(*state, solve(*state, json));
	for (size_t i = 0; text[i]; i++) {
		char kept = text[i];
		text[i] = kept == '1' ? '2' : '1';
		if (i < strlen(text) - 6 && kept != '-')
			assert_false(puzzle_check(*state, &puzzle, text, &solution));
		text[i] = kept;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_levels),
		cmocka_unit_test_setup_teardown(test_only_where_when_and_as_hard_as_asked, with_arena, done),
		cmocka_unit_test_setup_teardown(test_anything_else_is_refused, with_arena, done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
