/* SPDX-License-Identifier: MIT */
#include "learning/digest_mail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "font_caches.h"
#include "base/banned.h"

static const struct digest_point points[] = {
	{"Ring f\xc3\xb8r utskriving", "/laering/3", "For: kommune"},
	{"<script>alert(\"1\")</script> & mer", "/laering/4", "For: alle \xc2\xb7 <b>Epikrise</b>"},
};
static const struct chart_month months[CHART_MONTHS] = {{4, 0}, {5, 1}, {6, 0}, {7, 0}, {8, 2}, {9, 12},
							{10, 3}, {11, 0}, {12, 4}, {1, 1}, {2, 0}, {3, 5}};

static struct digest_mail sample(enum language language)
{
	return (struct digest_mail){
		.language = language,
		.public_url = "https://samavvik.example",
		.helsefellesskap = "St. Olavs & kommunene",
		.frequency = "quarterly",
		.date = "2026-03-09",
		.end_link = "u7-abc",
		.choices_link = "p7-def",
		.points = points,
		.points_count = 2,
		.months = months,
		.image = "cid:chart@samavvik",
	};
}

static void it_reads_well_in_every_language(void **state)
{
	(void)state;
	for (int language = 0; language < LANGUAGE_COUNT; language++) {
		DIGEST_TEXTS_AUTO struct digest_texts texts = {0};
		struct digest_mail mail = sample((enum language)language);
		const char *const links[] = {"https://samavvik.example/laering/3", "https://samavvik.example/laering/4",
					     "https://samavvik.example/avmelding#u7-abc", "https://samavvik.example/abonnement#p7-def"};

		assert_int_equal(digest_mail_write(&mail, &texts), OK);
		assert_null(strchr(texts.subject.data, '{'));
		assert_null(strchr(texts.text.data, '{'));
		for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
			assert_non_null(strstr(texts.text.data, links[i]));
			assert_non_null(strstr(texts.html.data, links[i]));
		}
		/* The numbers of the picture in words, for who does not see it: 28 in all, most in September. */
		assert_non_null(strstr(texts.text.data, "28"));
		assert_non_null(strstr(texts.text.data, "eptember (12)"));
		assert_string_equal(texts.unsubscribe_url.data, "https://samavvik.example/api/v1/unsubscribe/u7-abc");
		assert_true(texts.one_click);
	}
}

static void it_is_dated_in_words_and_in_its_language(void **state)
{
	DIGEST_TEXTS_AUTO struct digest_texts nb = {0};
	DIGEST_TEXTS_AUTO struct digest_texts en = {0};
	struct digest_mail mail = sample(LANGUAGE_NB);

	(void)state;
	assert_int_equal(digest_mail_write(&mail, &nb), OK);
	assert_string_equal(nb.subject.data, "L\xc3\xa6ring fra St. Olavs & kommunene, 9. mars 2026");
	assert_non_null(strstr(nb.html.data, "<html lang=\"nb\">"));
	assert_non_null(strstr(nb.text.data, "kvartalets"));
	mail = sample(LANGUAGE_EN);
	mail.test = true;
	assert_int_equal(digest_mail_write(&mail, &en), OK);
	assert_string_equal(en.subject.data, "Test: Learning from St. Olavs & kommunene, 9 March 2026");
}

static void what_others_wrote_is_inert_in_html(void **state)
{
	DIGEST_TEXTS_AUTO struct digest_texts texts = {0};
	struct digest_mail mail = sample(LANGUAGE_NB);

	(void)state;
	assert_int_equal(digest_mail_write(&mail, &texts), OK);
	assert_null(strstr(texts.html.data, "<script"));
	assert_null(strstr(texts.html.data, "<b>"));
	assert_non_null(strstr(texts.html.data, "&lt;script&gt;"));
	assert_non_null(strstr(texts.text.data, "* <script>alert(\"1\")</script> & mer\n"));
}

static void without_a_key_it_leads_to_the_profile(void **state)
{
	DIGEST_TEXTS_AUTO struct digest_texts texts = {0};
	struct digest_mail mail = sample(LANGUAGE_NB);

	(void)state;
	mail.end_link = mail.choices_link = NULL;
	assert_int_equal(digest_mail_write(&mail, &texts), OK);
	assert_false(texts.one_click);
	assert_string_equal(texts.unsubscribe_url.data, "https://samavvik.example/profil");
}

static void nothing_to_tell_is_no_mail(void **state)
{
	struct digest_texts texts;
	struct digest_mail mail = sample(LANGUAGE_NB);

	(void)state;
	mail.points_count = 0;
	assert_int_equal(digest_mail_write(&mail, &texts), ERR_INVALID);
}

static void the_chart_is_a_small_picture_and_always_the_same(void **state)
{
	unsigned char *first = NULL, *second = NULL;
	size_t first_len = 0, second_len = 0;

	(void)state;
	assert_int_equal(chart_image_draw(months, &first, &first_len), OK);
	assert_int_equal(chart_image_draw(months, &second, &second_len), OK);
	assert_int_equal(first_len, second_len);
	assert_memory_equal(first, second, first_len);
	assert_memory_equal(first, "\x89PNG\r\n\x1a\n", 8);
	assert_in_range(first_len, 500, 20000);
	free(first);
	free(second);
}

static void whom_a_point_is_for_is_said_in_words(void **state)
{
	struct arena *arena = arena_new(4096);

	(void)state;
	assert_string_equal(digest_for_whom(arena, LANGUAGE_NB, "{}", "Epikrise"), "For: alle \xc2\xb7 Epikrise");
	assert_string_equal(digest_for_whom(arena, LANGUAGE_EN, "{gp,hospital}", NULL), "For: hospital, GP");
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_reads_well_in_every_language),
		cmocka_unit_test(it_is_dated_in_words_and_in_its_language),
		cmocka_unit_test(what_others_wrote_is_inert_in_html),
		cmocka_unit_test(without_a_key_it_leads_to_the_profile),
		cmocka_unit_test(nothing_to_tell_is_no_mail),
		cmocka_unit_test(the_chart_is_a_small_picture_and_always_the_same),
		cmocka_unit_test(whom_a_point_is_for_is_said_in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
