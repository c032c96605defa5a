/* SPDX-License-Identifier: MIT */
#ifndef ATTACHMENT_PIECES_H
#define ATTACHMENT_PIECES_H

/* A file in the database, read and written a piece at a time; memory is the same for every length. Only for this room. */

#include "base/arena.h"
#include "base/err.h"
#include "db/db.h"

#include <stddef.h>

#define PIECE_BYTES ((size_t)256 * 1024)

struct piece_reader {
	struct db_tx *tx; /* or NULL, and then each piece is a transaction of its own */
	struct db_pool *db;
	const struct db_scope *scope;
	struct fault *fault;
	struct arena *arena;
	const char *id;
	char *bytes; /* the piece */
	size_t at;   /* where the next one begins */
};

/* Makes room in the arena; the other members are the caller's. */
void piece_reader_init(struct piece_reader *reader);
/* The next piece, which stays until the next call. ERR_INTERNAL when there is none although one was expected. */
MUST_USE enum err piece_next(struct piece_reader *reader, const char **ret_piece, size_t *ret_len);

/* Collects what an image keeps, and writes it in pieces. */
struct piece_writer {
	struct db_tx *tx;
	struct arena *arena;
	const char *id;
	char *bytes;
	size_t len;  /* collected */
	size_t size; /* of all that came */
};
void piece_writer_init(struct piece_writer *writer);
MUST_USE enum err piece_write(struct piece_writer *writer, const char *bytes, size_t len);
MUST_USE enum err piece_writer_end(struct piece_writer *writer);

/* Bytes as base64 for a parameter, in the arena. */
const char *piece_base64(struct arena *arena, const char *bytes, size_t len);

#endif
