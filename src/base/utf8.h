/* SPDX-License-Identifier: MIT */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

/* UTF-8 (RFC 3629): strict, no overlong forms, no surrogates. */

#include <stddef.h>
#include <stdint.h>

/* True when all bytes are valid UTF-8. */
int utf8_valid(const char *bytes, size_t len);
/* Code points in valid UTF-8. */
size_t utf8_length(const char *bytes, size_t len);
/*
 * Decodes the code point at bytes (len > 0) into *ret_code_point and returns its size in bytes, or 0 when it is invalid.
 */
size_t utf8_decode(const char *bytes, size_t len, uint32_t *ret_code_point);

#endif
