/* SPDX-License-Identifier: MIT */
/* Names and types of files, the search for macros, and what the scanner's answers mean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "attachment/clamd.h"
#include "attachment/file_name.h"
#include "attachment/file_type.h"
#include "base/utf8.h"

#include "base/banned.h"

#define ALL "pdf jpg png docx xlsx odt ods csv txt"
#define DOCX "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

static struct arena *arena;

static const char *code(const char *allowed, const char *name, const char *mime)
{
	const struct file_type *type = file_type_of(allowed, name, mime);

	return type ? type->code : "none";
}

static void test_type_is_what_libmagic_says_and_the_setting_allows(void **state)
{
	(void)state;
	assert_string_equal(code(ALL, "a.exe", "application/pdf"), "pdf");
	assert_string_equal(code("jpg png", "a.pdf", "application/pdf"), "none");
	assert_string_equal(code(ALL, "a.docx", DOCX), "docx");
	assert_string_equal(code(ALL, "a.docx", "application/zip"), "none");
	assert_string_equal(code(ALL, "a.txt", "text/plain"), "txt");
	assert_string_equal(code(ALL, "a.CSV", "text/plain"), "csv");
	assert_string_equal(code(ALL, "a.txt", "text/csv"), "txt");
	/* It takes many a text for a program. */
	assert_string_equal(code(ALL, "a.txt", "text/x-c"), "txt");
	assert_string_equal(code(ALL, "a.txt", "text/x-Algol68"), "txt");
}

static void test_what_could_run_is_of_no_type(void **state)
{
	static const char *const mimes[] = {"text/html", "image/svg+xml", "text/xml", "text/x-shellscript", "text/x-script.python",
					    "application/x-dosexec", "application/x-executable", "application/javascript",
					    "text/javascript", "application/octet-stream", "inode/x-empty", "text/rtf",
					    "application/vnd.ms-word.document.macroEnabled.12", "image/webp", "image/gif"};

	(void)state;
	for (size_t i = 0; i < sizeof(mimes) / sizeof(mimes[0]); i++)
		assert_string_equal(code(ALL, "a.txt", mimes[i]), "none");
}

static void test_setting_names_known_types(void **state)
{
	(void)state;
	assert_true(file_types_known(ALL));
	assert_true(file_types_known(" pdf "));
	assert_false(file_types_known(""));
	assert_false(file_types_known(" "));
	assert_false(file_types_known("pdf exe"));
	assert_false(file_types_known("pd"));
	assert_string_equal(file_types_json(arena, "jpg pdf"), "[\"pdf\",\"jpg\",\"jpeg\",\"jpe\",\"jfif\"]");
}

static void expect_name(const char *name, const char *mime, const char *wanted)
{
	assert_string_equal(file_name_clean(arena, name, file_type_of(ALL, name, mime)), wanted);
}

static void test_name_gets_the_ending_of_its_content(void **state)
{
	(void)state;
	expect_name("Rapport.pdf", "application/pdf", "Rapport.pdf");
	expect_name("Rapport.PDF", "application/pdf", "Rapport.PDF");
	expect_name("bilde.jpeg", "image/jpeg", "bilde.jpeg");
	expect_name("bilde.png", "image/jpeg", "bilde.jpg");
	expect_name("Referat 3. mai", "application/pdf", "Referat 3. mai.pdf");
	expect_name("faktura.pdf.exe", "application/pdf", "faktura.pdf.pdf");
	expect_name("", "application/pdf", "vedlegg.pdf");
	expect_name("...", "application/pdf", "vedlegg.pdf");
	expect_name(".pdf", "application/pdf", "pdf.pdf");
}

static void test_name_is_no_path_and_hides_nothing(void **state)
{
	(void)state;
	expect_name("../../etc/passwd", "text/plain", "passwd.txt");
	expect_name("C:\\Users\\a.pdf", "application/pdf", "a.pdf");
	expect_name("a/", "application/pdf", "vedlegg.pdf");
	expect_name("\xe2\x80\xae" "gpj.exe", "image/jpeg", "_gpj.jpg");
	expect_name("a\xe2\x80\x8b\xef\xbb\xbf" "b.pdf", "application/pdf", "a__b.pdf");
	expect_name("a:b*c?.pdf", "application/pdf", "a_b_c_.pdf");
	expect_name("sluttpunktum. .pdf", "application/pdf", "sluttpunktum.pdf");
}

static void test_long_name_is_cut_between_characters(void **state)
{
	char name[4 * FILE_NAME_MAX + 8];
	const char *clean;

	(void)state;
	for (size_t at = 0; at < sizeof(name) - 8; at += 2)
		memcpy(name + at, "\xc3\xb8", 2);
	memcpy(name + sizeof(name) - 8, ".pdf", 5);
	clean = file_name_clean(arena, name, file_type_of(ALL, name, "application/pdf"));
	assert_true(utf8_valid(clean, strlen(clean)));
	assert_true(utf8_length(clean, strlen(clean)) <= FILE_NAME_MAX);
	assert_string_equal(file_name_ending(clean), "pdf");
}

static void test_disposition_can_be_read_by_old_and_new(void **state)
{
	(void)state;
	assert_string_equal(file_name_disposition(arena, "a.pdf"), "attachment; filename=\"a.pdf\"; filename*=UTF-8''a.pdf");
	assert_string_equal(file_name_disposition(arena, "b\xc3\xb8 \"x\"\r\n.pdf"),
			    "attachment; filename=\"b__ _x___.pdf\"; filename*=UTF-8''b%C3%B8%20%22x%22%0D%0A.pdf");
}

static bool has_macros(const char *bytes, size_t len, size_t piece)
{
	struct macro_search search = {0};

	for (size_t at = 0; at < len; at += piece)
		macro_search(&search, bytes + at, piece < len - at ? piece : len - at);
	return search.found;
}

static void test_macros_are_found_across_pieces(void **state)
{
	static const char office[] = "PK\3\4 a long way before it, so that it spans word/vbaProject.bin and what is behind it, far and wide";
	static const char open[] = "PK\3\4 mimetype Basic/Standard/Module1.xml";
	static const char plain[] = "PK\3\4 word/document.xml VBAproject basic/ vba Project";

	(void)state;
	for (size_t piece = 1; piece < sizeof(office); piece++) {
		assert_true(has_macros(office, sizeof(office) - 1, piece));
		assert_true(has_macros(open, sizeof(open) - 1, piece));
		assert_false(has_macros(plain, sizeof(plain) - 1, piece));
	}
}

static void test_answers_of_the_scanner(void **state)
{
	(void)state;
	assert_int_equal(clamd_read_answer("stream: OK"), CLAMD_CLEAN);
	assert_int_equal(clamd_read_answer("stream: Eicar-Test-Signature FOUND"), CLAMD_FOUND);
	assert_int_equal(clamd_read_answer("INSTREAM size limit exceeded. ERROR"), CLAMD_ERROR);
	assert_int_equal(clamd_read_answer(""), CLAMD_ERROR);
	assert_int_equal(clamd_read_answer("stream: OK "), CLAMD_ERROR);
	assert_int_equal(clamd_read_answer("stream: not OK"), CLAMD_ERROR);
}

static void test_addresses_of_the_scanner(void **state)
{
	(void)state;
	assert_true(clamd_address_usable("/run/clamav/clamd.ctl"));
	assert_true(clamd_address_usable("scanner.example:3310"));
	assert_false(clamd_address_usable("scanner.example"));
	assert_false(clamd_address_usable("scanner.example:0"));
	assert_false(clamd_address_usable(":3310"));
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new((size_t)1024 * 1024);
	return arena ? 0 : 1;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_type_is_what_libmagic_says_and_the_setting_allows),
		cmocka_unit_test(test_what_could_run_is_of_no_type),
		cmocka_unit_test(test_setting_names_known_types),
		cmocka_unit_test(test_name_gets_the_ending_of_its_content),
		cmocka_unit_test(test_name_is_no_path_and_hides_nothing),
		cmocka_unit_test(test_long_name_is_cut_between_characters),
		cmocka_unit_test(test_disposition_can_be_read_by_old_and_new),
		cmocka_unit_test(test_macros_are_found_across_pieces),
		cmocka_unit_test(test_answers_of_the_scanner),
		cmocka_unit_test(test_addresses_of_the_scanner),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
