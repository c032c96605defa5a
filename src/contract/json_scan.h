/* SPDX-License-Identifier: MIT */
#ifndef CONTRACT_JSON_SCAN_H
#define CONTRACT_JSON_SCAN_H

/*
 * A strict check of a JSON text (RFC 8259) before cJSON sees it, because cJSON lets through what others read
 * differently: invalid UTF-8, NUL, \u0000, lone surrogates, a byte order mark, raw control characters, leading zeros,
 * duplicate names, trailing text. It also bounds depth and counts. Allocates nothing.
 */

#include <stddef.h>

#define JSON_DEPTH_MAX 32
#define JSON_MEMBERS_MAX 128 /* names of all objects that are open at once: cJSON looks names up one by one */
#define JSON_VALUES_MAX 5000 /* in the whole text */
#define JSON_DOCUMENT_VALUES_MAX 200000

/*
 * NULL when the text may be parsed, else the code of what is wrong (malformed_json, invalid_utf8, nul_character,
 * lone_surrogate, too_deep, too_many_values, duplicate_name), with *ret_at set to the byte it was seen at.
 */
const char *json_scan(const char *text, size_t len, size_t *ret_at);
/* The same for a document that cJSON never sees: it may hold more values. */
const char *json_scan_document(const char *text, size_t len, size_t *ret_at);

#endif
