/* SPDX-License-Identifier: MIT */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

/*
 * HTTP: the only room that knows civetweb. It reads a request strictly (what civetweb lets through and a proxy might
 * read otherwise is refused here), hands it to one handler, and writes the answer in one piece (a file in several). It limits time, size and
 * the number of requests in flight, serves the built-in front end, drains on stop, and logs one line a request.
 */

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OPTIONS, HTTP_METHOD_COUNT };
const char *http_method_name(enum http_method method);

struct http_request {
	enum http_method method;
	const char *path;       /* raw path of the target, as sent: segments are split first and decoded after */
	const char *query;      /* raw query without '?', or NULL */
	const char *request_id; /* ours, or the proxy's when it is trusted: [A-Za-z0-9-]{8,64} */
	const char *client;     /* client address as text; the proxy's word when it is trusted */
	struct arena *arena;    /* lives until the answer is written */
	int64_t started_us;     /* monotonic */
	const char *body;       /* after http_read_body; NUL-terminated one past its length */
	size_t body_len;
	void *connection; /* internal */
	bool body_read;   /* internal */
};

/* Value of a header (name in any case), or NULL. Repeated headers other than Cookie are refused before the handler. */
const char *http_header(const struct http_request *request, const char *name);
/* Copies the value of a cookie into the request's arena, or NULL. Names compare exactly (RFC 6265). */
const char *http_cookie(const struct http_request *request, const char *name);
/*
 * Decodes one path segment or query value ("%C3%A6" → "æ"; plus_is_space for queries). NULL when it holds bad escapes,
 * NUL, control bytes, '/' or '\\' (in segments), or invalid UTF-8.
 */
const char *http_decode(struct arena *arena, const char *text, size_t len, bool plus_is_space);
/*
 * Reads the whole body: ERR_TOO_LARGE beyond max_bytes (by declared length before reading), ERR_TIMEOUT when it does
 * not arrive in time, ERR_INVALID when it is cut short or badly framed. After an error the connection is closed with
 * the answer.
 */
MUST_USE enum err http_read_body(struct http_request *request, size_t max_bytes);

#define HTTP_HEADERS_MAX 16

/* A body that is longer than is good to hold at once, made while it is written. */
struct http_stream {
	size_t len; /* of the whole: told in front, so it must be known */
	/* The next piece, which stays until the next call; at least one byte. An error ends the answer and the connection, so that the
	 * client sees it is not whole. Whatever it holds lives in the request's arena. */
	enum err (*next)(void *context, const char **ret_piece, size_t *ret_len);
	void *context;
};

struct http_response {
	int status;
	const char *content_type; /* NULL: no body */
	const char *body;         /* must live until the handler's caller has written it: arena or static memory */
	size_t body_len;
	const struct http_stream *stream; /* instead of body, or NULL */
	struct {
		const char *name;
		const char *value;
	} headers[HTTP_HEADERS_MAX];
	int headers_count;
	bool holds_secret;         /* request or answer holds what must not stay in memory: it is wiped when the answer is out */
	const char *log_operation; /* static text for the log line and the metrics: the operation's name */
	int64_t log_person;        /* id for the log line; 0 none */
	const char *log_error;     /* err_name(), or NULL */
	const char *log_where;     /* "file:line" of the fault, or NULL */
	const char *log_sqlstate;  /* or NULL */
};

/* Adds a header; CR, LF and NUL in the value make the answer a 500 (nothing can be injected). Asserts room. */
void http_add_header(struct http_response *response, const char *name, const char *value);

/* Fills *response (status is preset to 500). Runs on a worker thread. */
typedef void http_handler(void *context, struct http_request *request, struct http_response *response);

/* A file of the built-in front end; the table is generated at build time (empty with -Dui=disabled). */
struct http_asset {
	const char *path; /* "/assets/app-3f9a1c.js", "/index.html" */
	const char *content_type;
	const char *etag;
	const unsigned char *plain, *gzip, *brotli; /* gzip and brotli may be NULL */
	size_t plain_len, gzip_len, brotli_len;
	bool immutable; /* its name holds a hash of its content */
};
extern const struct http_asset http_assets[];
extern const int http_assets_count;

struct http_server_settings {
	const char *listen; /* "127.0.0.1:8080" */
	int threads;
	int in_flight; /* requests worked on at once, below threads; more wait a moment, then get 503 with Retry-After.
			  /healthz, /readyz and the front end's files are exempt */
	int queue;
	int64_t request_timeout_ms;
	const char *trusted_proxy; /* or NULL */
	bool hsts;                 /* public address is https */
	size_t arena_bytes;        /* ceiling of a request's memory */
	http_handler *handler;     /* for paths that are no asset: /api/…, /readyz; /healthz is answered by http itself */
	void *context;
	bool serve_assets; /* also serves http_assets, and /index.html for unknown pages that accept text/html */
};

struct http_server;

/* OK, or ERR_UNAVAILABLE when the address is taken or not to be used (said on the log). */
MUST_USE enum err http_server_start(const struct http_server_settings *settings, struct http_server **ret_server);
/* From now on new requests get 503 + Connection: close and readiness says no; returns when none is in flight or after
 * drain_ms. True when all were finished. */
bool http_server_drain(struct http_server *server, int64_t drain_ms);
/* Whether the server that serves a request is draining. Asked of the request, because the first one may come before
 * http_server_start has returned. */
bool http_is_draining(const struct http_request *request);
void http_server_stop(struct http_server *server); /* accepts NULL */

/* Counters since start, for /metrics: writes Prometheus text lines. */
struct str;
void http_server_write_metrics(struct http_server *server, struct str *out);

#endif
