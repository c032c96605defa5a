/* SPDX-License-Identifier: MIT */
#ifndef HTTP_COOKIE_H
#define HTTP_COOKIE_H

struct arena;

/* Copies the value of the first cookie with this name out of a Cookie field (RFC 6265 4.2.1), or NULL. */
const char *cookie_find(struct arena *arena, const char *field, const char *name);

#endif
