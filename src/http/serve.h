/* SPDX-License-Identifier: MIT */
#ifndef HTTP_SERVE_H
#define HTTP_SERVE_H

struct mg_connection;

/*
 * civetweb's begin_request callback, our one catch-all: it comes before civetweb's own preflight answers, WebSocket
 * upgrades and look-ups of password files, so none of these ever runs. Returns the status of the answer.
 */
int serve_request(struct mg_connection *connection);

/* civetweb's http_error callback: a request it could not read. Nothing of the request is looked at. */
int serve_unreadable(struct mg_connection *connection, int status, const char *message);

#endif
