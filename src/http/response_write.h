/* SPDX-License-Identifier: MIT */
#ifndef HTTP_RESPONSE_WRITE_H
#define HTTP_RESPONSE_WRITE_H

#include <stdbool.h>

struct arena;
struct http_response;
struct str;

/* What every answer carries. */
struct response_frame {
	const char *request_id;
	bool is_head; /* the answer to HEAD: everything but the body */
	bool hsts;    /* RFC 6797 */
};

/*
 * Appends the whole answer to out: status line, our security header fields, those of the response, body (but for a stream's,
 * which follows by itself). An answer that
 * holds a control byte in a field becomes a 500 (*response is changed to it).
 */
void response_write(struct str *out, const struct response_frame *frame, struct arena *arena,
		    struct http_response *response);

/* Makes *response an application/problem+json (RFC 9457) that says no more than the status does. */
void response_refuse(struct http_response *response, struct arena *arena, int status, const char *request_id);

#endif
