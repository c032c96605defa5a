/* SPDX-License-Identifier: MIT */
/* Paths of the contract to operations. */
#include "contract/route_match.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "contract/input.h"

#include "base/banned.h"

static int make_arena(void **state)
{
	*state = arena_new(1024 * 1024);
	return *state ? 0 : -1;
}

static int free_arena(void **state)
{
	arena_free(*state);
	return 0;
}

static void every_operation_is_found_at_its_own_path(void **state)
{
	assert_true(contract_operations_count > 0);
	for (int i = 0; i < contract_operations_count; i++) {
		const struct operation *operation = &contract_operations[i];
		struct route route;

		/* A template is a path in which {id} stands for the parameter's value. */
		assert_int_equal(route_match(*state, operation->method, operation->path, &route), OK);
		assert_string_equal(route.operation->id, operation->id);
		assert_int_equal(route.parameters_count, operation->input->path_count);
	}
}

static void parameters_are_decoded_after_the_split(void **state)
{
	struct route route;

	assert_int_equal(route_match(*state, HTTP_GET, "/deviations/%31%32", &route), OK);
	assert_string_equal(route.operation->id, "get_deviation");
	assert_string_equal(route.parameters[0], "12");
	assert_int_equal(route_match(*state, HTTP_GET, "/helsefellesskap/st_olavs/register", &route), OK);
	assert_string_equal(route.parameters[0], "st_olavs");
	assert_int_equal(route_match(*state, HTTP_GET, "/%64eviations/12", &route), OK);
	/* An encoded slash never makes a segment. */
	assert_int_equal(route_match(*state, HTTP_GET, "/deviations%2F12", &route), ERR_NOT_FOUND);
	assert_int_equal(route_match(*state, HTTP_GET, "/deviations/1%2F2", &route), ERR_NOT_FOUND);
	assert_int_equal(route_match(*state, HTTP_GET, "/deviations/%00", &route), ERR_NOT_FOUND);
	assert_int_equal(route_match(*state, HTTP_GET, "/deviations/%zz", &route), ERR_NOT_FOUND);
	assert_int_equal(route_match(*state, HTTP_GET, "/deviations/%ff", &route), ERR_NOT_FOUND);
}

static void other_paths_are_not_found(void **state)
{
	static const char *const paths[] = {
		"",
		"/",
		"//",
		"deviations",
		"/deviation",
		"/deviationsx",
		"/deviations/",
		"/deviations//",
		"//deviations",
		"/deviations/1/",
		"/deviations/1/answer/2",
		"/Deviations",
		"/deviations/1/ANSWER",
		"/learning-notes",
		"/helsefellesskap/st_olavs",
		"/a/b/c/d/e/f/g/h",
		"/a/b/c/d/e/f/g/h/i/j/k",
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct route route;

		if (route_match(*state, HTTP_GET, paths[i], &route) != ERR_NOT_FOUND)
			fail_msg("'%s' is found", paths[i]);
		assert_null(route.allow);
	}
}

static void another_method_is_told_which_ones_there_are(void **state)
{
	struct route route;

	assert_int_equal(route_match(*state, HTTP_DELETE, "/deviations", &route), ERR_METHOD);
	assert_string_equal(route.allow, "GET, HEAD, POST, OPTIONS");
	assert_int_equal(route_match(*state, HTTP_OPTIONS, "/deviations/7/answer", &route), ERR_METHOD);
	assert_string_equal(route.allow, "POST, OPTIONS");
	assert_null(route.operation);
}

static void a_literal_segment_goes_before_a_parameter(void **state)
{
	struct route route;

	assert_int_equal(route_match(*state, HTTP_POST, "/deviations/route-preview", &route), OK);
	assert_string_equal(route.operation->id, "preview_route");
	/* And decides about the method too. */
	assert_int_equal(route_match(*state, HTTP_GET, "/deviations/route-preview", &route), ERR_METHOD);
	assert_string_equal(route.allow, "POST, OPTIONS");
}

static void head_finds_what_get_finds(void **state)
{
	struct route route;

	assert_int_equal(route_match(*state, HTTP_HEAD, "/session", &route), OK);
	assert_string_equal(route.operation->id, "get_session");
	assert_int_equal(route_match(*state, HTTP_HEAD, "/deviations/7/answer", &route), ERR_METHOD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_operation_is_found_at_its_own_path),
		cmocka_unit_test(parameters_are_decoded_after_the_split),
		cmocka_unit_test(other_paths_are_not_found),
		cmocka_unit_test(another_method_is_told_which_ones_there_are),
		cmocka_unit_test(a_literal_segment_goes_before_a_parameter),
		cmocka_unit_test(head_finds_what_get_finds),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
