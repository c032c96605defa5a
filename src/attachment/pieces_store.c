/* SPDX-License-Identifier: MIT */
#include "attachment/pieces.h"

#include <string.h>

#include <sodium.h>

#include "statements.h"
#include "base/banned.h"

#define BASE64 sodium_base64_VARIANT_ORIGINAL

void piece_reader_init(struct piece_reader *reader)
{
	reader->bytes = arena_alloc(reader->arena, PIECE_BYTES);
}

static enum err read_row(struct piece_reader *reader, struct db_rows *ret_rows)
{
	const char *const parameters[] = {reader->id, arena_i64(reader->arena, (int64_t)reader->at),
					  arena_i64(reader->arena, (int64_t)PIECE_BYTES)};

	if (reader->tx)
		return db_run(reader->tx, &sql_attachment_piece, parameters, 3, ret_rows);
	return db_one(reader->db, reader->scope, reader->fault, &sql_attachment_piece, parameters, 3, ret_rows);
}

enum err piece_next(struct piece_reader *reader, const char **ret_piece, size_t *ret_len)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	size_t len = 0;

	TRY(read_row(reader, &rows));
	if (rows.count == 0 || sodium_base642bin((unsigned char *)reader->bytes, PIECE_BYTES, db_text(&rows, 0, 0),
						 (size_t)db_length(&rows, 0, 0), "\n", &len, NULL, BASE64) != 0 || len == 0)
		return FAULT(reader->fault, ERR_INTERNAL, NULL);
	reader->at += len;
	*ret_piece = reader->bytes;
	*ret_len = len;
	return OK;
}

const char *piece_base64(struct arena *arena, const char *bytes, size_t len)
{
	size_t size = sodium_base64_encoded_len(len, BASE64);

	return sodium_bin2base64(arena_alloc(arena, size), size, (const unsigned char *)bytes, len, BASE64);
}

/* Piece and text stand one behind the other, so that a long file takes no more of the arena than a short one. */
void piece_writer_init(struct piece_writer *writer)
{
	writer->bytes = arena_alloc(writer->arena, PIECE_BYTES + sodium_base64_encoded_len(PIECE_BYTES, BASE64));
}

static enum err write_out(struct piece_writer *writer)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	char *text = writer->bytes + PIECE_BYTES;
	size_t len = writer->len;

	if (len == 0)
		return OK;
	(void)sodium_bin2base64(text, sodium_base64_encoded_len(PIECE_BYTES, BASE64), (const unsigned char *)writer->bytes, len, BASE64);
	writer->len = 0;
	return db_run(writer->tx, &sql_attachment_rewrite,
		      DB_PARAMS(writer->id, arena_i64(writer->arena, (int64_t)(writer->size - len)), text), &rows);
}

enum err piece_write(struct piece_writer *writer, const char *bytes, size_t len)
{
	while (len > 0) {
		size_t room = PIECE_BYTES - writer->len;
		size_t take = len < room ? len : room;

		memcpy(writer->bytes + writer->len, bytes, take);
		writer->len += take;
		writer->size += take;
		bytes += take;
		len -= take;
		if (writer->len == PIECE_BYTES)
			TRY(write_out(writer));
	}
	return OK;
}

enum err piece_writer_end(struct piece_writer *writer)
{
	return write_out(writer);
}
