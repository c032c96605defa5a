/* SPDX-License-Identifier: MIT */
/* The report as CSV, workbook and PDF: the same bytes twice, nothing hidden told, no formula, and readable by a screen reader. */
#include "base/arena.h"
#include "learning/pdf_amend.h"
#include "learning/report_output.h"
#include "learning/report_words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "font_caches.h"
#include "base/banned.h"

#define FILE_MAX (1U << 20)

struct fixture {
	struct arena *arena;
	const char *json, *labels;
	struct report_document report;
	struct str file, again;
};

static const char *read_fixture(struct arena *arena, const char *path)
{
	FILE *from = fopen(path, "rbe");
	char *text = arena_alloc(arena, FILE_MAX);

	assert_non_null(from);
	text[fread(text, 1, FILE_MAX - 1, from)] = '\0';
	fclose(from);
	return text;
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	if (!f)
		return 1;
	f->arena = arena_new(64U << 20);
	f->json = read_fixture(f->arena, TEST_FIXTURES "/report.json");
	f->labels = read_fixture(f->arena, TEST_FIXTURES "/report_labels.json");
	f->file = STR_INIT(REPORT_FILE_BYTES_MAX);
	f->again = STR_INIT(REPORT_FILE_BYTES_MAX);
	assert_int_equal(report_output_read(f->arena, f->json, f->labels, LANGUAGE_NB, &f->report), OK);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	str_done(&f->file);
	str_done(&f->again);
	arena_free(f->arena);
	free(f);
	return 0;
}

/* For whoever wants to look at a file: SAMAVVIK_KEEP=/tmp/x- keeps it. */
static void keep(const struct str *file, const char *name)
{
	char path[256];
	const char *where = getenv("SAMAVVIK_KEEP");
	FILE *to;

	if (!where)
		return;
	snprintf(path, sizeof(path), "%s%s", where, name);
	to = fopen(path, "wbe");
	assert_non_null(to);
	fwrite(file->data, 1, file->len, to);
	fclose(to);
}

static int has(const struct str *file, const char *text)
{
	return memmem(file->data, file->len, text, strlen(text)) != NULL;
}

static void assert_same_twice(struct fixture *f,
			      enum err (*make)(struct arena *, const struct report_document *, struct str *))
{
	assert_int_equal(make(f->arena, &f->report, &f->file), OK);
	assert_int_equal(make(f->arena, &f->report, &f->again), OK);
	assert_int_equal(f->file.len, f->again.len);
	assert_memory_equal(f->file.data, f->again.data, f->file.len);
}

static void test_the_same_report_gives_the_same_bytes(void **state)
{
	struct fixture *f = *state;

	assert_same_twice(f, report_csv);
	keep(&f->file, "report.csv");
	str_clear(&f->file);
	str_clear(&f->again);
	assert_same_twice(f, report_pdf);
	keep(&f->file, "report.pdf");
	str_clear(&f->file);
	str_clear(&f->again);
	assert_same_twice(f, report_xlsx);
	keep(&f->file, "report.xlsx");
}

static void test_csv_tells_hidden_zero_and_no_data_apart(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(report_csv(f->arena, &f->report, &f->file), OK);
	assert_true(has(&f->file, "\xEF\xBB\xBF\"Tabell\";\"Verdi\";\"Kode\";\"Tall\";\"Perioden før\"\r\n"));
	assert_true(has(&f->file, "\"Kategori\";\"Legemidler\";\"legemidler\";61;48\r\n"));
	assert_true(has(&f->file, "\"Kategori\";\"Hjelpemidler\";\"hjelpemidler\";\"skjult\";\"skjult\"\r\n"));
	assert_true(has(&f->file, "\"samtykke\";\"skjult, minst 5\";0\r\n"));
	assert_true(has(&f->file, "\"Kategori\";\"ny_kode\";\"ny_kode\";0;\"ingen data\"\r\n"));
	assert_true(has(&f->file, "\"Meldinger per måned: Seriediagram\";\"2025-04\";\"value\";\"skjult\";\r\n"));
	assert_true(has(&f->file, "\"Til første svar, Median (dager)\";\"answer.median\";9,25;12\r\n"));
	assert_true(has(&f->file, "9 måneder på rad over medianen"));
}

static void test_no_cell_of_a_csv_is_a_formula(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(report_csv(f->arena, &f->report, &f->file), OK);
	assert_true(has(&f->file, "\"'=SUM(A1:A9) er ikke en formel."));
	assert_true(has(&f->file, "\"'+47 og \"\"samtykke\"\"; taushetsplikt\""));
	for (size_t i = 1; i < f->file.len; i++) {
		char before = f->file.data[i - 1], before_that = i > 1 ? f->file.data[i - 2] : ';';
		int begins = before == ';' || before == '\n' ||
			     (before == '"' && (before_that == ';' || before_that == '\n'));

		assert_false(begins && f->file.data[i] != '\r' && strchr("=+-@\t", f->file.data[i]));
	}
}

/* A number that is in the document but not shown is in no file. */
static void test_what_is_hidden_is_in_no_file(void **state)
{
	struct fixture *f = *state;
	static const char json[] = "{\"helsefellesskap\":{\"name\":\"H\"},\"smallest_shown\":5,\"from\":\"2025-01-01\","
				   "\"to\":\"2025-06-30\","
				   "\"total\":{\"state\":\"suppressed\",\"count\":4321,\"at_least\":null},"
				   "\"dimensions\":[{\"dimension\":\"category\",\"values\":["
				   "{\"value\":\"a\",\"cell\":{\"state\":\"suppressed\",\"count\":4321},\"before\":{"
				   "\"state\":\"unheard_of\",\"count\":4321}}]}],"
				   "\"charts\":[{\"series\":\"s\",\"kind\":\"run\",\"state\":\"too_few_points\","
				   "\"points\":[{\"at\":\"2025-01\","
				   "\"state\":\"suppressed\",\"missing\":true,\"value\":4321},"
				   "{\"at\":\"2025-02\",\"state\":\"suppressed\",\"missing\":false,\"value\":4321}]}]}";

	assert_int_equal(report_output_read(f->arena, json, NULL, LANGUAGE_EN, &f->report), OK);
	assert_int_equal(report_csv(f->arena, &f->report, &f->file), OK);
	assert_true(has(&f->file, "\"Category\";\"a\";\"a\";\"hidden\";\"hidden\"\r\n"));
	assert_false(has(&f->file, "4321"));
	assert_int_equal(f->report.total.count, 0);
	assert_false(f->report.charts[0].points[0].has_value);
}

static void test_a_document_that_is_none_is_refused(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(report_output_read(f->arena, "[]", NULL, LANGUAGE_NB, &f->report), ERR_INVALID);
	assert_int_equal(report_output_read(f->arena, "{}", NULL, LANGUAGE_NB, &f->report), ERR_INVALID);
	assert_int_equal(report_output_read(f->arena, "{\"dimensions\":", NULL, LANGUAGE_NB, &f->report), ERR_INVALID);
	assert_int_equal(report_output_read(f->arena, "{\"dimensions\":[]}", "[]", LANGUAGE_NB, &f->report),
			 ERR_INVALID);
	assert_int_equal(report_output_read(f->arena, "{\"dimensions\":[]}", NULL, LANGUAGE_NB, &f->report), OK);
	assert_int_equal(report_pdf(f->arena, &f->report, &f->file), OK);
	assert_int_equal(report_xlsx(f->arena, &f->report, &f->again), OK);
}

static void test_pdf_is_tagged_titled_and_says_what_is_in_its_pictures(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(report_pdf(f->arena, &f->report, &f->file), OK);
	assert_true(has(&f->file, "/MarkInfo << /Marked true >>"));
	assert_true(has(&f->file, "/Lang (nb-NO)"));
	assert_true(has(&f->file, "/DisplayDocTitle true"));
	assert_true(has(&f->file, "/CreationDate (20260820130500"));
	assert_true(has(&f->file, "/S /Table"));
	assert_true(has(&f->file, "/Scope /Column"));
	/* "Stolper for Kategori" */
	assert_true(has(&f->file,
			"/Alt <FEFF00530074006F006C00700065007200200066006F00720020004B0061007400650067006F00720069"));
	assert_false(has(&f->file, "/Alt <FEFF>"));
}

static void test_amending_refuses_what_cairo_did_not_write(void **state)
{
	struct fixture *f = *state;

	str_add(&f->file, "%PDF-1.5\nstartxref\n99999999\n%%EOF\n");
	assert_int_equal(pdf_amend(&f->file, "nb-NO", NULL, 0), ERR_INTERNAL);
	str_clear(&f->file);
	assert_int_equal(pdf_amend(&f->file, "nb-NO", NULL, 0), ERR_INTERNAL);
}

static void test_every_signal_has_its_words_in_every_language(void **state)
{
	static const char *const keys[] = {
		"run_shift_up",   "run_shift_down",   "run_trend_up",       "run_trend_down",    "too_few_runs",
		"too_many_runs",  "beyond_limits_up", "beyond_limits_down", "shift_up",          "shift_down",
		"trend_up",       "trend_down",       "two_of_three_up",    "two_of_three_down", "fifteen_inner",
		"large_range_up", "large_range_down"};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		for (int language = 0; language < LANGUAGE_COUNT; language++)
			assert_non_null(report_word((enum language)language,
						    arena_printf(f->arena, "control_chart.rule.%s", keys[i])));
	assert_string_equal(report_say(f->arena, LANGUAGE_EN, "from_to", "a", "b"), "a to b");
	assert_string_equal(report_say(f->arena, LANGUAGE_EN, "no_such_key", NULL, NULL), "no_such_key");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_the_same_report_gives_the_same_bytes),
		TEST(test_csv_tells_hidden_zero_and_no_data_apart),
		TEST(test_no_cell_of_a_csv_is_a_formula),
		TEST(test_what_is_hidden_is_in_no_file),
		TEST(test_a_document_that_is_none_is_refused),
		TEST(test_pdf_is_tagged_titled_and_says_what_is_in_its_pictures),
		TEST(test_amending_refuses_what_cairo_did_not_write),
		TEST(test_every_signal_has_its_words_in_every_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
