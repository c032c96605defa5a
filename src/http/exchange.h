/* SPDX-License-Identifier: MIT */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

/* Inside http/ only: one request with its answer, the thread that serves it, and the server both belong to. */

#include "base/str.h"
#include "http/admission.h"
#include "http/deadline.h"
#include "http/http.h"
#include "http/metrics.h"

#include <stdatomic.h>

struct mg_connection;
struct mg_context;

#define FIELDS_MAX 64

struct http_field {
	const char *name;
	const char *value; /* without blanks at either end */
};

/* What the strict reading found (strict_read.h). */
struct head {
	struct http_field fields[FIELDS_MAX];
	int fields_count;
	int64_t content_length; /* 0 when there is none */
	bool is_chunked;
	bool expects_continue;
};

/* What a worker thread keeps from request to request. */
struct worker {
	struct arena *arena;
	struct str out; /* the answer is put together here */
	int index;      /* its place among the deadlines */
};

struct exchange {
	struct http_server *server;
	struct worker *worker;
	struct mg_connection *connection;
	struct peer peer;
	struct head head;
	bool has_unread_body;
	bool is_admitted;
};

struct http_server {
	struct http_server_settings settings; /* its strings are our own copies */
	char *listen;
	char *trusted_proxy;
	struct mg_context *civet;
	struct admission admission;
	struct deadlines deadlines;
	struct metrics metrics;
	_Atomic int workers; /* started so far */
	_Atomic bool is_running;
};

#endif
