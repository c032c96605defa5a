/* SPDX-License-Identifier: MIT */
/* A JSON body into the struct of its schema. */
#include "contract/input.h"

#include <assert.h>
#include <string.h>

#include "contract/cj.h"
#include "contract/json_scan.h"

#include "base/banned.h"

#define FIELDS_MAX 64
#define EXACT_INTEGER 9007199254740991.0 /* 2^53 - 1: beyond it a double no longer tells integers apart */

static void read_object(struct input_reader *reader, const struct input_object *object, const cJSON *json,
			void *target);

/* Passwords and patient references pass through here: nothing of a body stays in freed memory. */
static void wipe_texts(cJSON *item)
{
	for (; item; item = item->next) {
		if (item->valuestring)
			explicit_bzero(item->valuestring, strlen(item->valuestring));
		wipe_texts(item->child);
	}
}

static void free_json(cJSON **json)
{
	wipe_texts(*json);
	cJSON_Delete(*json);
}

static void *slot(const struct input_field *field, void *target)
{
	return (char *)target + field->offset;
}

/* Starts at the field after the last one found: most clients send the fields in the order of the contract. */
static int find_field(const struct input_object *object, const char *name, int start)
{
	for (int n = 0; n < object->count; n++) {
		int i = (start + n) % object->count;

		if (strcmp(object->fields[i].name, name) == 0)
			return i;
	}
	return -1;
}

void input_guard(struct input_reader *reader, const struct input_field *field, const char *pointer, const char *text)
{
	struct guarded_text *noted = ARENA_NEW(reader->arena, struct guarded_text);

	noted->pointer = reader->place[0] ? arena_printf(reader->arena, "%s%s", reader->place, pointer) : pointer;
	noted->text = text;
	noted->warnings_pass = field->guarded == INPUT_GUARDED_IDENTITY;
	if (!reader->guarded_end)
		reader->guarded_end = &reader->guarded.texts;
	*reader->guarded_end = noted;
	reader->guarded_end = &noted->next;
}

static void read_text(struct input_reader *reader, const struct input_field *field, const cJSON *json, void *target)
{
	const char *text;

	if (!cJSON_IsString(json)) {
		input_fault(reader, field->pointer, "not_text", NULL);
		return;
	}
	text = arena_strdup(reader->arena, json->valuestring);
	if (field->guarded)
		input_guard(reader, field, field->pointer, text);
	input_store_text(reader, field, text, target);
}

static void read_integer(struct input_reader *reader, const struct input_field *field, const cJSON *json, void *target)
{
	double value = json->valuedouble;
	bool fits = cJSON_IsNumber(json) && value >= -EXACT_INTEGER && value <= EXACT_INTEGER;
	int64_t whole = fits ? (int64_t)value : 0;

	if (!fits || (double)whole < value || (double)whole > value)
		input_fault(reader, field->pointer, "not_integer", NULL);
	else
		input_store_integer(reader, field, whole, target);
}

static void read_bool(struct input_reader *reader, const struct input_field *field, const cJSON *json, void *target)
{
	if (!cJSON_IsBool(json))
		input_fault(reader, field->pointer, "not_boolean", NULL);
	else if (field->kind == INPUT_OPT_BOOL)
		*(struct opt_bool *)slot(field, target) = (struct opt_bool){.set = true, .value = cJSON_IsTrue(json)};
	else
		*(bool *)slot(field, target) = cJSON_IsTrue(json);
}

/* The place of the object or list in a field. */
static const char *place_below(struct input_reader *reader, const struct input_field *field)
{
	return reader->place[0] ? arena_printf(reader->arena, "%s%s", reader->place, field->pointer) : field->pointer;
}

static void read_nested(struct input_reader *reader, const struct input_field *field, const cJSON *json, void *target)
{
	const char *outer = reader->place;
	void *nested;

	if (!cJSON_IsObject(json)) {
		input_fault(reader, field->pointer, "not_object", NULL);
		return;
	}
	nested = arena_alloc(reader->arena, field->object->size);
	reader->place = place_below(reader, field);
	read_object(reader, field->object, json, nested);
	reader->place = outer;
	*(const void **)slot(field, target) = nested;
}

/* False when it is no list of a size the field takes. */
static bool check_list(struct input_reader *reader, const struct input_field *field, const cJSON *json, int *ret_count)
{
	int count = cJSON_IsArray(json) ? cJSON_GetArraySize(json) : -1;

	if (count < 0)
		input_fault(reader, field->pointer, "not_list", NULL);
	else if (count < field->min_items)
		input_fault(reader, field->pointer, "too_few_items", arena_i64(reader->arena, field->min_items));
	else if (count > field->max_items)
		input_fault(reader, field->pointer, "too_many_items", arena_i64(reader->arena, field->max_items));
	else
		*ret_count = count;
	return count >= field->min_items && count <= field->max_items;
}

static void read_texts(struct input_reader *reader, const struct input_field *field, const cJSON *json, void *target)
{
	struct string_list *list = slot(field, target);
	const char **items;
	const cJSON *item;
	int count = 0;

	if (!check_list(reader, field, json, &count))
		return;
	items = ARENA_ARRAY(reader->arena, const char *, (size_t)count);
	list->items = items;
	cJSON_ArrayForEach (item, json) {
		const char *text = cJSON_IsString(item) ? arena_strdup(reader->arena, item->valuestring) : NULL;
		const char *value = NULL;
		const char *pointer = NULL;
		const char *code =
			text ? input_check_text(reader->arena, field, text, strlen(text), &value) : "not_text";

		if (code || field->guarded)
			pointer = arena_printf(reader->arena, "%s/%d", field->pointer, list->count);
		if (code)
			input_fault(reader, pointer, code, value);
		if (text && field->guarded)
			input_guard(reader, field, pointer, text);
		items[list->count++] = text;
	}
}

/* Lists of objects are anonymous structs of this shape. */
struct object_list {
	const void *items;
	int count;
};

static void read_objects(struct input_reader *reader, const struct input_field *field, const cJSON *json, void *target)
{
	struct object_list *list = slot(field, target);
	const struct input_object *object = field->object;
	const char *outer = reader->place;
	const char *list_place;
	char *items;
	const cJSON *item;
	int count = 0;

	if (!check_list(reader, field, json, &count))
		return;
	list_place = place_below(reader, field);
	items = arena_alloc_array(reader->arena, (size_t)count, object->size);
	list->items = items;
	cJSON_ArrayForEach (item, json) {
		reader->place = arena_printf(reader->arena, "%s/%d", list_place, list->count);
		if (cJSON_IsObject(item))
			read_object(reader, object, item, items + (size_t)list->count * object->size);
		else
			input_fault(reader, "", "not_object", NULL);
		list->count++;
	}
	reader->place = outer;
}

typedef void read_function(struct input_reader *reader, const struct input_field *field, const cJSON *json,
			   void *target);

static read_function *const readers[] = {
	[INPUT_TEXT] = read_text,           [INPUT_ID] = read_text,     [INPUT_INTEGER] = read_integer,
	[INPUT_OPT_INTEGER] = read_integer, [INPUT_BOOL] = read_bool,   [INPUT_OPT_BOOL] = read_bool,
	[INPUT_OBJECT] = read_nested,       [INPUT_TEXTS] = read_texts, [INPUT_OBJECTS] = read_objects,
};

/* An unknown name is repeated only when it looks like one of a field; else the place of its object is named. */
static void unknown_field(struct input_reader *reader, const char *name)
{
	if (reader->faults >= INPUT_FAULTS_MAX)
		return;
	if (input_is_field_name(name))
		input_fault(reader, arena_printf(reader->arena, "/%s", name), "unknown_field", NULL);
	else
		input_fault(reader, "", "unknown_field", NULL);
}

static void read_object(struct input_reader *reader, const struct input_object *object, const cJSON *json, void *target)
{
	const cJSON *given[FIELDS_MAX] = {NULL};
	const cJSON *item;
	int index = -1;

	assert(object->count <= FIELDS_MAX);
	cJSON_ArrayForEach (item, json) {
		int found = find_field(object, item->string, index + 1);

		if (found < 0)
			unknown_field(reader, item->string);
		else if (!cJSON_IsNull(item))
			given[found] = item;
		index = found < 0 ? index : found;
	}
	for (int i = 0; i < object->count; i++) {
		const struct input_field *field = &object->fields[i];

		if (given[i])
			readers[field->kind](reader, field, given[i], target);
		else
			input_store_absent(reader, field, target);
	}
}

/* What the scanner found, at "body:17": the byte it was seen at. */
static void refuse_text(struct input_reader *reader, const char *code, size_t at)
{
	(void)FAULT(reader->fault, ERR_INVALID, code);
	input_fault(reader, arena_printf(reader->arena, "body:%zu", at), code, NULL);
}

void input_note_confirmed(struct input_reader *reader, const struct input_field *confirmed, const void *body)
{
	const struct object_list *list;

	if (!confirmed || !body)
		return;
	list = (const void *)((const char *)body + confirmed->offset);
	reader->guarded.confirmed = list->items;
	reader->guarded.confirmed_count = list->count;
}

enum err input_read_json(struct input_reader *reader, const struct input_object *object, const char *json, size_t len,
			 const void **ret_body)
{
	__attribute__((cleanup(free_json))) cJSON *root = NULL;
	const char *wrong;
	size_t at;
	void *body;

	wrong = json_scan(json, len, &at);
	if (wrong) {
		refuse_text(reader, wrong, at);
		return OK;
	}
	root = cJSON_ParseWithLengthOpts(json, len, NULL, false);
	if (!root)
		return FAULT(reader->fault, ERR_BUSY, NULL); /* out of memory: the scanner lets nothing else pass */
	if (!cJSON_IsObject(root)) {
		input_fault(reader, "", "not_object", NULL);
		return OK;
	}
	body = arena_alloc(reader->arena, object->size);
	read_object(reader, object, root, body);
	*ret_body = body;
	return OK;
}
