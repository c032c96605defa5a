/* SPDX-License-Identifier: MIT */
#include "attachment/finish.h"

#include <string.h>
#include <strings.h>

#include <sodium.h>

#include "attachment/file_name.h"
#include "attachment/image_strip.h"
#include "attachment/pieces.h"
#include "statements.h"
#include "base/banned.h"

struct look {
	struct piece_reader reader;
	struct piece_writer writer;
	struct image_strip *strip; /* NULL: kept as it came */
	struct macro_search macros;
	crypto_hash_sha256_state sent, kept;
};

static void hash(crypto_hash_sha256_state *state, const char *bytes, size_t len)
{
	crypto_hash_sha256_update(state, (const unsigned char *)bytes, len);
}

static void hash_text(crypto_hash_sha256_state *state, char ret_text[SHA256_TEXT])
{
	unsigned char bytes[crypto_hash_sha256_BYTES];

	crypto_hash_sha256_final(state, bytes);
	sodium_bin2hex(ret_text, SHA256_TEXT, bytes, sizeof(bytes));
}

static enum err keep(void *context, const char *bytes, size_t len)
{
	struct look *look = context;

	hash(&look->kept, bytes, len);
	return piece_write(&look->writer, bytes, len);
}

static enum err take_piece(struct look *look, const struct file_type *type, const char *piece, size_t len)
{
	hash(&look->sent, piece, len);
	if (type->shape == SHAPE_ZIP)
		macro_search(&look->macros, piece, len);
	return look->strip ? image_strip_put(look->strip, piece, len) : OK;
}

static enum err begin_look(struct look *look, struct arena *arena, const struct file_type *type)
{
	crypto_hash_sha256_init(&look->sent);
	crypto_hash_sha256_init(&look->kept);
	if (type->shape != SHAPE_JPEG && type->shape != SHAPE_PNG)
		return OK;
	piece_writer_init(&look->writer);
	look->strip = image_strip_new(arena, type->shape, (struct strip_sink){keep, look});
	return OK;
}

/* The image without the rest takes the place of the one that came. */
static enum err replace(struct look *look, struct db_tx *tx, const char *id)
{
	DB_ROWS_AUTO struct db_rows dropped = {0};
	DB_ROWS_AUTO struct db_rows replaced = {0};

	TRY(piece_writer_end(&look->writer));
	TRY(db_run(tx, &sql_attachment_drop_original, DB_PARAMS(id), &dropped));
	return db_run(tx, &sql_attachment_keep_rewritten, DB_PARAMS(id), &replaced);
}

static enum err read_through(struct look *look, const struct upload *upload, const char *allowed, struct arena *arena,
			     const struct file_type **ret_type)
{
	const struct file_type *type = NULL;
	const char *piece = NULL;
	size_t len = 0;

	while (look->reader.at < upload->size) {
		TRY(piece_next(&look->reader, &piece, &len));
		if (look->reader.at == len) {
			if (file_type_read(allowed, upload->name, piece, len, &type) != OK)
				return FAULT(look->reader.fault, ERR_INTERNAL, NULL);
			if (!type)
				return FAULT(look->reader.fault, ERR_UNPROCESSABLE, "attachment_type");
			TRY(begin_look(look, arena, type));
		}
		enum err err = take_piece(look, type, piece, len);

		if (err == ERR_INVALID)
			return FAULT(look->reader.fault, ERR_UNPROCESSABLE, "attachment_broken_image");
		TRY(err);
	}
	*ret_type = type;
	return OK;
}

/* Everything has been read: what does it come to? */
static enum err conclude(struct look *look, const struct upload *upload, struct finished *finished)
{
	struct fault *fault = look->reader.fault;
	char sent[SHA256_TEXT];

	hash_text(&look->sent, sent);
	if (upload->sha256 && strcasecmp(upload->sha256, sent) != 0)
		return FAULT(fault, ERR_UNPROCESSABLE, "attachment_damaged");
	if (look->macros.found)
		return FAULT(fault, ERR_UNPROCESSABLE, "attachment_macros");
	finished->size = upload->size;
	memcpy(finished->sha256, sent, SHA256_TEXT);
	if (!look->strip)
		return OK;
	enum err err = image_strip_end(look->strip);

	if (err == ERR_INVALID)
		return FAULT(fault, ERR_UNPROCESSABLE, "attachment_broken_image");
	TRY(err);
	TRY(replace(look, look->reader.tx, upload->id));
	hash_text(&look->kept, finished->sha256);
	finished->size = look->writer.size;
	return OK;
}

enum err finish_look(struct db_tx *tx, struct arena *arena, struct fault *fault, const struct upload *upload,
		     const char *allowed, struct finished *ret_finished)
{
	struct finished finished = {0};
	struct look look = {
		.reader = {.tx = tx, .fault = fault, .arena = arena, .id = upload->id},
		.writer = {.tx = tx, .arena = arena, .id = upload->id},
	};

	piece_reader_init(&look.reader);
	TRY(read_through(&look, upload, allowed, arena, &finished.type));
	TRY(conclude(&look, upload, &finished));
	finished.name = file_name_clean(arena, upload->name, finished.type);
	*ret_finished = finished;
	return OK;
}
