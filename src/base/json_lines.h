/* SPDX-License-Identifier: MIT */
#ifndef BASE_JSON_LINES_H
#define BASE_JSON_LINES_H

/*
 * JSON lines through a pipe (design.md 4): each line of the input is answered by one line of output, in the same order,
 * and a line that cannot be used by {"line":N,"error":"…"} in its place. Blank lines count but are not answered. What
 * is in a line is the caller's to read.
 */

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define JSON_LINE_BYTES_MAX ((size_t)1024 * 1024)

struct json_lines {
	FILE *in, *out;
	struct str line; /* without its end */
	int64_t number;  /* of the line, from 1 */
	bool any_bad;
};

#define JSON_LINES_INIT(in_file, out_file)                                                                             \
	((struct json_lines){.in = (in_file), .out = (out_file), .line = STR_INIT(JSON_LINE_BYTES_MAX)})
#define JSON_LINES_AUTO __attribute__((cleanup(json_lines_done)))

void json_lines_done(struct json_lines *lines);

/* Reads the next line that is to be answered. Longer ones than 1 MiB are answered here. False at the end of the input. */
bool json_lines_next(struct json_lines *lines);
/* Answers the line with what is wrong with it, which must not repeat any of it. */
void json_lines_refuse(struct json_lines *lines, const char *error);
/* At the end: true when every line was good and all that was written has gone out. */
bool json_lines_all_good(struct json_lines *lines);

#endif
