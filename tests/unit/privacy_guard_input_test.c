/* SPDX-License-Identifier: MIT */
/* What a body may hold: identity numbers never, warnings when the person confirms them at their very place. */
#include "privacy/privacy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "contract/operations.h"

#include "base/banned.h"

struct judged {
	struct arena *arena;
	struct fault fault;
	enum err err;
	const char *confirmed;
};

static int start(void **state)
{
	struct judged *judged = test_calloc(1, sizeof(*judged));

	judged->arena = arena_new(4 * 1024 * 1024);
	*state = judged;
	return 0;
}

static int end(void **state)
{
	struct judged *judged = *state;

	arena_free(judged->arena);
	test_free(judged);
	return 0;
}

/* The body of an operation as it is read and guarded; confirm_all as an import may say. */
static void judge(struct judged *judged, const char *operation, const char *json, bool confirm_all)
{
	struct guarded guarded = {0};
	const void *body = NULL;

	judged->fault = (struct fault){0};
	judged->confirmed = NULL;
	assert_int_equal(contract_read_body(judged->arena, contract_operation(operation), json, strlen(json), &judged->fault,
					    &guarded, &body),
			 OK);
	guarded.all_confirmed = confirm_all;
	judged->err = privacy_guard(&judged->fault, judged->arena, &guarded, &judged->confirmed);
}

/* "pointer code kind start-end" of each finding that was refused, in a row. */
static const char *findings(struct judged *judged)
{
	const char *text = "";

	for (const struct field_fault *field = judged->fault.fields; field; field = field->next)
		text = arena_printf(judged->arena, "%s%s%s %s %s %u-%u", text, *text ? ", " : "", field->pointer, field->code,
				    field->kind, field->start, field->end);
	return text;
}

#define MESSAGE(text, more) "{\"audience\":\"dialogue\",\"text\":\"" text "\"" more "}"
#define CONFIRMED(rows) ",\"confirmed_findings\":[" rows "]"
#define PHONE_AT(start, end) "{\"pointer\":\"/text\",\"kind\":\"phone\",\"start\":" start ",\"end\":" end "}"

static void what_identifies_nobody_passes(void **state)
{
	struct judged *judged = *state;

	judge(judged, "add_message", MESSAGE("Epikrisen kom ikke.", ""), false);
	assert_int_equal(judged->err, OK);
	assert_null(judged->confirmed);
}

static void an_identity_number_is_refused_with_its_place(void **state)
{
	struct judged *judged = *state;

	judge(judged, "add_message", MESSAGE("\xc3\xa5 020132 99997, og 02013299903", ""), false);
	assert_int_equal(judged->err, ERR_UNPROCESSABLE);
	assert_string_equal(judged->fault.code, "identity_number");
	assert_string_equal(findings(judged), "/text identity_number fnr 2-14, /text identity_number fnr 19-30");
}

static void no_confirmation_lets_an_identity_number_pass(void **state)
{
	struct judged *judged = *state;
	const char *json = "{\"learning_point\":{\"title\":\"Ring\",\"text\":\"Gjelder 02013299997\"},\"confirmed_findings\":"
			   "[{\"pointer\":\"/learning_point/text\",\"kind\":\"phone\",\"start\":8,\"end\":19}]}";

	for (int confirm_all = 0; confirm_all < 2; confirm_all++) {
		judge(judged, "close_deviation", json, confirm_all);
		assert_int_equal(judged->err, ERR_UNPROCESSABLE);
		assert_string_equal(findings(judged), "/learning_point/text identity_number fnr 8-19");
		assert_null(judged->confirmed);
	}
}

static void a_warning_passes_when_it_is_confirmed_where_it_stands(void **state)
{
	struct judged *judged = *state;
	const char *json = MESSAGE("Ring 91234567", CONFIRMED(PHONE_AT("5", "13")));

	judge(judged, "add_message", MESSAGE("Ring 91234567", ""), false);
	assert_int_equal(judged->err, ERR_UNPROCESSABLE);
	assert_string_equal(judged->fault.code, "warn_needs_confirmation");
	assert_string_equal(findings(judged), "/text warn_phone phone 5-13");
	judge(judged, "add_message", json, false);
	assert_int_equal(judged->err, OK);
	assert_string_equal(judged->confirmed, "[" PHONE_AT("5", "13") "]");
}

static void another_text_or_place_or_kind_asks_anew(void **state)
{
	static const char *const bodies[] = {
		MESSAGE("Ring n\xc3\xa5 91234567", CONFIRMED(PHONE_AT("5", "13"))),
		MESSAGE("Ring 91234567 46", CONFIRMED(PHONE_AT("5", "12"))),
		MESSAGE("Ring 91234567", CONFIRMED("{\"pointer\":\"/text\",\"kind\":\"name\",\"start\":5,\"end\":13}")),
		MESSAGE("Ring 91234567", CONFIRMED("{\"pointer\":\"/title\",\"kind\":\"phone\",\"start\":5,\"end\":13}")),
	};
	struct judged *judged = *state;

	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		judge(judged, "add_message", bodies[i], false);
		assert_int_equal(judged->err, ERR_UNPROCESSABLE);
		assert_string_equal(judged->fault.code, "warn_needs_confirmation");
		assert_null(judged->confirmed);
	}
}

static void what_was_confirmed_in_vain_is_not_recorded(void **state)
{
	struct judged *judged = *state;

	judge(judged, "add_message", MESSAGE("Ring oss", CONFIRMED(PHONE_AT("5", "8"))), false);
	assert_int_equal(judged->err, OK);
	assert_null(judged->confirmed);
}

static void an_import_may_confirm_every_warning(void **state)
{
	struct judged *judged = *state;

	judge(judged, "add_message", MESSAGE("Ring 91234567 eller a@b.no", ""), true);
	assert_int_equal(judged->err, OK);
	assert_string_equal(judged->confirmed, "[" PHONE_AT("5", "13") ",{\"pointer\":\"/text\",\"kind\":\"email\",\"start\":20,"
					       "\"end\":26}]");
}

static void more_findings_than_are_told_are_refused_all_the_same(void **state)
{
	struct judged *judged = *state;
	const char *numbers = "";
	size_t told = 0;

	for (int i = 0; i < 60; i++)
		numbers = arena_printf(judged->arena, "%s91234567, ", numbers);
	judge(judged, "answer_deviation", arena_printf(judged->arena, "{\"text\":\"%s\"}", numbers), false);
	assert_int_equal(judged->err, ERR_UNPROCESSABLE);
	for (const struct field_fault *field = judged->fault.fields; field; field = field->next)
		told++;
	assert_int_equal(told, 50);
	judge(judged, "answer_deviation", arena_printf(judged->arena, "{\"text\":\"%s02013299997\"}", numbers), true);
	assert_string_equal(judged->fault.code, "identity_number");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_identifies_nobody_passes),
		TEST(an_identity_number_is_refused_with_its_place),
		TEST(no_confirmation_lets_an_identity_number_pass),
		TEST(a_warning_passes_when_it_is_confirmed_where_it_stands),
		TEST(another_text_or_place_or_kind_asks_anew),
		TEST(what_was_confirmed_in_vain_is_not_recorded),
		TEST(an_import_may_confirm_every_warning),
		TEST(more_findings_than_are_told_are_refused_all_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
