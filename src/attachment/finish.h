/* SPDX-License-Identifier: MIT */
#ifndef ATTACHMENT_FINISH_H
#define ATTACHMENT_FINISH_H

/* Looking into an upload that is whole, from its first byte to its last, in the transaction that finishes it. */

#include "attachment/file_type.h"
#include "base/arena.h"
#include "base/err.h"
#include "db/db.h"

#include <stdbool.h>

#define SHA256_TEXT 65

struct upload {
	const char *id; /* as text */
	const char *name;
	size_t size;
	const char *sha256; /* as its sender announced it, in hexadecimal; or NULL */
};

/* What is kept of it. */
struct finished {
	const struct file_type *type;
	const char *name;
	size_t size;
	char sha256[SHA256_TEXT];
};

/*
 * ERR_UNPROCESSABLE when it cannot be taken: attachment_type, attachment_macros, attachment_broken_image, attachment_damaged
 * (it is not what its sender announced). Of an image the rewritten pieces have taken the place of the first when it is OK.
 */
MUST_USE enum err finish_look(struct db_tx *tx, struct arena *arena, struct fault *fault, const struct upload *upload,
			      const char *allowed, struct finished *ret_finished);

#endif
