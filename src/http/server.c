/* SPDX-License-Identifier: MIT */
/* Start and end of the server: civetweb's options, its threads, drain. */
#include <ctype.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "http/civet.h"
#include "http/exchange.h"
#include "http/knock.h"
#include "http/serve.h"
#include "http/strict_read.h"
#include "http/thread_stack.h"

#include "base/banned.h"

#define ANSWER_BYTES_MAX ((size_t)64 * 1024 * 1024)
#define HEAPS_MAX 4
#define TEXT_OF_MACRO(value) #value
#define TEXT_OF(value) TEXT_OF_MACRO(value)

/* init_thread: what a worker keeps. The other threads of civetweb serve nobody and get nothing. */
static void *worker_new(const struct mg_context *context, int kind)
{
	struct http_server *server = mg_get_user_data(context);
	struct worker *worker;

	if (kind != 1)
		return NULL;
	if (!thread_stack_is_large())
		LOG(LOG_ERROR, "thread_stack_small", LOG_TEXT("listen", server->listen));
	worker = calloc(1, sizeof(*worker));
	if (!worker)
		abort();
	worker->arena = arena_new(server->settings.arena_bytes);
	if (!worker->arena)
		abort();
	worker->out = STR_INIT(ANSWER_BYTES_MAX);
	worker->index = atomic_fetch_add(&server->workers, 1);
	return worker;
}

static void worker_free(const struct mg_context *context, int kind, void *pointer)
{
	struct worker *worker = pointer;

	(void)context;
	if (kind != 1 || !worker)
		return;
	arena_free(worker->arena);
	str_done(&worker->out);
	free(worker);
}

/*
 * What civetweb says while it starts is about our options and the port. Later it is about requests and may quote them,
 * so only that it said something is logged.
 */
static int log_library(const struct mg_connection *connection, const char *message)
{
	const struct http_server *server = mg_get_user_data(mg_get_context(connection));

	if (server && !atomic_load(&server->is_running))
		LOG(LOG_ERROR, "http_library", LOG_TEXT("message", message));
	else
		LOG(LOG_DEBUG, "http_library", LOG_NUMBER("length", strlen(message)));
	return 1;
}

/* "127.0.0.1:8080" or "host:8080"; civetweb would take lists and letters after the port that mean TLS or redirects. */
static bool is_listen_address(const char *listen)
{
	const char *colon = strchr(listen, ':');

	if (!colon || colon == listen || strlen(listen) > 255)
		return false;
	for (const char *at = listen; at < colon; at++) {
		if (!isalnum((unsigned char)*at) && *at != '.' && *at != '-')
			return false;
	}
	return colon[1] != '\0' && strspn(colon + 1, "0123456789") == strlen(colon + 1);
}

static struct mg_context *start_civetweb(struct http_server *server)
{
	const struct mg_callbacks callbacks = {
		.begin_request = serve_request,
		.http_error = serve_unreadable,
		.log_message = log_library,
		.init_thread = worker_new,
		.exit_thread = worker_free,
	};
	char threads[16];
	char queue[16];
	char timeout[24];
	/* clang-format off */
	const char *options[] = {
		"listening_ports", server->listen,
		"num_threads", threads,
		"connection_queue", queue,
		/* Deep enough for some hundred clients that come at once: one that finds it full tries again after a second. */
		"listen_backlog", "512",
		"max_request_size", TEXT_OF(HEAD_BYTES_MAX),
		"request_timeout_ms", timeout,
		/* A worker belongs to a connection as long as it lives, so it may not live longer than a request. */
		"enable_keep_alive", "no",
		"tcp_nodelay", "1",
		"decode_url", "no",
		"decode_query_string", "no",
		"enable_directory_listing", "no",
		/* Empty, or civetweb would answer every preflight with "allow everything". */
		"access_control_allow_origin", "",
		"access_control_allow_methods", "",
		"access_control_allow_headers", "",
		NULL,
	};
	/* clang-format on */

	(void)snprintf(threads, sizeof(threads), "%d", server->settings.threads);
	(void)snprintf(queue, sizeof(queue), "%d", server->settings.queue);
	(void)snprintf(timeout, sizeof(timeout), "%lld", (long long)server->settings.request_timeout_ms);
	return mg_start(&callbacks, server, options);
}

static void server_free(struct http_server *server)
{
	metrics_done(&server->metrics);
	admission_done(&server->admission);
	free(server->listen);
	free(server->trusted_proxy);
	free(server);
}

static struct http_server *server_new(const struct http_server_settings *settings)
{
	struct http_server *server = calloc(1, sizeof(*server));

	if (!server)
		return NULL;
	server->settings = *settings;
	server->listen = strdup(settings->listen);
	server->trusted_proxy = strdup(settings->trusted_proxy ? settings->trusted_proxy : "");
	admission_init(&server->admission, settings->in_flight);
	metrics_init(&server->metrics);
	if (!server->listen || !server->trusted_proxy) {
		server_free(server);
		return NULL;
	}
	return server;
}

enum err http_server_start(const struct http_server_settings *settings, struct http_server **ret_server)
{
	struct http_server *server;

	if (!is_listen_address(settings->listen)) {
		LOG(LOG_ERROR, "http_start",
		    LOG_TEXT("message", "the listen address is not of the form 127.0.0.1:8080"));
		return ERR_UNAVAILABLE;
	}
	server = server_new(settings);
	if (!server)
		return ERR_INTERNAL;
	if (deadlines_start(&server->deadlines, settings->threads) != OK) {
		server_free(server);
		return ERR_INTERNAL;
	}
	/* Or glibc would keep a heap of its own, grown by the largest answer, for every worker. */
	(void)mallopt(M_ARENA_MAX, HEAPS_MAX);
	(void)mg_init_library(0);
	server->civet = start_civetweb(server);
	if (!server->civet) {
		(void)mg_exit_library();
		deadlines_stop(&server->deadlines);
		server_free(server);
		return ERR_UNAVAILABLE;
	}
	atomic_store(&server->is_running, true);
	*ret_server = server;
	return OK;
}

bool http_server_drain(struct http_server *server, int64_t drain_ms)
{
	return admission_drain(&server->admission, drain_ms);
}

bool http_is_draining(const struct http_request *request)
{
	const struct exchange *exchange = request->connection;

	return admission_is_draining(&exchange->server->admission);
}

void http_server_stop(struct http_server *server)
{
	struct knock knock;

	if (!server)
		return;
	knock_begin(&knock, server->listen);
	mg_stop(server->civet);
	knock_end(&knock);
	(void)mg_exit_library();
	deadlines_stop(&server->deadlines);
	server_free(server);
}

void http_server_write_metrics(struct http_server *server, struct str *out)
{
	metrics_write(&server->metrics, admission_in_flight(&server->admission), out);
}
