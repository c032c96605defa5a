/* SPDX-License-Identifier: MIT */
/* Reading the body: bounded in bytes, and in time as a whole (deadline.h). */
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "http/civet.h"
#include "http/exchange.h"

#include "base/banned.h"

#define PIECE ((size_t)16 * 1024)

/*
 * civetweb does not answer "Expect: 100-continue" (RFC 9110 10.1.1), and client and server would wait for each other.
 * We answer it, and only here: whoever asks has passed every check that needs no body, and a refused one never sends it.
 */
static void send_continue(struct exchange *exchange)
{
	static const char answer[] = "HTTP/1.1 100 Continue\r\n\r\n";

	if (exchange->head.expects_continue)
		(void)mg_write(exchange->connection, answer, sizeof(answer) - 1);
}

static enum err read_declared(struct http_request *request, struct exchange *exchange, size_t max_bytes)
{
	size_t len = (size_t)exchange->head.content_length;
	size_t got = 0;
	char *body;

	if (len > max_bytes || !arena_would_fit(request->arena, len + 1))
		return ERR_TOO_LARGE;
	send_continue(exchange);
	body = arena_alloc(request->arena, len + 1);
	while (got < len) {
		int n = mg_read(exchange->connection, body + got, len - got);

		if (n <= 0)
			return ERR_INVALID;
		got += (size_t)n;
	}
	request->body = body;
	request->body_len = len;
	return OK;
}

static enum err read_chunks(struct http_request *request, struct exchange *exchange, size_t max_bytes)
{
	STR_AUTO struct str collected = STR_INIT(max_bytes);
	char piece[PIECE];
	char *body;
	int n;

	send_continue(exchange);
	while ((n = mg_read(exchange->connection, piece, sizeof(piece))) > 0) {
		str_add_bytes(&collected, piece, (size_t)n);
		if (str_failed(&collected))
			return ERR_TOO_LARGE;
	}
	if (n < 0)
		return ERR_INVALID;
	if (!arena_would_fit(request->arena, collected.len + 1))
		return ERR_TOO_LARGE;
	body = arena_alloc(request->arena, collected.len + 1);
	if (collected.len > 0)
		memcpy(body, collected.data, collected.len);
	request->body = body;
	request->body_len = collected.len;
	return OK;
}

enum err http_read_body(struct http_request *request, size_t max_bytes)
{
	struct exchange *exchange = request->connection;
	struct deadlines *deadlines = &exchange->server->deadlines;
	int64_t end_us = clock_monotonic_us() + exchange->server->settings.request_timeout_ms * 1000;
	enum err err;
	bool is_late;

	if (request->body_read)
		return OK;
	if (!exchange->has_unread_body) {
		request->body = "";
		request->body_read = true;
		return OK;
	}
	deadline_begin(deadlines, exchange->worker->index, &exchange->peer, end_us, SHUT_RD);
	err = exchange->head.is_chunked ? read_chunks(request, exchange, max_bytes)
					: read_declared(request, exchange, max_bytes);
	is_late = deadline_end(deadlines, exchange->worker->index);
	if (err == OK) {
		request->body_read = true;
		exchange->has_unread_body = false;
	} else if (err == ERR_INVALID && is_late) {
		err = ERR_TIMEOUT;
	}
	return err;
}
