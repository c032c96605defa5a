/* SPDX-License-Identifier: MIT */
#include "base/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"

#include "base/banned.h"

struct fixture {
	struct arena *arena;
	struct settings settings;
	char folder[64];
	char path[96];
};

static int set_up(void **state)
{
	static const char *const used[] = {"LISTEN", "HTTP_THREADS", "MAIL_PASSWORD", "MAIL_PASSWORD_FILE", "CONFIG", "LOG_LEVEL"};
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	if (!fixture)
		return 1;
	fixture->arena = arena_new(1 << 20);
	(void)snprintf(fixture->folder, sizeof(fixture->folder), "/tmp/settings_test_XXXXXX");
	if (!mkdtemp(fixture->folder))
		return 1;
	(void)snprintf(fixture->path, sizeof(fixture->path), "%s/mail_password", fixture->folder);
	for (size_t i = 0; i < sizeof(used) / sizeof(used[0]); i++)
		(void)unsetenv(arena_printf(fixture->arena, "SAMAVVIK_%s", used[i]));
	(void)unsetenv("CREDENTIALS_DIRECTORY");
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	(void)unlink(fixture->path);
	(void)rmdir(fixture->folder);
	arena_free(fixture->arena);
	free(fixture);
	return 0;
}

static void write_file(const char *path, const char *content)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(content, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static enum err load(struct fixture *fixture)
{
	return settings_load(fixture->arena, &fixture->settings);
}

static void defaults_are_complete(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(load(fixture), OK);
	assert_string_equal(fixture->settings.listen, "127.0.0.1:8080");
	assert_int_equal(fixture->settings.http_threads, 32);
	assert_int_equal(fixture->settings.jobs, 1);
	assert_string_equal(fixture->settings.mail_password, "");
}

static void the_environment_wins_over_the_file(void **state)
{
	struct fixture *fixture = *state;

	write_file(fixture->path, "# a comment\n\n listen = 127.0.0.1:1 \nhttp_threads=40\n");
	(void)setenv("SAMAVVIK_CONFIG", fixture->path, 1);
	(void)setenv("SAMAVVIK_LISTEN", "127.0.0.1:2", 1);
	assert_int_equal(load(fixture), OK);
	assert_string_equal(fixture->settings.listen, "127.0.0.1:2");
	assert_int_equal(fixture->settings.http_threads, 40);
}

static void wrong_values_and_unknown_names_are_refused(void **state)
{
	static const char *const contents[] = {"no_such_setting = 1\n", "http_threads = many\n", "http_threads = 100000\n",
					       "http_threads = 04\n",   "log_level = loud\n",	 "just words\n",
					       "http_threads = 8\n" /* below http_in_flight */};
	struct fixture *fixture = *state;

	(void)setenv("SAMAVVIK_CONFIG", fixture->path, 1);
	for (size_t i = 0; i < sizeof(contents) / sizeof(contents[0]); i++) {
		write_file(fixture->path, contents[i]);
		assert_int_equal(load(fixture), ERR_INVALID);
	}
	(void)setenv("SAMAVVIK_CONFIG", "/nowhere/samavvik.conf", 1);
	assert_int_equal(load(fixture), ERR_INVALID);
}

static void a_secret_may_come_from_a_file(void **state)
{
	struct fixture *fixture = *state;

	write_file(fixture->path, "s3cret\n");
	(void)setenv("SAMAVVIK_MAIL_PASSWORD_FILE", fixture->path, 1);
	assert_int_equal(load(fixture), OK);
	assert_string_equal(fixture->settings.mail_password, "s3cret");
	(void)setenv("SAMAVVIK_MAIL_PASSWORD_FILE", "/nowhere/password", 1);
	assert_int_equal(load(fixture), ERR_INVALID);
	(void)unsetenv("SAMAVVIK_MAIL_PASSWORD_FILE");
	(void)setenv("CREDENTIALS_DIRECTORY", fixture->folder, 1);
	assert_int_equal(load(fixture), OK);
	assert_string_equal(fixture->settings.mail_password, "s3cret");
}

static void a_ring_of_keys_keeps_its_lines(void **state)
{
	struct fixture *fixture = *state;

	write_file(fixture->path, "first abc\nsecond def active\n");
	(void)setenv("SAMAVVIK_PATIENT_KEYS_FILE", fixture->path, 1);
	assert_int_equal(load(fixture), OK);
	assert_string_equal(fixture->settings.patient_keys, "first abc\nsecond def active\n");
	(void)unsetenv("SAMAVVIK_PATIENT_KEYS_FILE");
}

static void secrets_are_not_printed(void **state)
{
	struct fixture *fixture = *state;
	char *printed = NULL;
	size_t len;
	FILE *out = open_memstream(&printed, &len);

	(void)setenv("SAMAVVIK_MAIL_PASSWORD", "s3cret", 1);
	assert_int_equal(load(fixture), OK);
	settings_print(&fixture->settings, out);
	assert_int_equal(fclose(out), 0);
	assert_non_null(strstr(printed, "mail_password = (secret)\n"));
	assert_non_null(strstr(printed, "http_threads = 32\n"));
	assert_null(strstr(printed, "s3cret"));
	free(printed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(defaults_are_complete, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_environment_wins_over_the_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(wrong_values_and_unknown_names_are_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_secret_may_come_from_a_file, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_ring_of_keys_keeps_its_lines, set_up, tear_down),
		cmocka_unit_test_setup_teardown(secrets_are_not_printed, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
