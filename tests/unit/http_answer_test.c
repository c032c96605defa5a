/* SPDX-License-Identifier: MIT */
/* What is written: framing, security fields, the front end's files, who is named in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/assets.h"
#include "http/exchange.h"
#include "http/identity.h"
#include "http/response_write.h"

#include "base/banned.h"

static const unsigned char plain[] = "plain";
static const unsigned char gzip[] = "gzip";
static const unsigned char brotli[] = "br";

const struct http_asset http_assets[] = {
	{.path = "/index.html", .content_type = "text/html; charset=utf-8", .etag = "\"p1\"", .plain = plain, .plain_len = 5},
	{.path = "/assets/a-1.js", .content_type = "text/javascript", .etag = "j1", .plain = plain, .plain_len = 5,
	 .gzip = gzip, .gzip_len = 4, .brotli = brotli, .brotli_len = 2, .immutable = true},
};
const int http_assets_count = 2;

struct fixture {
	struct exchange exchange;
	struct http_request request;
	struct http_response response;
	struct str out;
};

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	if (!fixture)
		return 1;
	fixture->request.arena = arena_new(1 << 20);
	fixture->request.connection = &fixture->exchange;
	fixture->request.path = "/";
	fixture->out = STR_INIT(100000);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	arena_free(fixture->request.arena);
	str_done(&fixture->out);
	free(fixture);
	return 0;
}

static void give_field(struct fixture *fixture, const char *name, const char *value)
{
	fixture->exchange.head.fields[fixture->exchange.head.fields_count++] = (struct http_field){name, value};
}

static const char *written(struct fixture *fixture, bool is_head, bool hsts)
{
	const struct response_frame frame = {.request_id = "id-12345", .is_head = is_head, .hsts = hsts};

	str_clear(&fixture->out);
	response_write(&fixture->out, &frame, fixture->request.arena, &fixture->response);
	return str_text(&fixture->out);
}

static void answer(struct fixture *fixture, int status, const char *body)
{
	fixture->response =
		(struct http_response){.status = status, .content_type = "text/plain", .body = body, .body_len = strlen(body)};
}

static void every_answer_carries_the_security_fields(void **state)
{
	static const char *const wanted[] = {
		"\r\nContent-Security-Policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src", "frame-ancestors 'none'; ", "trusted-types default dompurify\r\n",
		"\r\nX-Content-Type-Options: nosniff\r\n", "\r\nReferrer-Policy: ", "\r\nCross-Origin-Opener-Policy: same-origin\r\n",
		"\r\nCross-Origin-Resource-Policy: same-origin\r\n", "\r\nPermissions-Policy: ", "\r\nX-Request-Id: id-12345\r\n",
		"\r\nCache-Control: no-store\r\n", "\r\nConnection: close\r\n"};
	static const int statuses[] = {200, 204, 304, 404, 500};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		answer(fixture, statuses[i], "x");
		(void)written(fixture, false, false);
		for (size_t j = 0; j < sizeof(wanted) / sizeof(wanted[0]); j++)
			assert_non_null(strstr(str_text(&fixture->out), wanted[j]));
		assert_null(strstr(str_text(&fixture->out), "Strict-Transport-Security"));
		assert_null(strstr(str_text(&fixture->out), "Content-Disposition"));
		assert_null(strstr(str_text(&fixture->out), "Access-Control"));
	}
	assert_non_null(strstr(written(fixture, false, true), "\r\nStrict-Transport-Security: max-age="));
}

static void the_length_is_that_of_the_body_and_head_has_no_body(void **state)
{
	struct fixture *fixture = *state;

	answer(fixture, 200, "hello");
	assert_non_null(strstr(written(fixture, false, false), "\r\nContent-Length: 5\r\n"));
	assert_non_null(strstr(str_text(&fixture->out), "\r\n\r\nhello"));
	assert_non_null(strstr(written(fixture, true, false), "\r\nContent-Length: 5\r\n"));
	assert_null(strstr(str_text(&fixture->out), "hello"));
	answer(fixture, 204, "hello");
	assert_null(strstr(written(fixture, false, false), "Content-Length"));
	assert_null(strstr(str_text(&fixture->out), "hello"));
	answer(fixture, 304, "hello");
	assert_null(strstr(written(fixture, false, false), "hello"));
}

static void line_ends_in_a_field_make_the_answer_a_500(void **state)
{
	static const char *const bad[] = {"a\r\nSet-Cookie: b=c", "a\nb", "a\rb", "a\x01", "\x7f"};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		answer(fixture, 200, "hello");
		http_add_header(&fixture->response, "Location", bad[i]);
		assert_memory_equal(written(fixture, false, false), "HTTP/1.1 500 ", 13);
		assert_null(strstr(str_text(&fixture->out), "Set-Cookie"));
		assert_null(strstr(str_text(&fixture->out), "hello"));
		assert_int_equal(fixture->response.status, 500);
	}
}

static void a_handler_may_set_its_own_caching(void **state)
{
	struct fixture *fixture = *state;

	answer(fixture, 200, "hello");
	http_add_header(&fixture->response, "cache-control", "no-cache");
	assert_null(strstr(written(fixture, false, false), "no-store"));
}

static void assets_are_sent_in_the_best_coding_the_client_takes(void **state)
{
	static const struct {
		const char *accepted, *body, *coding, *tag;
	} cases[] = {
		{"gzip, deflate, br", "br", "br", "\"j1-br\""},
		{"gzip;q=1.0, br;q=0", "gzip", "gzip", "\"j1-gzip\""},
		{"GZIP", "gzip", "gzip", "\"j1-gzip\""},
		{"brx, xgzip", "plain", NULL, "\"j1\""},
		{"br;q=0.000 , gzip; q=0", "plain", NULL, "\"j1\""},
		{"br;q=0.001", "br", "br", "\"j1-br\""},
		{NULL, "plain", NULL, "\"j1\""},
	};
	struct fixture *fixture = *state;

	fixture->request.path = "/assets/a-1.js";
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fixture->exchange.head.fields_count = 0;
		fixture->response = (struct http_response){0};
		if (cases[i].accepted)
			give_field(fixture, "Accept-Encoding", cases[i].accepted);
		assert_true(assets_answer(&fixture->request, &fixture->response));
		assert_int_equal(fixture->response.body_len, strlen(cases[i].body));
		assert_memory_equal(fixture->response.body, cases[i].body, strlen(cases[i].body));
		assert_string_equal(fixture->response.headers[0].value, cases[i].tag);
		assert_string_equal(fixture->response.headers[2].value, "public, max-age=31536000, immutable");
		assert_int_equal(fixture->response.headers_count, cases[i].coding ? 4 : 3);
	}
}

static int status_with_tag(struct fixture *fixture, const char *tag)
{
	fixture->exchange.head.fields_count = 0;
	fixture->response = (struct http_response){0};
	give_field(fixture, "If-None-Match", tag);
	assert_true(assets_answer(&fixture->request, &fixture->response));
	return fixture->response.status;
}

static void a_known_tag_is_answered_with_304(void **state)
{
	struct fixture *fixture = *state;

	fixture->request.path = "/assets/a-1.js";
	assert_int_equal(status_with_tag(fixture, "\"j1\""), 304);
	assert_int_equal(status_with_tag(fixture, "\"x\", W/\"j1\""), 304);
	assert_int_equal(status_with_tag(fixture, "*"), 304);
	assert_int_equal(status_with_tag(fixture, "\"j1-br\""), 200);
	assert_int_equal(status_with_tag(fixture, "j1"), 200);
	assert_int_equal(status_with_tag(fixture, "\"a\"j1\""), 200);
	assert_int_equal(status_with_tag(fixture, "\""), 200);
}

static bool is_answered(struct fixture *fixture, enum http_method method, const char *path)
{
	fixture->request.method = method;
	fixture->request.path = path;
	fixture->response = (struct http_response){0};
	return assets_answer(&fixture->request, &fixture->response);
}

static void unknown_pages_are_the_index_and_the_rest_is_the_handlers(void **state)
{
	struct fixture *fixture = *state;

	assert_false(is_answered(fixture, HTTP_GET, "/queue"));
	give_field(fixture, "Accept", "text/html,application/xhtml+xml");
	assert_true(is_answered(fixture, HTTP_GET, "/queue"));
	assert_string_equal(fixture->response.headers[2].value, "no-cache");
	assert_true(is_answered(fixture, HTTP_GET, "/"));
	assert_true(is_answered(fixture, HTTP_HEAD, "/apiary"));
	assert_false(is_answered(fixture, HTTP_GET, "/api"));
	assert_false(is_answered(fixture, HTTP_GET, "/api/v1/nothing"));
	assert_false(is_answered(fixture, HTTP_GET, "/readyz"));
	assert_false(is_answered(fixture, HTTP_GET, "/assets/gone-2.js"));
	assert_false(is_answered(fixture, HTTP_POST, "/queue"));
	assert_true(is_answered(fixture, HTTP_POST, "/index.html"));
	assert_int_equal(fixture->response.status, 405);
}

static void only_the_trusted_proxy_is_believed(void **state)
{
	struct fixture *fixture = *state;

	give_field(fixture, "X-Request-Id", "proxy-id-1");
	give_field(fixture, "X-Forwarded-For", "198.51.100.7, 203.0.113.9");
	identify(&fixture->request, "127.0.0.1", "127.0.0.1");
	assert_string_equal(fixture->request.request_id, "proxy-id-1");
	assert_string_equal(fixture->request.client, "203.0.113.9");
	identify(&fixture->request, "192.0.2.1", "127.0.0.1");
	assert_string_not_equal(fixture->request.request_id, "proxy-id-1");
	assert_string_equal(fixture->request.client, "192.0.2.1");
	identify(&fixture->request, "192.0.2.1", "");
	assert_string_equal(fixture->request.client, "192.0.2.1");
}

static void a_malformed_word_of_the_proxy_is_not_taken(void **state)
{
	static const char *const ids[] = {"short", "has space in it", "line\nbreak12",
					  "12345678901234567890123456789012345678901234567890123456789012345"};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		fixture->exchange.head.fields_count = 0;
		give_field(fixture, "X-Request-Id", ids[i]);
		give_field(fixture, "X-Forwarded-For", "unknown");
		identify(&fixture->request, "127.0.0.1", "127.0.0.1");
		assert_int_equal(strlen(fixture->request.request_id), 32);
		assert_string_equal(fixture->request.client, "127.0.0.1");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_answer_carries_the_security_fields, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_length_is_that_of_the_body_and_head_has_no_body, set_up, tear_down),
		cmocka_unit_test_setup_teardown(line_ends_in_a_field_make_the_answer_a_500, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_handler_may_set_its_own_caching, set_up, tear_down),
		cmocka_unit_test_setup_teardown(assets_are_sent_in_the_best_coding_the_client_takes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_known_tag_is_answered_with_304, set_up, tear_down),
		cmocka_unit_test_setup_teardown(unknown_pages_are_the_index_and_the_rest_is_the_handlers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(only_the_trusted_proxy_is_believed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_malformed_word_of_the_proxy_is_not_taken, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
