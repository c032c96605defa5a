/* SPDX-License-Identifier: MIT */
#include "jobs/notices.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/banned.h"

static struct notice sample(enum notice_kind kind, enum language language)
{
	return (struct notice){
		.kind = kind,
		.language = language,
		.public_url = "https://samavvik.example",
		.number = "STO-2026-00017",
		.council = "Fagr\xc3\xa5"
			   "d for <digital> samhandling",
		.path = "/saker/17",
		.helsefellesskap = "St. Olavs & kommunene",
		.date = "2026-03-09",
		.cases = "STO-2026-00017 17\nSTO-2026-00018 18",
	};
}

static const char *link_of(enum notice_kind kind)
{
	static const char *const own[NOTICE_KIND_COUNT] = {
		[NOTICE_PASSWORD_CHANGED] = "https://samavvik.example/glemt-passord",
		[NOTICE_SECOND_FACTOR_REMOVED] = "https://samavvik.example/profil",
		[NOTICE_HELD_REPORT] = "https://samavvik.example/holdte",
		[NOTICE_RECEIPT_NEWS] = "https://samavvik.example/oppfolging",
		[NOTICE_DIGEST_DRAFT] = "https://samavvik.example/oppsummeringer",
		[NOTICE_DIGEST_WAITS] = "https://samavvik.example/oppsummeringer",
		[NOTICE_WHEEL_AHEAD] = "https://samavvik.example/oppsummeringer",
		[NOTICE_REPORT_READY] = "https://samavvik.example/laering",
		[NOTICE_CASES_ASSIGNED] = "https://samavvik.example/ko",
	};

	return own[kind] ? own[kind] : "https://samavvik.example/saker/17";
}

/* Whose mail it is may not be an employee's: it says that there is news and nothing of what. */
static void news_for_a_receipt_names_nothing(void **state)
{
	(void)state;
	for (int language = 0; language < LANGUAGE_COUNT; language++) {
		NOTICE_TEXTS_AUTO struct notice_texts texts = {0};
		struct notice notice = sample(NOTICE_RECEIPT_NEWS, (enum language)language);

		assert_int_equal(notice_write(&notice, &texts), OK);
		const char *const said[] = {texts.subject.data, texts.text.data, texts.html.data};
		const char *const secrets[] = {notice.number, "Fagr", "Olavs", "/saker/"};
		for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++)
			for (size_t j = 0; j < sizeof(secrets) / sizeof(secrets[0]); j++)
				assert_null(strstr(said[i], secrets[j]));
	}
}

static void every_kind_says_something_in_every_language(void **state)
{
	(void)state;
	for (int kind = 0; kind < NOTICE_KIND_COUNT; kind++) {
		for (int language = 0; language < LANGUAGE_COUNT; language++) {
			NOTICE_TEXTS_AUTO struct notice_texts texts = {0};
			struct notice notice = sample((enum notice_kind)kind, (enum language)language);
			const char *link = link_of((enum notice_kind)kind);
			const bool about_case = kind < NOTICE_INVITATION;

			assert_int_equal(notice_write(&notice, &texts), OK);
			assert_true(texts.subject.len > 10);
			assert_null(strchr(texts.subject.data, '\n'));
			assert_null(strchr(texts.subject.data, '{'));
			assert_null(strchr(texts.text.data, '{'));
			assert_non_null(strstr(texts.text.data, link));
			assert_non_null(strstr(texts.html.data, link));
			if (about_case)
				assert_non_null(strstr(texts.subject.data, "STO-2026-00017"));
		}
	}
}

static void the_kinds_have_their_names_of_the_outbox(void **state)
{
	(void)state;
	assert_int_equal(notice_kind_from_name("case_new"), NOTICE_CASE_NEW);
	assert_int_equal(notice_kind_from_name("case_answered"), NOTICE_CASE_ANSWERED);
	assert_int_equal(notice_kind_from_name("case_closed"), NOTICE_CASE_CLOSED);
	assert_int_equal(notice_kind_from_name("case_message"), NOTICE_CASE_MESSAGE);
	assert_int_equal(notice_kind_from_name("digest_draft"), NOTICE_DIGEST_DRAFT);
	assert_int_equal(notice_kind_from_name("invitation"), NOTICE_INVITATION);
	assert_int_equal(notice_kind_from_name("password_reset"), NOTICE_PASSWORD_RESET);
	assert_int_equal(notice_kind_from_name("password_changed"), NOTICE_PASSWORD_CHANGED);
	assert_int_equal(notice_kind_from_name("second_factor_removed"), NOTICE_SECOND_FACTOR_REMOVED);
	assert_int_equal(notice_kind_from_name("held_report"), NOTICE_HELD_REPORT);
	assert_int_equal(notice_kind_from_name("receipt_news"), NOTICE_RECEIPT_NEWS);
	assert_int_equal(notice_kind_from_name("other"), NOTICE_KIND_COUNT);
	assert_int_equal(notice_kind_from_name(NULL), NOTICE_KIND_COUNT);
}

static void what_others_named_is_inert_in_html(void **state)
{
	NOTICE_TEXTS_AUTO struct notice_texts council = {0};
	struct notice notice = sample(NOTICE_CASE_NEW, LANGUAGE_EN);

	(void)state;
	assert_int_equal(notice_write(&notice, &council), OK);
	assert_null(strstr(council.html.data, "<digital>"));
	assert_non_null(strstr(council.html.data, "&lt;digital&gt;"));
}

static void several_cases_are_listed_with_a_link_each(void **state)
{
	NOTICE_TEXTS_AUTO struct notice_texts texts = {0};
	struct notice_texts none;
	struct notice notice = sample(NOTICE_CASES_ASSIGNED, LANGUAGE_NB);

	(void)state;
	notice.cases = "STO-2026-00017 17\nnot a case\nSTO-2026-00018 18";
	assert_int_equal(notice_write(&notice, &texts), OK);
	assert_string_equal(texts.subject.data, "2 saker er tildelt deg");
	assert_non_null(strstr(texts.text.data, "STO-2026-00018:\nhttps://samavvik.example/saker/18\n"));
	assert_non_null(strstr(texts.html.data, "<a href=\"https://samavvik.example/saker/17\">STO-2026-00017</a>"));
	assert_null(strstr(texts.text.data, "not a case"));
	notice.cases = NULL;
	assert_int_equal(notice_write(&notice, &none), ERR_INVALID);
}

static void a_notice_without_what_it_needs_is_refused(void **state)
{
	struct notice_texts texts;
	struct notice notice = sample(NOTICE_CASE_NEW, LANGUAGE_NB);

	(void)state;
	notice.number = NULL;
	assert_int_equal(notice_write(&notice, &texts), ERR_INVALID);
	notice = sample(NOTICE_CASE_NEW, LANGUAGE_NB);
	notice.path = NULL;
	assert_int_equal(notice_write(&notice, &texts), ERR_INVALID);
	notice.path = "//evil.example";
	assert_int_equal(notice_write(&notice, &texts), ERR_INVALID);
	notice.path = "/saker/17\" onclick=\"x";
	assert_int_equal(notice_write(&notice, &texts), ERR_INVALID);
	notice = sample(NOTICE_KIND_COUNT, LANGUAGE_NB);
	assert_int_equal(notice_write(&notice, &texts), ERR_INVALID);
	notice = sample(NOTICE_DIGEST_DRAFT, LANGUAGE_NB);
	notice.date = NULL;
	assert_int_equal(notice_write(&notice, &texts), ERR_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_says_something_in_every_language),
		cmocka_unit_test(news_for_a_receipt_names_nothing),
		cmocka_unit_test(the_kinds_have_their_names_of_the_outbox),
		cmocka_unit_test(what_others_named_is_inert_in_html),
		cmocka_unit_test(several_cases_are_listed_with_a_link_each),
		cmocka_unit_test(a_notice_without_what_it_needs_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
