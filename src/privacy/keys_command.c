/* SPDX-License-Identifier: MIT */
#include "privacy/keys_command.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/number.h"
#include "base/str.h"
#include "privacy/patient_keys.h"
#include "statements.h"
#include "base/banned.h"

#define RING_BYTES_MAX 4095
#define BATCH 100
#define ROTATION_BYTES ((size_t)8 * 1024 * 1024)
#define BATCH_MOST 1000

static int use(FILE *messages)
{
	fprintf(messages, "Use: samavvik keys list | add FILE ID | rotate [--batch N]\n");
	return 2;
}

/* The ring of a text, which the caller frees; NULL with a message. */
static struct patient_keys *read_ring(const char *text, const char *whose, FILE *messages)
{
	const char *complaint = NULL;
	struct patient_keys *keys = NULL;

	if (patient_keys_read(text, &complaint, &keys) != OK) {
		fprintf(messages, "keys: %s: %s\n", whose, complaint);
		return NULL;
	}
	return keys;
}

static int say_failed(const char *what, const struct fault *fault, FILE *messages)
{
	fprintf(messages, "keys: %s failed (%s%s%s)\n", what, err_name(fault->err), *fault->sqlstate ? ", " : "",
		fault->sqlstate);
	return 1;
}

static const char *uses_of(const struct db_rows *rows, const char *id)
{
	for (int i = 0; i < rows->count; i++)
		if (strcmp(db_text(rows, i, 0), id) == 0)
			return db_text(rows, i, 1);
	return "0";
}

static int list(const struct patient_keys *keys, struct db_pool *owner, FILE *out, FILE *messages)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct fault fault = {0};
	const char *active = patient_keys_active(keys);
	int exit_code = 0;

	if (db_one(owner, NULL, &fault, &sql_privacy_keys_in_use, DB_NO_PARAMS, &rows) != OK)
		return say_failed("list", &fault, messages);
	for (int i = 0; i < patient_keys_count(keys); i++) {
		const char *id = patient_keys_id(keys, i);
		fprintf(out, "{\"id\":\"%s\",\"state\":\"%s\",\"references\":%s}\n", id,
			strcmp(id, active) == 0 ? "active" : "opens", uses_of(&rows, id));
	}
	for (int i = 0; i < rows.count; i++) {
		if (patient_keys_has(keys, db_text(&rows, i, 0)))
			continue;
		fprintf(out, "{\"id\":\"%s\",\"state\":\"missing\",\"references\":%s}\n", db_text(&rows, i, 0),
			db_text(&rows, i, 1));
		exit_code = 1;
	}
	return exit_code;
}

/* The text of a ring file, "" when there is none yet. False when it cannot be read. */
static bool read_file(const char *path, char text[RING_BYTES_MAX + 1])
{
	FILE *file = fopen(path, "re");
	size_t len;
	bool whole;

	text[0] = '\0';
	if (!file)
		return access(path, F_OK) != 0;
	len = fread(text, 1, RING_BYTES_MAX, file);
	text[len] = '\0';
	whole = !ferror(file) && fgetc(file) == EOF;
	(void)fclose(file);
	return whole;
}

/* The lines of a ring with no key active any more. */
static void add_lines_inactive(struct str *out, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n"), kept = len;

		while (kept > 0 && strchr(" \t\r", text[kept - 1]))
			kept--;
		if (kept > 6 && text[0] != '#' && memcmp(text + kept - 6, "active", 6) == 0)
			kept -= 6;
		while (kept > 0 && strchr(" \t", text[kept - 1]))
			kept--;
		str_add_bytes(out, text, kept);
		str_add_char(out, '\n');
		text += len + (text[len] != '\0');
	}
}

/* Beside the file first, so that it is whole at every moment. */
static bool write_file(struct arena *arena, const char *path, const struct str *text)
{
	const char *part = arena_printf(arena, "%s.new", path);
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool written;

	if (fd < 0)
		return false;
	written = fchmod(fd, 0600) == 0 && write(fd, text->data, text->len) == (ssize_t)text->len && fsync(fd) == 0;
	written = close(fd) == 0 && written;
	return written && rename(part, path) == 0;
}

/* What is written, or NULL with a message. The caller wipes the old text. */
static bool make_ring(const char *old, const char *id, struct str *ring, FILE *messages)
{
	struct patient_keys *keys = read_ring(old, "the file", messages);
	char key[PATIENT_KEY_TEXT];
	bool is_new = keys && patient_key_id_valid(id) && !patient_keys_has(keys, id);

	if (keys && !is_new)
		fprintf(messages, "keys: an id is 1 to 32 of a-z 0-9 _ -, and not in the file yet\n");
	patient_keys_free(keys);
	if (!is_new)
		return false;
	add_lines_inactive(ring, old);
	patient_key_new(key);
	str_addf(ring, "%s %s active\n", id, key);
	sodium_memzero(key, sizeof(key));
	/* What was written has to be a ring that the service would take. */
	keys = read_ring(str_text(ring), "the new ring", messages);
	patient_keys_free(keys);
	return keys != NULL;
}

static int add(struct arena *arena, const char *path, const char *id, FILE *out, FILE *messages)
{
	STR_AUTO struct str ring = STR_INIT(2 * RING_BYTES_MAX);
	char old[RING_BYTES_MAX + 1];
	bool done = false;

	/* All of it at once: growing would leave copies behind. */
	str_addf(&ring, "%*s", RING_BYTES_MAX, "");
	str_clear(&ring);
	if (!read_file(path, old))
		fprintf(messages, "keys: the file %s cannot be read, or is too long\n", path);
	else if (make_ring(old, id, &ring, messages)) {
		done = write_file(arena, path, &ring);
		if (!done)
			fprintf(messages, "keys: the file %s cannot be written\n", path);
	}
	if (ring.data)
		sodium_memzero(ring.data, ring.capacity);
	sodium_memzero(old, sizeof(old));
	if (done)
		fprintf(out, "{\"id\":\"%s\",\"state\":\"active\",\"references\":0}\n", id);
	return done ? 0 : 1;
}

/* Rotating: one batch is one transaction. */
struct rotation {
	struct arena *arena; /* of one batch */
	const struct patient_keys *keys;
	struct db_pool *owner;
	struct fault fault;
	int64_t batch, done;
	const char *unreadable; /* the case, when one cannot be opened */
};

static enum err rewrap(struct rotation *rotation, struct db_tx *tx, const struct db_rows *rows, int row)
{
	DB_ROWS_AUTO struct db_rows changed = {0};
	const struct sealed_place place = {db_i64(rows, row, 0), db_i64(rows, row, 1)};
	const struct sealed_text old = {db_text(rows, row, 2), db_text(rows, row, 3)};
	struct sealed_text sealed;
	char plain[PATIENT_REFERENCE_MAX + 1];

	if (patient_unseal(rotation->keys, &place, &old, plain) != OK) {
		rotation->unreadable = arena_strdup(rotation->arena, db_text(rows, row, 0));
		return FAULT(&rotation->fault, ERR_INTERNAL, NULL);
	}
	enum err err = patient_seal(rotation->keys, &place, plain, rotation->arena, &sealed);
	sodium_memzero(plain, sizeof(plain));
	if (err != OK)
		return FAULT(&rotation->fault, err, NULL);
	return db_run(tx, &sql_privacy_keys_rewrap, DB_PARAMS(db_text(rows, row, 0), sealed.key_id, sealed.hex),
		      &changed);
}

static enum err rotate_batch(struct rotation *rotation, int *ret_count)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_begin(rotation->owner, NULL, &rotation->fault, &tx));
	TRY(db_run(tx, &sql_privacy_keys_stale,
		   DB_PARAMS(patient_keys_active(rotation->keys), arena_i64(rotation->arena, rotation->batch)), &rows));
	for (int row = 0; row < rows.count; row++)
		TRY(rewrap(rotation, tx, &rows, row));
	TRY(db_commit(tx));
	*ret_count = rows.count;
	return OK;
}

static int rotate(struct rotation *rotation, FILE *out, FILE *messages)
{
	int count = 0;

	if (!patient_keys_active(rotation->keys)) {
		fprintf(messages, "keys: the setting patient_keys has no key\n");
		return 1;
	}
	do {
		arena_reset(rotation->arena);
		if (rotate_batch(rotation, &count) != OK)
			break;
		rotation->done += count;
		if (count > 0)
			fprintf(messages, "keys: %lld sealed with %s\n", (long long)rotation->done,
				patient_keys_active(rotation->keys));
	} while (count > 0);
	fprintf(out, "{\"id\":\"%s\",\"rotated\":%lld}\n", patient_keys_active(rotation->keys),
		(long long)rotation->done);
	if (rotation->unreadable)
		fprintf(messages,
			"keys: the reference of case %s cannot be opened: its key is not in the ring, or it was "
			"changed\n",
			rotation->unreadable);
	return rotation->fault.err == OK ? 0 : say_failed("rotate", &rotation->fault, messages);
}

static int rotate_command(int argc, char **argv, struct rotation *rotation, FILE *out, FILE *messages)
{
	rotation->batch = BATCH;
	if (argc == 4 && strcmp(argv[2], "--batch") == 0) {
		if (number_read(argv[3], 1, BATCH_MOST, &rotation->batch) != OK)
			return use(messages);
	} else if (argc != 2) {
		return use(messages);
	}
	return rotate(rotation, out, messages);
}

int keys_command(int argc, char **argv, struct arena *arena, const char *ring, struct db_pool *owner, FILE *out,
		 FILE *messages)
{
	struct patient_keys *keys;
	int exit_code = 2;

	if (argc == 4 && strcmp(argv[1], "add") == 0)
		return add(arena, argv[2], argv[3], out, messages);
	keys = read_ring(ring, "the setting patient_keys", messages);
	if (!keys)
		return 1;
	if (argc == 2 && strcmp(argv[1], "list") == 0) {
		exit_code = list(keys, owner, out, messages);
	} else if (argc >= 2 && strcmp(argv[1], "rotate") == 0) {
		struct rotation rotation = {.arena = arena_new(ROTATION_BYTES), .keys = keys, .owner = owner};
		exit_code = rotation.arena ? rotate_command(argc, argv, &rotation, out, messages) : 1;
		arena_free(rotation.arena);
	} else {
		exit_code = use(messages);
	}
	patient_keys_free(keys);
	return exit_code;
}
