/* SPDX-License-Identifier: MIT */
#ifndef HTTP_ASSETS_H
#define HTTP_ASSETS_H

#include <stdbool.h>

struct http_request;
struct http_response;

/*
 * Answers from the built-in front end: a file of http_assets by its path, or /index.html for a GET of any other page
 * path (the pages are made in the browser), which is one that accepts text/html and is not below /api. False when the
 * request is for the handler.
 */
bool assets_answer(const struct http_request *request, struct http_response *response);

#endif
