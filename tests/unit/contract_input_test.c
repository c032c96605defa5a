/* SPDX-License-Identifier: MIT */
/* Bodies of real operations against their tables. */
#include "contract/input.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "contract/operations.h"

#include "base/banned.h"

#define REQUIRED                                                                                                       \
	"\"helsefellesskap\":\"st_olavs\",\"kind\":\"patient\",\"reporter_organisation_id\":\"11\","                   \
	"\"other_organisation_id\":\"1\",\"category\":\"legemidler\",\"description\":\"Lista manglet.\","              \
	"\"actual_harm\":\"none\",\"potential_harm\":\"severe\""
#define TITLE "\"title\":\"Ulike legemiddellister\""

struct reading {
	struct arena *arena;
	struct fault fault;
	struct guarded guarded;
};

static int start_reading(void **state)
{
	struct reading *reading = test_calloc(1, sizeof(*reading));

	reading->arena = arena_new(4 * 1024 * 1024);
	*state = reading;
	return 0;
}

static int end_reading(void **state)
{
	struct reading *reading = *state;

	arena_free(reading->arena);
	test_free(reading);
	return 0;
}

static enum err read_body(struct reading *reading, const char *operation, const char *json, const void **ret_body)
{
	reading->fault = (struct fault){0};
	return contract_read_body(reading->arena, contract_operation(operation), json, strlen(json), &reading->fault,
				  &reading->guarded, ret_body);
}

/* "pointer code[value]" of each fault, in a row. */
static const char *faults(struct reading *reading)
{
	const char *text = "";

	for (const struct field_fault *field = reading->fault.fields; field; field = field->next)
		text = arena_printf(reading->arena, "%s%s%s %s%s%s%s", text, *text ? ", " : "", field->pointer,
				    field->code, field->value ? "[" : "", field->value ? field->value : "",
				    field->value ? "]" : "");
	return text;
}

static void assert_faults(struct reading *reading, const char *operation, const char *json, const char *expected)
{
	const void *body = NULL;
	enum err err = read_body(reading, operation, json, &body);

	assert_string_equal(faults(reading), expected);
	assert_int_equal(err, *expected ? ERR_INVALID : OK);
	assert_true(*expected ? body == NULL : body != NULL);
}

static void a_whole_body_fills_the_struct(void **state)
{
	const struct new_deviation_in *in;

	assert_int_equal(read_body(*state, "submit_deviation",
				   "{" REQUIRED
				   ",\"title\":\"Bl\\u00e5b\303\246r \\ud83d\\ude91\",\"agreement_point\":6,"
				   "\"occurred_on\":\"2024-02-29\",\"reporter_unit_id\":\"9223372036854775807\"}",
				   (const void **)&in),
			 OK);
	assert_string_equal(in->helsefellesskap, "st_olavs");
	assert_int_equal(in->reporter_organisation_id, 11);
	assert_int_equal(in->reporter_unit_id, INT64_MAX);
	assert_string_equal(in->title, "Bl\303\245b\303\246r \xf0\x9f\x9a\x91");
	assert_string_equal(in->occurred_on, "2024-02-29");
	assert_true(in->agreement_point.set);
	assert_int_equal(in->agreement_point.value, 6);
}

static void null_is_the_same_as_leaving_out(void **state)
{
	const struct new_deviation_in *in;

	assert_int_equal(read_body(*state, "submit_deviation",
				   "{" REQUIRED "," TITLE
				   ",\"phase\":null,\"agreement_point\":null,\"other_unit_id\":null}",
				   (const void **)&in),
			 OK);
	assert_null(in->phase);
	assert_null(in->suggestion);
	assert_int_equal(in->other_unit_id, 0);
	assert_false(in->agreement_point.set);
	assert_faults(*state, "submit_deviation", "{" REQUIRED ",\"title\":null}", "/title missing");
}

static void all_faults_are_found_at_once(void **state)
{
	assert_faults(*state, "submit_deviation", "{\"titel\":1}",
		      "/titel unknown_field, /helsefellesskap missing, /kind missing, "
		      "/reporter_organisation_id missing, /other_organisation_id missing, /category missing, "
		      "/title missing, /description missing");
	assert_faults(*state, "answer_deviation", "{}", "/text missing");
}

static void values_must_have_their_type(void **state)
{
	assert_faults(*state, "submit_deviation", "{" REQUIRED ",\"title\":7,\"agreement_point\":\"6\"}",
		      "/agreement_point not_integer, /title not_text");
	assert_faults(*state, "submit_deviation", "{" REQUIRED "," TITLE ",\"reporter_unit_id\":7}",
		      "/reporter_unit_id not_text");
	assert_faults(*state, "submit_deviation", "{" REQUIRED "," TITLE ",\"phase\":[],\"suggestion\":{}}",
		      "/phase not_text, /suggestion not_text");
	assert_faults(*state, "submit_deviation", "{" REQUIRED "," TITLE ",\"phase\":true}", "/phase not_text");
	assert_faults(*state, "answer_deviation", "[]", " not_object");
	assert_faults(*state, "answer_deviation", "\"text\"", " not_object");
	assert_faults(*state, "answer_deviation", "null", " not_object");
}

static void integers_are_whole_and_within_their_range(void **state)
{
	static const struct {
		const char *number;
		const char *expected;
	} cases[] = {
		{"1", ""},
		{"99", ""},
		{"1e1", ""},
		{"2.0", ""},
		{"0", "/agreement_point number_too_small[1]"},
		{"-1", "/agreement_point number_too_small[1]"},
		{"100", "/agreement_point number_too_large[99]"},
		{"2147483648", "/agreement_point number_too_large[99]"},
		{"1.5", "/agreement_point not_integer"},
		{"1e999", "/agreement_point not_integer"},
		{"9007199254740993", "/agreement_point not_integer"},
		{"true", "/agreement_point not_integer"},
	};
	struct reading *reading = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_faults(reading, "submit_deviation",
			      arena_printf(reading->arena, "{" REQUIRED "," TITLE ",\"agreement_point\":%s}",
					   cases[i].number),
			      cases[i].expected);
}

static void texts_are_held_to_their_rules(void **state)
{
	static const struct {
		const char *field;
		const char *expected;
	} cases[] = {
		{"\"title\":\"ab\"", "/title too_short[3]"},
		{"\"title\":\"\"", "/title missing"},
		{"\"title\":\"   \\u00a0\\u2003 \"", "/title blank"},
		{"\"title\":\"a\\u0007b\"", "/title control_character"},
		{"\"title\":\"a\\u0085b\"", "/title control_character"},
		{"\"title\":\"a\\nb\"", "/title one_line"},
		{"\"title\":\"a\\u2028b\"", "/title one_line"},
		{TITLE ",\"suggestion\":\"a\\tb\\r\\nc\"", ""},
		{TITLE ",\"suggestion\":\"\"", ""},
		{TITLE ",\"suggestion\":\"a\\u001bb\"", "/suggestion control_character"},
		{TITLE ",\"phase\":\"Discharge\"", "/phase bad_code"},
		{TITLE ",\"phase\":\"\"", "/phase bad_code"},
		{TITLE ",\"occurred_on\":\"2025-02-29\"", "/occurred_on bad_date"},
		{TITLE ",\"occurred_on\":\"1900-02-29\"", "/occurred_on bad_date"},
		{TITLE ",\"occurred_on\":\"2000-02-29\"", ""},
		{TITLE ",\"occurred_on\":\"2025-13-01\"", "/occurred_on bad_date"},
		{TITLE ",\"occurred_on\":\"2025-04-31\"", "/occurred_on bad_date"},
		{TITLE ",\"occurred_on\":\"2025-4-1\"", "/occurred_on bad_date"},
		{TITLE ",\"occurred_on\":\"0000-01-01\"", "/occurred_on bad_date"},
		{TITLE ",\"occurred_on\":\"2025-04-01T00:00:00Z\"", "/occurred_on bad_date"},
		{TITLE ",\"other_unit_id\":\"0\"", "/other_unit_id bad_id"},
		{TITLE ",\"other_unit_id\":\"-1\"", "/other_unit_id bad_id"},
		{TITLE ",\"other_unit_id\":\"01\"", "/other_unit_id bad_id"},
		{TITLE ",\"other_unit_id\":\" 1\"", "/other_unit_id bad_id"},
		{TITLE ",\"other_unit_id\":\"9223372036854775808\"", "/other_unit_id bad_id"},
	};
	struct reading *reading = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_faults(reading, "submit_deviation",
			      arena_printf(reading->arena, "{" REQUIRED ",%s}", cases[i].field), cases[i].expected);
}

static void lengths_are_counted_in_characters(void **state)
{
	struct reading *reading = *state;
	STR_AUTO struct str title = STR_INIT(4096);

	for (int i = 0; i < 120; i++)
		str_add(&title, "\xf0\x9f\x9a\x91");
	assert_faults(reading, "submit_deviation",
		      arena_printf(reading->arena, "{" REQUIRED ",\"title\":\"%s\"}", str_text(&title)), "");
	str_add(&title, "x");
	assert_faults(reading, "submit_deviation",
		      arena_printf(reading->arena, "{" REQUIRED ",\"title\":\"%s\"}", str_text(&title)),
		      "/title too_long[120]");
}

static void closed_lists_name_what_they_hold(void **state)
{
	assert_faults(*state, "add_message", "{\"audience\":\"everyone\",\"text\":\"x\"}",
		      "/audience not_allowed[dialogue, internal]");
	assert_faults(*state, "add_message", "{\"audience\":\"\",\"text\":\"x\"}",
		      "/audience not_allowed[dialogue, internal]");
	assert_faults(*state, "add_message", "{\"audience\":\"Internal\",\"text\":\"x\"}",
		      "/audience not_allowed[dialogue, internal]");
}

static void nested_objects_have_their_own_place(void **state)
{
	const struct new_closing_in *in;

	assert_int_equal(read_body(*state, "close_deviation",
				   "{\"learning_point\":{\"title\":\"Ring\",\"text\":\"Ring alltid.\"}}",
				   (const void **)&in),
			 OK);
	assert_string_equal(in->learning_point->text, "Ring alltid.");
	assert_null(in->feedback_mode);
	assert_false(in->resolved_by_dialogue.set); /* unsaid is not no */
	assert_int_equal(read_body(*state, "close_deviation", "{\"learning_point\":null}", (const void **)&in), OK);
	assert_null(in->learning_point);
	assert_faults(*state, "close_deviation", "{\"learning_point\":{\"titel\":\"x\"},\"feedback_mode\":\"x\"}",
		      "/feedback_mode not_allowed[bounce_back, rapid_response, raise_awareness, tell_of_actions, "
		      "improve_work_system], /learning_point/titel unknown_field, /learning_point/title missing, "
		      "/learning_point/text missing");
	assert_faults(*state, "close_deviation", "{\"learning_point\":[]}", "/learning_point not_object");
}

/* What a contract may hold and no operation of today does: lists, booleans, a field after an object. */
struct row_in {
	int64_t number;
	bool sure;
};
struct sheet_in {
	struct {
		const struct row_in *items;
		int count;
	} rows;
	const struct row_in *first;
	struct string_list tags;
	struct opt_bool closed;
	const char *name;
};
static const struct input_field row_fields[] = {
	{.name = "number",
	 .pointer = "/number",
	 .offset = offsetof(struct row_in, number),
	 .kind = INPUT_INTEGER,
	 .required = true,
	 .min = -5,
	 .max = 5},
	{.name = "sure",
	 .pointer = "/sure",
	 .offset = offsetof(struct row_in, sure),
	 .kind = INPUT_BOOL,
	 .default_number = 1},
};
static const struct input_object row_object = {.fields = row_fields, .count = 2, .size = sizeof(struct row_in)};
static const struct input_field sheet_fields[] = {
	{.name = "rows",
	 .pointer = "/rows",
	 .offset = offsetof(struct sheet_in, rows),
	 .kind = INPUT_OBJECTS,
	 .max_items = 3,
	 .object = &row_object},
	{.name = "first",
	 .pointer = "/first",
	 .offset = offsetof(struct sheet_in, first),
	 .kind = INPUT_OBJECT,
	 .object = &row_object},
	{.name = "tags",
	 .pointer = "/tags",
	 .offset = offsetof(struct sheet_in, tags),
	 .kind = INPUT_TEXTS,
	 .format = FORMAT_CODE,
	 .min_items = 1,
	 .max_items = 2,
	 .max_length = 5},
	{.name = "closed", .pointer = "/closed", .offset = offsetof(struct sheet_in, closed), .kind = INPUT_OPT_BOOL},
	{.name = "name",
	 .pointer = "/name",
	 .offset = offsetof(struct sheet_in, name),
	 .kind = INPUT_TEXT,
	 .required = true,
	 .max_length = 10},
};
static const struct input_object sheet_object = {.fields = sheet_fields, .count = 5, .size = sizeof(struct sheet_in)};

static const struct sheet_in *read_sheet(struct reading *reading, const char *json)
{
	struct input_reader reader = {.arena = reading->arena, .fault = &reading->fault, .place = ""};
	const void *sheet = NULL;

	reading->fault = (struct fault){0};
	assert_int_equal(input_read_json(&reader, &sheet_object, json, strlen(json), &sheet), OK);
	return sheet;
}

static void lists_and_booleans_are_read(void **state)
{
	const struct sheet_in *in =
		read_sheet(*state, "{\"rows\":[{\"number\":-5,\"sure\":false},{\"number\":5}],\"tags\":[\"a_1\",\"b\"],"
				   "\"closed\":false,\"name\":\"x\"}");

	assert_string_equal(faults(*state), "");
	assert_int_equal(in->rows.count, 2);
	assert_int_equal(in->rows.items[0].number, -5);
	assert_false(in->rows.items[0].sure);
	assert_int_equal(in->rows.items[1].number, 5);
	assert_true(in->rows.items[1].sure);
	assert_int_equal(in->tags.count, 2);
	assert_string_equal(in->tags.items[1], "b");
	assert_true(in->closed.set && !in->closed.value);
	in = read_sheet(*state, "{\"name\":\"x\"}");
	assert_int_equal(in->rows.count, 0);
	assert_null(in->first);
	assert_false(in->closed.set);
}

static void faults_in_lists_name_the_item(void **state)
{
	(void)read_sheet(*state, "{\"rows\":[{\"number\":1},{\"number\":9},7,{}],\"tags\":[\"A\",1],\"closed\":0}");
	assert_string_equal(faults(*state), "/rows too_many_items[3], /tags/0 bad_code, /tags/1 not_text, "
					    "/closed not_boolean, /name missing");
	(void)read_sheet(*state,
			 "{\"rows\":[{\"number\":9},7,{}],\"first\":{\"number\":-6},\"tags\":[],\"name\":null}");
	assert_string_equal(faults(*state), "/rows/0/number number_too_large[5], /rows/1 not_object, "
					    "/rows/2/number missing, /first/number number_too_small[-5], "
					    "/tags too_few_items[1], /name missing");
	(void)read_sheet(*state, "{\"rows\":{},\"tags\":\"a\",\"closed\":null,\"name\":\"\"}");
	assert_string_equal(faults(*state), "/rows not_list, /tags not_list");
}

static void what_was_sent_is_not_repeated(void **state)
{
	struct reading *reading = *state;

	/* A name is repeated only when it could be that of a field. */
	assert_faults(reading, "answer_deviation", "{\"text\":\"abc\",\"Ola Nordmann 01017012345\":1}",
		      " unknown_field");
	assert_faults(reading, "answer_deviation", "{\"text\":\"abc\",\"/../\":1}", " unknown_field");
	assert_faults(reading, "close_deviation", "{\"learning_point\":{\"title\":\"abc\",\"text\":\"abc\",\"<b>\":1}}",
		      "/learning_point unknown_field");
	assert_faults(reading, "answer_deviation", "{\"text\":\"abc\",\"TEXT\":1}", " unknown_field");
}

static void a_text_that_is_no_json_is_refused_with_its_place(void **state)
{
	struct reading *reading = *state;

	assert_faults(reading, "answer_deviation", "{\"text\":\"abc\"", "body:13 malformed_json");
	assert_string_equal(reading->fault.code, "malformed_json");
	assert_faults(reading, "answer_deviation", "", "body:0 malformed_json");
	assert_faults(reading, "answer_deviation", "{\"text\":\"abc\",\"text\":\"abc\"}", "body:20 duplicate_name");
}

static void the_number_of_faults_is_bounded(void **state)
{
	struct reading *reading = *state;
	STR_AUTO struct str json = STR_INIT(64 * 1024);
	const void *body;
	int count = 0;

	str_add(&json, "{\"text\":\"abc\"");
	for (int i = 0; i < 100; i++)
		str_addf(&json, ",\"unknown_%d\":1", i);
	str_add(&json, "}");
	assert_int_equal(read_body(reading, "answer_deviation", str_text(&json), &body), ERR_INVALID);
	for (const struct field_fault *field = reading->fault.fields; field; field = field->next)
		count++;
	assert_int_equal(count, INPUT_FAULTS_MAX);
}

static void a_version_is_a_strong_entity_tag(void **state)
{
	static const char *const refused[] = {
		"",
		"7",
		"\"",
		"\"\"",
		"\"7",
		"7\"",
		"W/\"7\"",
		"*",
		"\"7\", \"8\"",
		"\"07\"",
		"\"-1\"",
		"\" 7\"",
		"'7'",
		"x7\"",
		"\"9223372036854775808\"",
		"\"99999999999999999999999999\"",
	};
	int64_t version = -1;

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		if (input_read_version(refused[i], &version) != ERR_INVALID || version != -1)
			fail_msg("%s is accepted", refused[i]);
	}
	assert_int_equal(input_read_version("\"7\"", &version), OK);
	assert_int_equal(version, 7);
	assert_int_equal(input_read_version("\"9223372036854775807\"", &version), OK);
	assert_int_equal(version, INT64_MAX);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start_reading, end_reading)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_whole_body_fills_the_struct),
		TEST(null_is_the_same_as_leaving_out),
		TEST(all_faults_are_found_at_once),
		TEST(values_must_have_their_type),
		TEST(integers_are_whole_and_within_their_range),
		TEST(texts_are_held_to_their_rules),
		TEST(lengths_are_counted_in_characters),
		TEST(closed_lists_name_what_they_hold),
		TEST(nested_objects_have_their_own_place),
		TEST(lists_and_booleans_are_read),
		TEST(faults_in_lists_name_the_item),
		TEST(what_was_sent_is_not_repeated),
		TEST(a_text_that_is_no_json_is_refused_with_its_place),
		TEST(the_number_of_faults_is_bounded),
		TEST(a_version_is_a_strong_entity_tag),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
