/* SPDX-License-Identifier: MIT */
/* The sentences of the problems, and the statuses of the errors. */
#include "contract/problem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"

#include "base/banned.h"

static int count_gaps(const char *text)
{
	int count = 0;

	for (const char *at = text; (at = strchr(at, '%')); at++) {
		assert_int_equal(at[1], 's');
		count++;
	}
	return count;
}

static void every_code_has_a_sentence_in_three_languages(void **state)
{
	(void)state;
	for (int i = 0; i < problem_texts_count; i++) {
		const struct problem_text *one = &problem_texts[i];

		for (int language = 0; language < LANGUAGE_COUNT; language++) {
			const char *text = one->text[language];

			if (!text || !utf8_valid(text, strlen(text)) || text[strlen(text) - 1] != '.')
				fail_msg("%s in %s is no sentence", one->code, language_code((enum language)language));
			assert_true(count_gaps(text) <= 1);
			assert_int_equal(count_gaps(text), count_gaps(one->text[LANGUAGE_EN]));
		}
		assert_string_not_equal(one->text[LANGUAGE_NB], one->text[LANGUAGE_EN]);
	}
}

static void codes_are_sorted_and_found(void **state)
{
	(void)state;
	for (int i = 0; i < problem_texts_count; i++) {
		if (i > 0 && strcmp(problem_texts[i - 1].code, problem_texts[i].code) >= 0)
			fail_msg("%s stands after %s", problem_texts[i].code, problem_texts[i - 1].code);
		assert_ptr_equal(problem_text_find(problem_texts[i].code), &problem_texts[i]);
	}
	assert_null(problem_text_find("no_such_code"));
	assert_null(problem_text_find(""));
}

static void every_error_has_title_and_sentence(void **state)
{
	(void)state;
	for (int err = OK + 1; err < ERR_COUNT; err++) {
		if (!problem_text_find(err_name((enum err)err)))
			fail_msg("%s has no sentence", err_name((enum err)err));
		for (int language = 0; language < LANGUAGE_COUNT; language++)
			assert_non_null(problem_title((enum err)err, (enum language)language));
	}
}

static void the_value_is_put_into_the_sentence(void **state)
{
	struct arena *arena = arena_new(64 * 1024);

	(void)state;
	assert_string_equal(contract_text(arena, LANGUAGE_NB, "too_long", "120"),
			    "Teksten er for lang. Skriv høyst 120 tegn.");
	assert_string_equal(contract_text(arena, LANGUAGE_NN, "too_long", "120"),
			    "Teksten er for lang. Skriv høgst 120 teikn.");
	assert_string_equal(contract_text(arena, LANGUAGE_EN, "too_long", "%s"),
			    "The text is too long. Write at most %s characters.");
	assert_string_equal(contract_text(arena, LANGUAGE_EN, "no_such_code", "120"), "no_such_code");
	arena_free(arena);
}

static void statuses_follow_the_error_and_where_the_fault_is(void **state)
{
	const struct field_fault of_body = {.pointer = "/title", .code = "missing"};
	const struct field_fault of_whole = {.pointer = "", .code = "not_object"};
	struct field_fault of_query = {.pointer = "query:limit", .code = "not_integer"};

	(void)state;
	assert_int_equal(problem_status(ERR_INVALID, NULL, NULL), 400);
	assert_int_equal(problem_status(ERR_INVALID, NULL, &of_query), 400);
	assert_int_equal(problem_status(ERR_INVALID, NULL, &of_whole), 422);
	of_query.next = (struct field_fault *)(uintptr_t)&of_body;
	assert_int_equal(problem_status(ERR_INVALID, NULL, &of_query), 422);
	assert_int_equal(problem_status(ERR_INVALID, "precondition_required", NULL), 428);
	assert_int_equal(problem_status(ERR_PRECONDITION, "version_conflict", NULL), 412);
	assert_int_equal(problem_status(ERR_TIMEOUT, "body_timeout", NULL), 408);
	assert_int_equal(problem_status(ERR_TIMEOUT, NULL, NULL), 504);
	for (int err = OK + 1; err < ERR_COUNT; err++)
		assert_in_range(problem_status((enum err)err, NULL, NULL), 400, 599);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_has_a_sentence_in_three_languages),
		cmocka_unit_test(codes_are_sorted_and_found),
		cmocka_unit_test(every_error_has_title_and_sentence),
		cmocka_unit_test(the_value_is_put_into_the_sentence),
		cmocka_unit_test(statuses_follow_the_error_and_where_the_fault_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
