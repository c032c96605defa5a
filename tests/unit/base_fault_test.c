/* SPDX-License-Identifier: MIT */
/* Errors and what the log makes of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/log.h"

#include "base/banned.h"

static void every_error_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int i = 0; i < ERR_COUNT; i++) {
		assert_string_not_equal(err_name((enum err)i), "unknown");
		for (int j = 0; j < i; j++)
			assert_string_not_equal(err_name((enum err)i), err_name((enum err)j));
	}
	assert_string_equal(err_name(ERR_COUNT), "unknown");
}

static void the_first_fault_wins(void **state)
{
	struct fault fault = {0};

	(void)state;
	assert_int_equal(FAULT(&fault, ERR_CONFLICT, "version_conflict"), ERR_CONFLICT);
	assert_int_equal(FAULT(&fault, ERR_INTERNAL, NULL), ERR_INTERNAL);
	assert_int_equal(fault.err, ERR_CONFLICT);
	assert_string_equal(fault.code, "version_conflict");
	assert_non_null(strstr(fault.where, "base_fault_test.c:"));
	assert_int_equal(fault_set(NULL, ERR_BUSY, NULL, NULL), ERR_BUSY);
}

static void wrong_fields_keep_their_order_and_their_own_text(void **state)
{
	struct arena *arena = arena_new(1 << 16);
	struct fault fault = {0};
	char pointer[] = "/title";

	(void)state;
	fault_add_field(&fault, arena, pointer, "too_long", "200");
	pointer[1] = 'x';
	fault_add_field(&fault, arena, "/kind", "required", NULL);
	assert_int_equal(fault.err, ERR_INVALID);
	assert_string_equal(fault.fields->pointer, "/title");
	assert_string_equal(fault.fields->value, "200");
	assert_string_equal(fault.fields->next->code, "required");
	assert_null(fault.fields->next->value);
	assert_null(fault.fields->next->next);
	arena_free(arena);
}

static void a_copied_fault_grows_on_its_own(void **state)
{
	struct arena *arena = arena_new(1 << 16);
	struct fault first = {0};
	struct fault copy;

	(void)state;
	fault_add_field(&first, arena, "/a", "required", NULL);
	first.fields = NULL;
	copy = first;
	fault_add_field(&copy, arena, "/b", "required", NULL);
	assert_null(first.fields);
	assert_string_equal(copy.fields->pointer, "/b");
	arena_free(arena);
}

/* What log_write puts on standard error. */
static const char *logged(char *buffer, size_t size, enum log_level level, const char *text)
{
	FILE *file = tmpfile();
	int kept = dup(STDERR_FILENO);
	size_t len;

	assert_non_null(file);
	assert_true(dup2(fileno(file), STDERR_FILENO) >= 0);
	LOG(level, "event_name", LOG_TEXT("text", text), LOG_NUMBER("number", -7));
	assert_true(dup2(kept, STDERR_FILENO) >= 0);
	(void)close(kept);
	rewind(file);
	len = fread(buffer, 1, size - 1, file);
	buffer[len] = '\0';
	(void)fclose(file);
	return buffer;
}

static void a_log_line_is_one_json_object_whatever_the_text(void **state)
{
	char line[512];

	(void)state;
	(void)logged(line, sizeof(line), LOG_WARNING, "two\nlines \"quoted\"");
	assert_non_null(strstr(line, ",\"level\":\"warning\",\"event\":\"event_name\",\"text\":\"two\\nlines \\\"quoted\\\"\","
				     "\"number\":-7}\n"));
	assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
	(void)logged(line, sizeof(line), LOG_ERROR, NULL);
	assert_non_null(strstr(line, "\"text\":\"\""));
}

static void lines_below_the_level_are_dropped(void **state)
{
	char line[512];

	(void)state;
	assert_string_equal(logged(line, sizeof(line), LOG_DEBUG, "x"), "");
	log_set_level(LOG_DEBUG);
	assert_string_not_equal(logged(line, sizeof(line), LOG_DEBUG, "x"), "");
	log_set_level(LOG_INFO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_error_has_a_name_of_its_own),
		cmocka_unit_test(the_first_fault_wins),
		cmocka_unit_test(wrong_fields_keep_their_order_and_their_own_text),
		cmocka_unit_test(a_copied_fault_grows_on_its_own),
		cmocka_unit_test(a_log_line_is_one_json_object_whatever_the_text),
		cmocka_unit_test(lines_below_the_level_are_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
