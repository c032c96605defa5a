/* SPDX-License-Identifier: MIT */
#ifndef ATTACHMENT_FILE_TYPE_H
#define ATTACHMENT_FILE_TYPE_H

/*
 * What a file is, by its content: libmagic says what the bytes look like, the table of types which of that is taken, and the
 * name gets the ending that belongs to it. What anybody claims about a file counts for nothing.
 */

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum file_shape { SHAPE_PLAIN, SHAPE_JPEG, SHAPE_PNG, SHAPE_ZIP };

struct file_type {
	const char *code;    /* "docx": in the setting attachment_types, in answers, and the ending of its names */
	const char *endings; /* others that are right as well: " jpeg jpe " */
	const char *mime;    /* as libmagic names it */
	enum file_shape shape;
};

/* As much as is needed to tell. */
#define FILE_TYPE_HEAD_BYTES ((size_t)256 * 1024)

/*
 * The type of a file that begins so, of those in `allowed` ("pdf jpg"); NULL: none of them. The name only tells a table from
 * a text, which look alike. ERR_INTERNAL when libmagic's data cannot be read.
 */
MUST_USE enum err file_type_read(const char *allowed, const char *name, const char *head, size_t len,
				 const struct file_type **ret_type);
/* The same from what libmagic says; rules only. */
const struct file_type *file_type_of(const char *allowed, const char *name, const char *mime);
/* True when the setting names known types only, at least one. */
bool file_types_known(const char *allowed);
/* The endings of the allowed types, as a JSON list: ["pdf","jpg","jpeg"]. */
const char *file_types_json(struct arena *arena, const char *allowed);

/* Looks for what makes a document run code of its own, in pieces that follow each other. */
struct macro_search {
	char tail[32]; /* the end of the last piece */
	size_t tail_len;
	bool found;
};
void macro_search(struct macro_search *search, const char *piece, size_t len);

#endif
