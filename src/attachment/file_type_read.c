/* SPDX-License-Identifier: MIT */
/* libmagic, which is asked with a handle of its own each time: one is not for two threads. */
#include "attachment/file_type.h"

#include <string.h>

#include <magic.h>

#include "base/banned.h"

/* It looks at the bytes alone: into no archive, no compressed data, no old Office file (those are taken from nobody). */
#define LOOK (MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_CDF | MAGIC_NO_CHECK_TOKENS)

enum err file_type_read(const char *allowed, const char *name, const char *head, size_t len, const struct file_type **ret_type)
{
	magic_t magic = magic_open(LOOK);
	const char *mime = NULL;

	if (!magic)
		return ERR_INTERNAL;
	if (magic_load(magic, NULL) == 0)
		mime = magic_buffer(magic, head, len);
	if (mime)
		*ret_type = file_type_of(allowed, name, mime);
	magic_close(magic);
	return mime ? OK : ERR_INTERNAL;
}
