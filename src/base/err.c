/* SPDX-License-Identifier: MIT */
#include "base/err.h"

#include <assert.h>

#include "base/arena.h"

#include "base/banned.h"

static const char *const names[ERR_COUNT] = {
	[OK] = "ok",
	[ERR_INVALID] = "invalid",
	[ERR_UNAUTHENTICATED] = "unauthenticated",
	[ERR_FORBIDDEN] = "forbidden",
	[ERR_NOT_FOUND] = "not_found",
	[ERR_METHOD] = "method",
	[ERR_CONFLICT] = "conflict",
	[ERR_PRECONDITION] = "precondition",
	[ERR_TOO_LARGE] = "too_large",
	[ERR_UNSUPPORTED] = "unsupported",
	[ERR_UNPROCESSABLE] = "unprocessable",
	[ERR_LIMITED] = "limited",
	[ERR_BUSY] = "busy",
	[ERR_UNAVAILABLE] = "unavailable",
	[ERR_TIMEOUT] = "timeout",
	[ERR_INTERNAL] = "internal",
};

const char *err_name(enum err err)
{
	return (unsigned)err < ERR_COUNT && names[err] ? names[err] : "unknown";
}

enum err fault_set(struct fault *fault, enum err err, const char *code, const char *where)
{
	assert(err != OK);
	if (!fault || fault->err != OK)
		return err;
	fault->err = err;
	fault->code = code;
	fault->where = where;
	return err;
}

static struct field_fault *add_field(struct fault *fault, struct arena *arena, const char *pointer, const char *code)
{
	struct field_fault *field = ARENA_NEW(arena, struct field_fault);

	field->pointer = arena_strdup(arena, pointer);
	field->code = arena_strdup(arena, code);
	/* Set anew while the list is empty, so that a fault copied before its first field does not point into the original. */
	if (!fault->fields)
		fault->tail = &fault->fields;
	*fault->tail = field;
	fault->tail = &field->next;
	if (fault->err == OK)
		fault->err = ERR_INVALID;
	return field;
}

void fault_add_field(struct fault *fault, struct arena *arena, const char *pointer, const char *code, const char *value)
{
	add_field(fault, arena, pointer, code)->value = value ? arena_strdup(arena, value) : NULL;
}

void fault_add_finding(struct fault *fault, struct arena *arena, const char *pointer, const char *code,
		       const struct finding_place *place)
{
	struct field_fault *field = add_field(fault, arena, pointer, code);

	field->kind = place->kind;
	field->start = place->start;
	field->end = place->end;
}
