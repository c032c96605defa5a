/* SPDX-License-Identifier: MIT */
#ifndef HTTP_STRICT_READ_H
#define HTTP_STRICT_READ_H

/*
 * What civetweb lets through, and a proxy might read otherwise, is refused here (RFC 9112 11.2, request smuggling). Every
 * rule has a test in tests/http/raw_socket.test.mjs.
 */

struct mg_request_info;
struct http_request;
struct head;
struct arena;

/* civetweb's buffer for request line and header fields. */
#define HEAD_BYTES_MAX 16384

/*
 * Fills *ret_head, and method, path and query of *request; what it copies lives in the arena. Returns 0, or the status
 * of the refusal: 400, 413 (a length beyond all measure), 417 (an expectation other than 100-continue), 431 (as many
 * fields as civetweb keeps: there may have been more), 501 (method).
 */
int strict_read(const struct mg_request_info *info, struct arena *arena, struct http_request *request,
		struct head *ret_head);

#endif
