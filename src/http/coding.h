/* SPDX-License-Identifier: MIT */
#ifndef HTTP_CODING_H
#define HTTP_CODING_H

#include <stdbool.h>

/* True when an Accept-Encoding field (RFC 9110 12.5.3; NULL: there is none) names the coding with a weight above zero. */
bool coding_is_accepted(const char *field, const char *coding);

#endif
