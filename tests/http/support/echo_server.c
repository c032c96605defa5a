/* SPDX-License-Identifier: MIT */
/*
 * A server of the http room alone, for the raw-socket tests: no database, no contract.
 *   echo_server LISTEN THREADS IN_FLIGHT REQUEST_TIMEOUT_MS DRAIN_MS [TRUSTED_PROXY]
 * It prints "ready" when it listens, drains and stops on SIGTERM, and prints "drained" or "gave up" then.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/number.h"
#include "base/str.h"
#include "http/http.h"

#include "base/banned.h"

#define BODY_MAX ((size_t)64 * 1024)

static const unsigned char page[] = "<!doctype html><title>page</title>";
static const unsigned char script[] = "export const plain = 1;";
static const unsigned char script_gzip[] = "gzip bytes of the script";
static const unsigned char script_brotli[] = "brotli bytes";

const struct http_asset http_assets[] = {
	{.path = "/index.html", .content_type = "text/html; charset=utf-8", .etag = "\"page1\"", .plain = page,
	 .plain_len = sizeof(page) - 1},
	{.path = "/assets/app-1a2b.js", .content_type = "text/javascript", .etag = "script1", .plain = script,
	 .plain_len = sizeof(script) - 1, .gzip = script_gzip, .gzip_len = sizeof(script_gzip) - 1,
	 .brotli = script_brotli, .brotli_len = sizeof(script_brotli) - 1, .immutable = true},
};
const int http_assets_count = 2;

struct program {
	struct http_server *server;
};

static void answer_text(struct http_request *request, struct http_response *response, const char *text)
{
	(void)request;
	response->status = 200;
	response->content_type = "text/plain";
	response->body = text;
	response->body_len = strlen(text);
}

/* The body back, or the name of what was wrong with it. */
static void echo(struct http_request *request, struct http_response *response)
{
	enum err err = http_read_body(request, BODY_MAX);

	if (err == OK) {
		answer_text(request, response, request->body);
		response->body_len = request->body_len;
		return;
	}
	answer_text(request, response, err_name(err));
	response->status = err == ERR_TOO_LARGE ? 413 : err == ERR_TIMEOUT ? 408 : 400;
}

static void describe(struct http_request *request, struct http_response *response)
{
	STR_AUTO struct str text = STR_INIT(8192);
	const char *cookie = http_cookie(request, "session");
	const char *agent = http_header(request, "user-agent");

	str_addf(&text, "{\"method\":\"%s\",\"path\":", http_method_name(request->method));
	str_add_json(&text, request->path);
	str_add(&text, ",\"query\":");
	str_add_json(&text, request->query);
	str_add(&text, ",\"client\":");
	str_add_json(&text, request->client);
	str_add(&text, ",\"request_id\":");
	str_add_json(&text, request->request_id);
	str_add(&text, ",\"cookie\":");
	str_add_json(&text, cookie);
	str_add(&text, ",\"agent\":");
	str_add_json(&text, agent);
	str_add_char(&text, '}');
	answer_text(request, response, arena_strdup(request->arena, str_text(&text)));
	response->content_type = "application/json";
}

/* /api/slow?MS: as a handler that waits for a database. */
static void wait_a_while(struct http_request *request, struct http_response *response)
{
	int64_t ms;

	if (number_read(request->query, 0, 60000, &ms) != OK)
		ms = 100;
	clock_sleep_ms(ms);
	answer_text(request, response, "slept");
}

static void answer_large(struct http_request *request, struct http_response *response)
{
	size_t len = (size_t)1024 * 1024;
	char *body = arena_alloc(request->arena, len + 1);

	memset(body, 'x', len);
	answer_text(request, response, body);
}

static void handle(void *context, struct http_request *request, struct http_response *response)
{
	struct program *program = context;

	response->log_operation = "echo";
	if (strcmp(request->path, "/api/echo") == 0)
		echo(request, response);
	else if (strcmp(request->path, "/api/describe") == 0)
		describe(request, response);
	else if (strcmp(request->path, "/api/slow") == 0)
		wait_a_while(request, response);
	else if (strcmp(request->path, "/api/large") == 0)
		answer_large(request, response);
	else if (strcmp(request->path, "/api/unread") == 0)
		answer_text(request, response, "not looked at");
	else if (strcmp(request->path, "/readyz") == 0)
		answer_text(request, response, http_is_draining(request) ? "draining" : "ready");
	else
		response->status = 404;
	if (strcmp(request->path, "/api/inject") == 0)
		http_add_header(response, "Location", "/x\r\nSet-Cookie: a=b");
	if (strcmp(request->path, "/api/metrics") == 0) {
		STR_AUTO struct str text = STR_INIT(65536);

		http_server_write_metrics(program->server, &text);
		answer_text(request, response, arena_strdup(request->arena, str_text(&text)));
	}
}

static int64_t number_of(char **argv, int index)
{
	int64_t number;

	if (number_read(argv[index], 0, 1000000, &number) != OK) {
		(void)fprintf(stderr, "not a number: %s\n", argv[index]);
		exit(2);
	}
	return number;
}

int main(int argc, char **argv)
{
	struct program program = {0};
	struct http_server_settings settings = {
		.queue = 64,
		.arena_bytes = (size_t)4 * 1024 * 1024,
		.handler = handle,
		.context = &program,
		.serve_assets = true,
	};
	sigset_t signals;
	int signal_number;
	bool drained;

	if (argc < 6)
		return 2;
	settings.listen = argv[1];
	settings.threads = (int)number_of(argv, 2);
	settings.in_flight = (int)number_of(argv, 3);
	settings.request_timeout_ms = number_of(argv, 4);
	settings.trusted_proxy = argc > 6 ? argv[6] : NULL;
	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGTERM);
	(void)pthread_sigmask(SIG_BLOCK, &signals, NULL);
	if (http_server_start(&settings, &program.server) != OK)
		return 1;
	(void)puts("ready");
	(void)fflush(stdout);
	(void)sigwait(&signals, &signal_number);
	drained = http_server_drain(program.server, number_of(argv, 5));
	http_server_stop(program.server);
	(void)puts(drained ? "drained" : "gave up");
	return drained ? 0 : 1;
}
