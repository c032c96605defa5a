/* SPDX-License-Identifier: MIT */
#include "audit/record_read.h"

#include <string.h>

#include "contract/json_tree.h"
#include "base/banned.h"

static enum record_kind kind_of(const char *name)
{
	int kind = 0;

	while (kind < RECORD_KIND_COUNT && (!name || strcmp(record_shapes[kind].name, name) != 0))
		kind++;
	return (enum record_kind)kind;
}

/* The message an event speaks of stands in its detail, which is hashed. */
static const char *message_of(struct arena *arena, const char *detail)
{
	const char *code = NULL;
	JSON_TREE_AUTO cJSON *tree = detail ? json_read(arena, detail, strlen(detail), &code) : NULL;
	const cJSON *id = json_member(tree, "message_id");

	return id && cJSON_IsNumber(id) ? arena_i64(arena, (int64_t)id->valuedouble) : NULL;
}

/* So does the hash of the classification that an event gave a case. */
static const char *classification_of(struct arena *arena, const char *detail)
{
	const char *code = NULL;
	JSON_TREE_AUTO cJSON *tree = detail ? json_read(arena, detail, strlen(detail), &code) : NULL;
	const char *hash = json_text(json_member(tree, "classification"));

	return hash ? arena_strdup(arena, hash) : NULL;
}

static enum err read_fields(struct arena *arena, const cJSON *tree, struct record *record)
{
	const char *const *names = record_shapes[record->kind].fields;

	for (int i = 0; names[i]; i++) {
		const cJSON *member = json_member(tree, names[i]);
		if (!member || cJSON_IsNull(member))
			continue;
		if (!json_text(member))
			return ERR_INVALID;
		record->field[i] = arena_strdup(arena, json_text(member));
	}
	return OK;
}

enum err record_read(struct arena *arena, const char *json, size_t len, struct record *ret_record)
{
	const char *code = NULL;
	JSON_TREE_AUTO cJSON *tree = json_read(arena, json, len, &code);
	struct record record = {0};

	if (!tree || !cJSON_IsObject(tree))
		return ERR_INVALID;
	record.kind = kind_of(json_text(json_member(tree, "record")));
	if (record.kind == RECORD_KIND_COUNT)
		return ERR_INVALID;
	TRY(read_fields(arena, tree, &record));
	if (record.kind == RECORD_EVENT) {
		record.field[EVENT_MESSAGE] = message_of(arena, record.field[EVENT_DETAIL]);
		record.field[EVENT_CLASSIFICATION] = classification_of(arena, record.field[EVENT_DETAIL]);
	}
	if (record.kind == RECORD_CASE ? record.field[CASE_TITLE] != NULL : record.field[MESSAGE_TEXT] != NULL)
		record_digest_texts(&record, arena_alloc(arena, AUDIT_HASH_TEXT));
	*ret_record = record;
	return OK;
}

void record_write(const struct record *record, struct str *out)
{
	const struct record_shape *shape = &record_shapes[record->kind];

	str_addf(out, "{\"record\":\"%s\"", shape->name);
	for (int i = 0; i < shape->exported; i++) {
		if (!record->field[i])
			continue;
		str_addf(out, ",\"%s\":", shape->fields[i]);
		str_add_json(out, record->field[i]);
	}
	str_add(out, "}\n");
}
