/* SPDX-License-Identifier: MIT */
/* What may be done to a case, from which status, by which side: every action, status and side, written out. */
#include "deviation/transitions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

#define STATUS_COUNT 5
#define ACTION_COUNT (ACTION_PUBLISH + 1)

static const char *const statuses[STATUS_COUNT] = {"sent", "received", "answered", "closed", "reopened"};

/*
 * One letter a status, in the order above: y may, a a written answer is missing, n not in this status, f only the
 * other side may.
 */
static const struct {
	enum deviation_action action;
	const char *word;
	const char *council, *reporter, *party, *secretariat;
} expected[ACTION_COUNT] = {
	{ACTION_ACKNOWLEDGE, "acknowledge", "ynnny", "fffff", "fffff", "fffff"},
	{ACTION_MESSAGE, "message", "yyyny", "yyyny", "yyyny", "fffff"},
	{ACTION_NOTE, "note", "yyyyy", "fffff", "fffff", "fffff"},
	{ACTION_ANSWER, "answer", "yyyny", "fffff", "fffff", "fffff"},
	{ACTION_CLOSE, "close", "aayna", "fffff", "fffff", "fffff"},
	{ACTION_REOPEN, "reopen", "nnnyn", "nnnyn", "fffff", "fffff"},
	{ACTION_MASK, "mask", "yyyyy", "fffff", "yyyyy", "fffff"},
	{ACTION_ASSIGN, "assign", "yyyny", "fffff", "fffff", "fffff"},
	{ACTION_RECLASSIFY, "reclassify", "yyyny", "fffff", "fffff", "fffff"},
	{ACTION_MOVE_DEADLINE, "move_deadline", "yyyny", "fffff", "fffff", "fffff"},
	{ACTION_HAND_OVER, "hand_over", "yyyny", "fffff", "fffff", "yyyny"},
	{ACTION_RETURN, "return", "yynny", "fffff", "fffff", "fffff"},
	{ACTION_WAIT, "wait", "yyyny", "fffff", "fffff", "fffff"},
	{ACTION_REQUEST_CORRECTION, "request_correction", "yyyny", "fffff", "fffff", "fffff"},
	{ACTION_ADDENDUM, "addendum", "fffff", "yyyny", "fffff", "fffff"},
	{ACTION_RESUME, "resume", "yyyny", "fffff", "fffff", "fffff"},
	{ACTION_PUBLISH, "publish", "nnnyn", "fffff", "fffff", "fffff"},
};

enum { COUNCIL = 1, REPORTER = 2, PARTY = 4, SECRETARIAT = 8 };

static char outcome(enum deviation_action action, const char *status, int sides)
{
	struct fault fault = {0};
	const struct case_standing standing = {
		.status = status,
		.is_council = sides & COUNCIL,
		.is_reporter = sides & REPORTER,
		.is_party = sides & PARTY,
		.is_secretariat = sides & SECRETARIAT,
		.is_waiting = action == ACTION_RESUME,
	};
	enum err err = transition_check(action, &standing, &fault);

	if (err == OK)
		return 'y';
	assert_int_equal(err, fault.err);
	if (err == ERR_FORBIDDEN)
		return 'f';
	assert_int_equal(err, ERR_CONFLICT);
	if (strcmp(fault.code, "answer_missing") == 0)
		return 'a';
	assert_string_equal(fault.code, "transition_not_allowed");
	return 'n';
}

static void each_side_may_what_is_written_here(void **state)
{
	(void)state;
	for (int i = 0; i < ACTION_COUNT; i++) {
		for (int status = 0; status < STATUS_COUNT; status++) {
			const enum deviation_action action = expected[i].action;
			const char *name = statuses[status];
			char council = expected[i].council[status];

			assert_int_equal(action, i);
			if (outcome(action, name, COUNCIL) != council)
				fail_msg("council: %s when %s", expected[i].word, name);
			if (outcome(action, name, REPORTER) != expected[i].reporter[status])
				fail_msg("reporter: %s when %s", expected[i].word, name);
			if (outcome(action, name, PARTY) != expected[i].party[status])
				fail_msg("party: %s when %s", expected[i].word, name);
			if (outcome(action, name, SECRETARIAT) != expected[i].secretariat[status])
				fail_msg("secretariat: %s when %s", expected[i].word, name);
			/* One who is all has what the council has: it may everything the others may, but add to a report. */
			char all = action == ACTION_ADDENDUM ? expected[i].reporter[status] : council;
			if (outcome(action, name, COUNCIL | REPORTER | PARTY | SECRETARIAT) != all)
				fail_msg("all: %s when %s", expected[i].word, name);
		}
	}
}

static void the_ball_is_given_away_once_and_taken_back_from_who_has_it(void **state)
{
	struct case_standing standing = {.status = "received", .is_council = true, .is_waiting = true};
	struct fault fault = {0};

	(void)state;
	assert_int_equal(transition_check(ACTION_WAIT, &standing, &fault), ERR_CONFLICT);
	assert_string_equal(fault.code, "already_waiting");
	fault = (struct fault){0};
	assert_int_equal(transition_check(ACTION_REQUEST_CORRECTION, &standing, &fault), ERR_CONFLICT);
	assert_string_equal(fault.code, "already_waiting");
	assert_int_equal(transition_check(ACTION_RESUME, &standing, &fault), OK);
	assert_int_equal(transition_check(ACTION_ANSWER, &standing, &fault), OK);
	standing.is_waiting = false;
	fault = (struct fault){0};
	assert_int_equal(transition_check(ACTION_RESUME, &standing, &fault), ERR_CONFLICT);
	assert_string_equal(fault.code, "not_waiting");
}

static void one_who_only_reads_may_nothing(void **state)
{
	(void)state;
	for (int i = 0; i < ACTION_COUNT; i++)
		for (int status = 0; status < STATUS_COUNT; status++)
			assert_int_equal(outcome(expected[i].action, statuses[status], 0), 'f');
}

static void a_status_nobody_knows_allows_nothing(void **state)
{
	static const char *const unknown[] = {"", "SENT", "sent ", "archived"};

	(void)state;
	for (int i = 0; i < ACTION_COUNT; i++)
		for (size_t status = 0; status < sizeof(unknown) / sizeof(unknown[0]); status++)
			assert_int_equal(outcome(expected[i].action, unknown[status], COUNCIL | REPORTER), 'n');
}

static bool has_row(const char *json, const char *action, const char *status, const char *side)
{
	char row[160];

	(void)snprintf(row, sizeof(row), "{\"action\":\"%s\",\"status\":\"%s\",\"side\":\"%s\"}", action, status, side);
	return strstr(json, row) != NULL;
}

static void what_a_case_shows_as_allowed_is_what_the_check_allows(void **state)
{
	struct arena *arena = arena_new(65536);
	const char *json = transitions_json(arena);
	size_t rows = 0;

	(void)state;
	for (int i = 0; i < ACTION_COUNT; i++) {
		for (int status = 0; status < STATUS_COUNT; status++) {
			const char *word = expected[i].word;
			bool council = expected[i].council[status] == 'y';
			bool reporter = expected[i].reporter[status] == 'y';
			bool party = expected[i].party[status] == 'y';
			bool secretariat = expected[i].secretariat[status] == 'y';

			if (has_row(json, word, statuses[status], "council") != council ||
			    has_row(json, word, statuses[status], "reporter") != reporter ||
			    has_row(json, word, statuses[status], "party") != party ||
			    has_row(json, word, statuses[status], "secretariat") != secretariat)
				fail_msg("%s when %s", word, statuses[status]);
			rows += (size_t)council + (size_t)reporter + (size_t)party + (size_t)secretariat;
		}
	}
	for (const char *at = json; (at = strchr(at, '{')); at++)
		rows--;
	assert_int_equal(rows, 0);
	assert_int_equal(json[0], '[');
	assert_int_equal(json[strlen(json) - 1], ']');
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_side_may_what_is_written_here),
		cmocka_unit_test(the_ball_is_given_away_once_and_taken_back_from_who_has_it),
		cmocka_unit_test(one_who_only_reads_may_nothing),
		cmocka_unit_test(a_status_nobody_knows_allows_nothing),
		cmocka_unit_test(what_a_case_shows_as_allowed_is_what_the_check_allows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
