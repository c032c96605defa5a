/* SPDX-License-Identifier: MIT */
/* The way of a request through the engine; the wire, the sign-in and the operation are played by the test. */
#include "contract/contract.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "contract/operations.h"

#include "base/banned.h"

struct exchanged {
	struct arena *arena;
	struct http_request request;
	struct http_response response;
	const char *headers[8][2];
	int headers_count;
	const char *body; /* what the client sends */
	enum err body_err, sign_in_err, permit_err, operation_err;
	const char *operation_code;
	bool body_was_read, permission_was_asked, operation_ran;
	const struct new_deviation_in *seen;
	const char *seen_key;
	int64_t seen_limit;
	const char *seen_status;
};

/* The wire: the functions of http/ that ask the connection, answering from what the test prepared. */

const char *http_header(const struct http_request *request, const char *name)
{
	const struct exchanged *exchanged = request->connection;

	for (int i = 0; i < exchanged->headers_count; i++) {
		if (strcasecmp(exchanged->headers[i][0], name) == 0)
			return exchanged->headers[i][1];
	}
	return NULL;
}

enum err http_read_body(struct http_request *request, size_t max_bytes)
{
	struct exchanged *exchanged = request->connection;
	const char *body = exchanged->body ? exchanged->body : "";

	exchanged->body_was_read = true;
	if (exchanged->body_err != OK)
		return exchanged->body_err;
	if (strlen(body) > max_bytes)
		return ERR_TOO_LARGE;
	request->body = body;
	request->body_len = strlen(body);
	return OK;
}

static enum err authenticate(struct call *call)
{
	struct exchanged *exchanged = call->request->connection;

	if (exchanged->sign_in_err != OK)
		return FAULT(&call->fault, exchanged->sign_in_err, "csrf_failed");
	return OK;
}

static enum err permit(struct call *call)
{
	struct exchanged *exchanged = call->request->connection;

	exchanged->permission_was_asked = true;
	return exchanged->permit_err == OK ? OK : FAULT(&call->fault, exchanged->permit_err, NULL);
}

static enum err guard(struct fault *fault, struct arena *arena, const struct guarded *guarded, const char **ret_confirmed)
{
	*ret_confirmed = arena_strdup(arena, "[]");
	return strstr(guarded->texts->text, "nummer") ? FAULT(fault, ERR_UNPROCESSABLE, "identity_number") : fault->err;
}

enum err op_submit_deviation(struct call *call, const struct submit_deviation_input *in)
{
	struct exchanged *exchanged = call->request->connection;

	exchanged->operation_ran = true;
	exchanged->seen = in->body;
	exchanged->seen_key = in->idempotency_key;
	contract_set_version(call, 1);
	http_add_header(call->response, "Set-Cookie", "a=b");
	if (exchanged->operation_err != OK)
		return FAULT(&call->fault, exchanged->operation_err, exchanged->operation_code);
	return contract_answer_json(call, 201, "{}");
}

enum err op_list_deviations(struct call *call, const struct list_deviations_input *in)
{
	struct exchanged *exchanged = call->request->connection;

	exchanged->operation_ran = true;
	exchanged->seen_limit = in->limit;
	exchanged->seen_status = in->status;
	return contract_answer_json(call, 200, "[]");
}

enum err op_sign_out(struct call *call, const struct sign_out_input *in)
{
	(void)in;
	return contract_answer_empty(call, 204);
}

#define GOOD_BODY                                                                                                      \
	"{\"helsefellesskap\":\"st_olavs\",\"kind\":\"patient\",\"reporter_organisation_id\":\"11\","                  \
	"\"other_organisation_id\":\"1\",\"category\":\"legemidler\",\"title\":\"Ulike lister\","                      \
	"\"description\":\"Lista manglet.\",\"actual_harm\":\"none\",\"potential_harm\":\"severe\"}"

static void send_header(struct exchanged *exchanged, const char *name, const char *value)
{
	exchanged->headers[exchanged->headers_count][0] = name;
	exchanged->headers[exchanged->headers_count++][1] = value;
}

static int start_exchange(void **state)
{
	struct exchanged *exchanged = test_calloc(1, sizeof(*exchanged));

	exchanged->arena = arena_new(4 * 1024 * 1024);
	exchanged->request =
		(struct http_request){.arena = exchanged->arena, .request_id = "request-1", .connection = exchanged};
	exchanged->response.status = 500;
	*state = exchanged;
	return 0;
}

static int end_exchange(void **state)
{
	struct exchanged *exchanged = *state;

	arena_free(exchanged->arena);
	test_free(exchanged);
	return 0;
}

static void send_request(struct exchanged *exchanged, enum http_method method, const char *path, const char *query)
{
	struct contract contract = {.hooks = {.authenticate = authenticate, .permit = permit, .guard = guard}};

	exchanged->request.method = method;
	exchanged->request.path = path;
	exchanged->request.query = query;
	contract_handle(&contract, &exchanged->request, &exchanged->response);
}

/* A filing that is in order, unless the test has changed something. */
static void send_filing(struct exchanged *exchanged)
{
	send_header(exchanged, "Content-Type", "application/json");
	send_header(exchanged, "Idempotency-Key", "0123-abcd");
	if (!exchanged->body)
		exchanged->body = GOOD_BODY;
	send_request(exchanged, HTTP_POST, "/api/v1/deviations", NULL);
}

static const char *answered_header(const struct exchanged *exchanged, const char *name)
{
	for (int i = 0; i < exchanged->response.headers_count; i++) {
		if (strcasecmp(exchanged->response.headers[i].name, name) == 0)
			return exchanged->response.headers[i].value;
	}
	return NULL;
}

static void assert_problem(const struct exchanged *exchanged, int status, const char *part)
{
	assert_int_equal(exchanged->response.status, status);
	assert_string_equal(exchanged->response.content_type, "application/problem+json");
	assert_int_equal(strlen(exchanged->response.body), exchanged->response.body_len);
	assert_non_null(strstr(exchanged->response.body, "\"request_id\":\"request-1\""));
	if (!strstr(exchanged->response.body, part))
		fail_msg("no %s in %s", part, exchanged->response.body);
}

static void a_request_in_order_reaches_its_operation(void **state)
{
	struct exchanged *exchanged = *state;

	send_filing(exchanged);
	assert_int_equal(exchanged->response.status, 201);
	assert_string_equal(exchanged->response.content_type, "application/json");
	assert_string_equal(exchanged->seen->title, "Ulike lister");
	assert_string_equal(exchanged->seen_key, "0123-abcd");
	assert_string_equal(answered_header(exchanged, "ETag"), "\"1\"");
	assert_string_equal(exchanged->response.log_operation, "submit_deviation");
	assert_null(exchanged->response.log_error);
}

static void query_parameters_have_their_defaults(void **state)
{
	struct exchanged *exchanged = *state;

	send_request(exchanged, HTTP_GET, "/api/v1/deviations", "view=mine");
	assert_int_equal(exchanged->response.status, 200);
	assert_int_equal(exchanged->seen_limit, 50);
	assert_string_equal(exchanged->seen_status, "all");
	send_request(exchanged, HTTP_HEAD, "/api/v1/deviations", "view=m%69ne&limit=7&&status=open");
	assert_int_equal(exchanged->response.status, 200);
	assert_int_equal(exchanged->seen_limit, 7);
	assert_string_equal(exchanged->seen_status, "open");
}

static void a_wrong_query_names_each_parameter(void **state)
{
	struct exchanged *exchanged = *state;

	send_request(exchanged, HTTP_GET, "/api/v1/deviations",
		     "limit=0&limit=1&status=&order=asc&cursor=%ff&council_id=x&%3Cb%3E=1");
	assert_problem(exchanged, 400, "{\"pointer\":\"query:limit\",\"code\":\"number_too_small\"");
	assert_problem(exchanged, 400, "{\"pointer\":\"query:limit\",\"code\":\"repeated_parameter\"");
	assert_problem(exchanged, 400, "{\"pointer\":\"query:status\",\"code\":\"not_allowed\"");
	assert_problem(exchanged, 400, "{\"pointer\":\"query:order\",\"code\":\"unknown_parameter\"");
	assert_problem(exchanged, 400, "{\"pointer\":\"query:cursor\",\"code\":\"bad_encoding\"");
	assert_problem(exchanged, 400, "{\"pointer\":\"query:council_id\",\"code\":\"bad_id\"");
	assert_problem(exchanged, 400, "{\"pointer\":\"query\",\"code\":\"unknown_parameter\"");
	assert_problem(exchanged, 400, "{\"pointer\":\"query:view\",\"code\":\"missing\"");
	assert_false(exchanged->operation_ran);
}

static void wrong_headers_and_wrong_fields_are_told_together(void **state)
{
	struct exchanged *exchanged = *state;

	send_header(exchanged, "Content-Type", "application/json; charset=UTF-8");
	send_header(exchanged, "Idempotency-Key", "a b");
	send_header(exchanged, "Accept-Language", "en");
	exchanged->body = "{\"title\":\"\"}";
	send_request(exchanged, HTTP_POST, "/api/v1/deviations", "dry=1");
	assert_problem(exchanged, 422, "{\"pointer\":\"query:dry\",\"code\":\"unknown_parameter\"");
	assert_problem(exchanged, 422, "{\"pointer\":\"header:idempotency-key\",\"code\":\"too_short\"");
	assert_problem(exchanged, 422, "{\"pointer\":\"/title\",\"code\":\"missing\",\"message\":\"Fill in");
	assert_problem(exchanged, 422, "\"title\":\"Something is not filled in correctly\"");
	assert_string_equal(answered_header(exchanged, "Content-Language"), "en");
	assert_string_equal(exchanged->response.log_error, "invalid");
}

static void a_broken_body_hides_no_other_fault(void **state)
{
	struct exchanged *exchanged = *state;

	exchanged->body = "{\"title\":";
	send_filing(exchanged);
	assert_problem(exchanged, 400, "\"status\":400,\"code\":\"malformed_json\"");
	exchanged->headers_count = 0;
	send_header(exchanged, "Content-Type", "application/json");
	send_request(exchanged, HTTP_POST, "/api/v1/deviations", NULL);
	assert_problem(exchanged, 400, "{\"pointer\":\"header:idempotency-key\",\"code\":\"missing\"");
	assert_problem(exchanged, 400, "{\"pointer\":\"body:9\",\"code\":\"malformed_json\"");
}

static void unknown_paths_are_not_found(void **state)
{
	static const char *const paths[] = {
		"/api/v1",          "/api/v1/", "/api/v1x/deviations", "/api/v2/deviations", "/", "/api/v1/deviations/",
		"/api/v1deviations"};
	struct exchanged *exchanged = *state;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		send_request(exchanged, HTTP_GET, paths[i], NULL);
		assert_problem(exchanged, 404, "\"code\":\"unknown_path\"");
		assert_string_equal(exchanged->response.log_operation, "unmatched");
	}
	assert_false(exchanged->permission_was_asked);
}

static void other_methods_are_told_which_are_allowed(void **state)
{
	struct exchanged *exchanged = *state;

	send_request(exchanged, HTTP_DELETE, "/api/v1/deviations", NULL);
	assert_problem(exchanged, 405, "\"code\":\"method\"");
	assert_string_equal(answered_header(exchanged, "Allow"), "GET, HEAD, POST, OPTIONS");
	exchanged->response = (struct http_response){.status = 500};
	send_request(exchanged, HTTP_OPTIONS, "/api/v1/deviations/1/answer", NULL);
	assert_int_equal(exchanged->response.status, 204);
	assert_null(exchanged->response.body);
	assert_string_equal(answered_header(exchanged, "Allow"), "POST, OPTIONS");
	assert_false(exchanged->permission_was_asked);
}

static void who_may_not_is_refused_before_anything_is_read(void **state)
{
	struct exchanged *exchanged = *state;

	exchanged->permit_err = ERR_UNAUTHENTICATED;
	send_request(exchanged, HTTP_POST, "/api/v1/deviations", "wrong=1");
	assert_problem(exchanged, 401, "\"code\":\"unauthenticated\"");
	assert_string_equal(answered_header(exchanged, "WWW-Authenticate"), "Session");
	exchanged->permit_err = ERR_FORBIDDEN;
	send_request(exchanged, HTTP_POST, "/api/v1/deviations", "wrong=1");
	assert_problem(exchanged, 403, "\"code\":\"forbidden\"");
	exchanged->sign_in_err = ERR_FORBIDDEN;
	exchanged->permission_was_asked = false;
	send_request(exchanged, HTTP_POST, "/api/v1/deviations", "wrong=1");
	assert_problem(exchanged, 403, "\"code\":\"csrf_failed\"");
	assert_false(exchanged->permission_was_asked);
	assert_false(exchanged->body_was_read);
	assert_false(exchanged->operation_ran);
}

static void only_json_in_utf8_is_taken(void **state)
{
	static const char *const refused[] = {
		"text/plain",
		"application/json; charset=iso-8859-1",
		"application/jsonx",
		"application/json;",
		"application/x-www-form-urlencoded",
		"multipart/form-data; boundary=x",
		"",
		"application/json, text/plain",
	};
	static const char *const taken[] = {
		"application/json",
		"Application/JSON",
		"application/json;charset=utf-8",
		"application/json ; charset=\"UTF-8\"",
	};
	struct exchanged *exchanged = *state;

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		exchanged->headers_count = 0;
		send_header(exchanged, "Content-Type", refused[i]);
		send_request(exchanged, HTTP_POST, "/api/v1/deviations", NULL);
		assert_problem(exchanged, 415, "\"code\":\"unsupported\"");
	}
	assert_false(exchanged->body_was_read);
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
		exchanged->headers_count = 0;
		send_header(exchanged, "Content-Type", taken[i]);
		send_header(exchanged, "Idempotency-Key", "0123-abcd");
		send_request(exchanged, HTTP_POST, "/api/v1/deviations", NULL);
		assert_problem(exchanged, 400, "\"status\":400,\"code\":\"body_missing\"");
	}
	send_header(exchanged, "Content-Encoding", "gzip");
	send_request(exchanged, HTTP_POST, "/api/v1/deviations", NULL);
	assert_problem(exchanged, 415, "\"code\":\"encoded_body\"");
}

static void bodies_that_do_not_arrive_are_told_apart(void **state)
{
	struct exchanged *exchanged = *state;

	exchanged->body_err = ERR_TOO_LARGE;
	send_filing(exchanged);
	assert_problem(exchanged, 413, "\"code\":\"too_large\"");
	exchanged->body_err = ERR_TIMEOUT;
	send_filing(exchanged);
	assert_problem(exchanged, 408, "\"code\":\"body_timeout\"");
	exchanged->body_err = ERR_INVALID;
	send_filing(exchanged);
	assert_problem(exchanged, 400, "\"code\":\"body_cut_short\"");
}

static void a_body_where_none_belongs_is_refused(void **state)
{
	struct exchanged *exchanged = *state;

	send_request(exchanged, HTTP_DELETE, "/api/v1/session", NULL);
	assert_int_equal(exchanged->response.status, 204);
	exchanged->body = "{}";
	send_request(exchanged, HTTP_DELETE, "/api/v1/session", NULL);
	assert_problem(exchanged, 413, "\"code\":\"body_not_expected\"");
}

static void a_change_needs_the_version_it_was_made_on(void **state)
{
	struct exchanged *exchanged = *state;

	send_request(exchanged, HTTP_POST, "/api/v1/deviations/7/acknowledgement", NULL);
	assert_problem(exchanged, 428, "\"code\":\"precondition_required\"");
	assert_problem(exchanged, 428, "{\"pointer\":\"header:if-match\",\"code\":\"missing\"");
	send_header(exchanged, "If-Match", "W/\"3\"");
	send_request(exchanged, HTTP_POST, "/api/v1/deviations/7/acknowledgement", NULL);
	assert_problem(exchanged, 400, "{\"pointer\":\"header:if-match\",\"code\":\"bad_version\"");
}

static void an_id_that_is_none_is_not_found(void **state)
{
	static const char *const paths[] = {
		"/api/v1/deviations/x",
		"/api/v1/deviations/0",
		"/api/v1/deviations/-1",
		"/api/v1/deviations/007",
		"/api/v1/deviations/99999999999999999999",
		"/api/v1/helsefellesskap/St%20Olavs/register",
	};
	struct exchanged *exchanged = *state;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		send_request(exchanged, HTTP_GET, paths[i], NULL);
		assert_problem(exchanged, 404, "\"code\":\"not_found\"");
		assert_null(strstr(exchanged->response.body, "errors"));
	}
}

static void a_refusal_drops_what_the_operation_had_set(void **state)
{
	struct exchanged *exchanged = *state;

	exchanged->operation_err = ERR_CONFLICT;
	exchanged->operation_code = "answer_missing";
	send_filing(exchanged);
	assert_problem(exchanged, 409, "\"code\":\"answer_missing\"");
	assert_problem(exchanged, 409, "Skriv et svar til melder før saken lukkes.");
	assert_null(answered_header(exchanged, "ETag"));
	assert_string_equal(answered_header(exchanged, "Set-Cookie"), "a=b");
	assert_string_equal(answered_header(exchanged, "Content-Language"), "nb");
	assert_int_equal(exchanged->response.headers_count, 2);
}

static void our_own_faults_say_nothing_of_the_inside(void **state)
{
	struct exchanged *exchanged = *state;

	exchanged->operation_err = ERR_INTERNAL;
	exchanged->operation_code = "deviation_submit_secret_detail";
	send_filing(exchanged);
	assert_problem(exchanged, 500, "\"code\":\"internal\"");
	assert_null(strstr(exchanged->response.body, "secret_detail"));
	exchanged->operation_err = ERR_CONFLICT;
	exchanged->operation_code = "some_constraint_key";
	send_filing(exchanged);
	assert_problem(exchanged, 409, "\"code\":\"some_constraint_key\",\"detail\":\"Dette kan ikke gjøres");
}

static void the_guard_has_the_say_over_marked_texts(void **state)
{
	struct exchanged *exchanged = *state;

	exchanged->body = arena_printf(exchanged->arena, "%.140snummer%s", GOOD_BODY, &GOOD_BODY[140]);
	send_filing(exchanged);
	assert_problem(exchanged, 422, "\"code\":\"identity_number\"");
	assert_false(exchanged->operation_ran);
}

static void who_must_wait_is_told_how_long(void **state)
{
	static const enum err errs[] = {ERR_LIMITED, ERR_BUSY, ERR_UNAVAILABLE};
	struct exchanged *exchanged = *state;

	exchanged->body = GOOD_BODY;
	for (size_t i = 0; i < sizeof(errs) / sizeof(errs[0]); i++) {
		exchanged->response = (struct http_response){.status = 500};
		exchanged->headers_count = 0;
		exchanged->operation_err = errs[i];
		send_filing(exchanged);
		assert_non_null(answered_header(exchanged, "Retry-After"));
	}
}

static void the_contract_is_served(void **state)
{
	struct exchanged *exchanged = *state;

	send_request(exchanged, HTTP_GET, "/api/v1/openapi.json", NULL);
	assert_int_equal(exchanged->response.status, 200);
	assert_int_equal(exchanged->response.body_len, contract_openapi_json_len);
	assert_non_null(strstr(exchanged->response.body, "\"x-permission\":\"file_deviation\""));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start_exchange, end_exchange)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_request_in_order_reaches_its_operation),
		TEST(query_parameters_have_their_defaults),
		TEST(a_wrong_query_names_each_parameter),
		TEST(wrong_headers_and_wrong_fields_are_told_together),
		TEST(a_broken_body_hides_no_other_fault),
		TEST(unknown_paths_are_not_found),
		TEST(other_methods_are_told_which_are_allowed),
		TEST(who_may_not_is_refused_before_anything_is_read),
		TEST(only_json_in_utf8_is_taken),
		TEST(bodies_that_do_not_arrive_are_told_apart),
		TEST(a_body_where_none_belongs_is_refused),
		TEST(a_change_needs_the_version_it_was_made_on),
		TEST(an_id_that_is_none_is_not_found),
		TEST(a_refusal_drops_what_the_operation_had_set),
		TEST(our_own_faults_say_nothing_of_the_inside),
		TEST(the_guard_has_the_say_over_marked_texts),
		TEST(who_must_wait_is_told_how_long),
		TEST(the_contract_is_served),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
