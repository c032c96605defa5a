/* SPDX-License-Identifier: MIT */
#ifndef HTTP_TARGET_H
#define HTTP_TARGET_H

#include <stdbool.h>

/*
 * True when a path (RFC 3986 3.3) starts with '/', has only the bytes a path may have, whole escapes, and no segment
 * that is "." or ".." in any spelling. What a proxy might read otherwise than we is refused, not repaired.
 */
bool target_is_path(const char *path);
/* True when a query holds printable ASCII and whole escapes; browsers send some bytes the RFC would escape. */
bool target_is_query(const char *query);
/* True for the name or address of a Host field with an optional port. */
bool target_is_host(const char *host);

#endif
