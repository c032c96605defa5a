/* SPDX-License-Identifier: MIT */
#ifndef ATTACHMENT_FILE_NAME_H
#define ATTACHMENT_FILE_NAME_H

/* Names of files: made harmless, with the ending that belongs to the content, and as a field of HTTP. */

#include "base/arena.h"

#define FILE_NAME_MAX 120 /* code points, as in the contract and the database */

struct file_type;

/* What follows the last dot of a name; "" when there is none, or nothing before it. */
const char *file_name_ending(const char *name);
/*
 * The name without folders, characters that a file system or a terminal takes for something else, and marks that turn the
 * direction of writing (they hide an ending); with an ending of the type. Never empty: "vedlegg.pdf".
 */
const char *file_name_clean(struct arena *arena, const char *name, const struct file_type *type);
/* Content-Disposition (RFC 6266) that saves under the name, whatever letters it has (RFC 8187). */
const char *file_name_disposition(struct arena *arena, const char *name);

#endif
