/* SPDX-License-Identifier: MIT */
#include "http/serve.h"

#include <assert.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/log.h"
#include "http/assets.h"
#include "http/civet.h"
#include "http/exchange.h"
#include "http/identity.h"
#include "http/response_write.h"
#include "http/strict_read.h"

#include "base/banned.h"

/* For a client that takes the answer slowly. */
#define WRITE_DEADLINE_US ((int64_t)60 * 1000 * 1000)
/* As much as an empty socket takes at once, whether the client reads or not. */
#define SOCKET_TAKES_BYTES ((size_t)8 * 1024)
#define LINGER_MS 1000
/* A buffer that one long answer made larger than this is given back. */
#define OUT_KEPT_BYTES ((size_t)128 * 1024)

static void begin(struct exchange *exchange, struct http_request *request, struct http_response *response,
		  struct mg_connection *connection)
{
	const struct mg_request_info *info = mg_get_request_info(connection);

	exchange->connection = connection;
	exchange->server = mg_get_user_data(mg_get_context(connection));
	exchange->worker = mg_get_thread_pointer(connection);
	exchange->peer = (struct peer){info->remote_addr, info->remote_port, info->server_port};
	request->connection = exchange;
	request->arena = exchange->worker->arena;
	request->started_us = clock_monotonic_us();
	request->client = info->remote_addr;
	request->request_id = "";
	response->status = 500;
	/* Every connection carries one request: nothing is left over for a second one, and civetweb does not go on reading
	   a body that nobody wants. */
	mg_disable_connection_keep_alive(connection);
	admission_begin_answer(&exchange->server->admission);
}

static void log_request(const struct http_request *request, const struct http_response *response, const char *method,
			int64_t duration_us, int64_t bytes)
{
	struct log_field fields[10] = {
		LOG_TEXT("operation", response->log_operation),
		LOG_TEXT("method", method),
		LOG_NUMBER("status", response->status),
		LOG_NUMBER("duration_us", duration_us),
		LOG_NUMBER("bytes", bytes),
		LOG_TEXT("request_id", request->request_id),
	};
	int count = 6;

	if (response->log_person)
		fields[count++] = LOG_NUMBER("person", response->log_person);
	if (response->log_error)
		fields[count++] = LOG_TEXT("error", response->log_error);
	if (response->log_where)
		fields[count++] = LOG_TEXT("where", response->log_where);
	if (response->log_sqlstate)
		fields[count++] = LOG_TEXT("sqlstate", response->log_sqlstate);
	log_write(response->status >= 500 ? LOG_ERROR : LOG_INFO, "request", fields, count);
}

/* In one piece: several pieces cost a delayed acknowledgement each. Of a stream, the head. */
static void send_answer(struct exchange *exchange)
{
	struct deadlines *deadlines = &exchange->server->deadlines;
	const struct str *out = &exchange->worker->out;

	if (out->len <= SOCKET_TAKES_BYTES) {
		(void)mg_write(exchange->connection, out->data, out->len);
		return;
	}
	deadline_begin(deadlines, exchange->worker->index, &exchange->peer, clock_monotonic_us() + WRITE_DEADLINE_US,
		       SHUT_RDWR);
	(void)mg_write(exchange->connection, out->data, out->len);
	(void)deadline_end(deadlines, exchange->worker->index);
}

static bool send_piece(struct exchange *exchange, const char *piece, size_t len)
{
	struct deadlines *deadlines = &exchange->server->deadlines;
	int written;

	deadline_begin(deadlines, exchange->worker->index, &exchange->peer, clock_monotonic_us() + WRITE_DEADLINE_US,
		       SHUT_RDWR);
	written = mg_write(exchange->connection, piece, len);
	return !deadline_end(deadlines, exchange->worker->index) && written == (int)len;
}

/* Never more than was told in front. Returns how much went out; less means that the client left or the source failed. */
static size_t send_stream(struct exchange *exchange, struct http_response *response)
{
	const struct http_stream *stream = response->stream;
	const char *piece = NULL;
	size_t sent = 0, len = 0;

	while (sent < stream->len) {
		enum err err = stream->next(stream->context, &piece, &len);

		if (err != OK || len == 0 || len > stream->len - sent) {
			response->log_error = err_name(err == OK ? ERR_INTERNAL : err);
			break;
		}
		if (!send_piece(exchange, piece, len))
			break;
		sent += len;
	}
	return sent;
}

/* Puts the answer together, sends, counts and logs it. */
static void write_answer(struct exchange *exchange, struct http_request *request, struct http_response *response,
			 const char *method)
{
	struct str *out = &exchange->worker->out;
	struct response_frame frame = {
		.request_id = request->request_id,
		.is_head = strcmp(method, "HEAD") == 0,
		.hsts = exchange->server->settings.hsts,
	};
	int64_t duration_us, bytes;

	str_clear(out);
	response_write(out, &frame, request->arena, response);
	if (str_failed(out)) {
		str_clear(out);
		response_refuse(response, request->arena, 500, request->request_id);
		response_write(out, &frame, request->arena, response);
	}
	send_answer(exchange);
	bytes = (int64_t)out->len;
	if (response->stream && !frame.is_head)
		bytes += (int64_t)send_stream(exchange, response);
	duration_us = clock_monotonic_us() - request->started_us;
	if (!response->log_operation)
		response->log_operation = "unnamed";
	metrics_count(&exchange->server->metrics, response->log_operation, response->status, duration_us, bytes);
	log_request(request, response, method, duration_us, bytes);
	if (response->holds_secret && out->data)
		explicit_bzero(out->data, out->capacity);
	if (out->capacity > OUT_KEPT_BYTES)
		str_done(out);
}

static int end(struct exchange *exchange, struct http_response *response)
{
	if (exchange->is_admitted)
		admission_leave(&exchange->server->admission);
	admission_end_answer(&exchange->server->admission);
	if (exchange->has_unread_body)
		linger(&exchange->peer, LINGER_MS);
	if (response->holds_secret)
		arena_wipe(exchange->worker->arena);
	arena_reset(exchange->worker->arena);
	return response->status;
}

static void refuse(struct exchange *exchange, struct http_request *request, struct http_response *response, int status)
{
	response_refuse(response, request->arena, status, request->request_id);
	/* How much of it was sent is not known once the reading of the head has failed. */
	exchange->has_unread_body = true;
}

static void answer_alive(struct http_response *response)
{
	response->status = 200;
	response->content_type = "text/plain; charset=utf-8";
	response->body = "alive";
	response->body_len = strlen(response->body);
	response->log_operation = "healthz";
}

/* Those who watch over the service are answered however much it has to do. */
static bool is_health_check(const struct http_request *request)
{
	return strcmp(request->path, "/healthz") == 0 || strcmp(request->path, "/readyz") == 0;
}

static void call_handler(struct exchange *exchange, struct http_request *request, struct http_response *response)
{
	const struct http_server_settings *settings = &exchange->server->settings;

	settings->handler(settings->context, request, response);
}

static void call_admitted(struct exchange *exchange, struct http_request *request, struct http_response *response)
{
	struct http_server *server = exchange->server;
	enum admitted outcome = admission_enter(&server->admission);

	if (outcome == ADMITTED) {
		exchange->is_admitted = true;
		call_handler(exchange, request, response);
		return;
	}
	metrics_count_refused(&server->metrics, outcome == REFUSED_DRAINING);
	response_refuse(response, request->arena, 503, request->request_id);
	http_add_header(response, "Retry-After", "1");
}

int serve_request(struct mg_connection *connection)
{
	const struct mg_request_info *info = mg_get_request_info(connection);
	struct exchange exchange = {0};
	struct http_request request = {0};
	struct http_response response = {0};
	int refusal;

	begin(&exchange, &request, &response, connection);
	refusal = strict_read(info, request.arena, &request, &exchange.head);
	identify(&request, info->remote_addr, exchange.server->trusted_proxy);
	exchange.has_unread_body = exchange.head.is_chunked || exchange.head.content_length > 0;
	if (refusal)
		refuse(&exchange, &request, &response, refusal);
	else if (strcmp(request.path, "/healthz") == 0)
		answer_alive(&response);
	else if (is_health_check(&request))
		call_handler(&exchange, &request, &response);
	else if (!exchange.server->settings.serve_assets || !assets_answer(&request, &response))
		call_admitted(&exchange, &request, &response);
	write_answer(&exchange, &request, &response, info->request_method);
	return end(&exchange, &response);
}

int serve_unreadable(struct mg_connection *connection, int status, const char *message)
{
	struct exchange exchange = {0};
	struct http_request request = {0};
	struct http_response response = {0};

	(void)message;
	begin(&exchange, &request, &response, connection);
	identify(&request, "", NULL);
	refuse(&exchange, &request, &response, status);
	write_answer(&exchange, &request, &response, "unknown");
	(void)end(&exchange, &response);
	return 0;
}
