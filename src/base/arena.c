/* SPDX-License-Identifier: MIT */
#include "base/arena.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif

#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
#define REDZONE ((size_t)16)
#else
#define ASAN_POISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#define REDZONE ((size_t)0)
#endif

#define ALIGNMENT ((size_t)16)
#define FIRST_BLOCK ((size_t)16 * 1024)
#define LARGEST_BLOCK ((size_t)128 * 1024)

struct block {
	struct block *next;
	size_t size;
	size_t used;
	size_t padding; /* keeps the data after this header aligned */
};
_Static_assert(sizeof(struct block) % 16 == 0, "the data after a block's header is aligned for any type");

struct arena {
	struct block *current; /* newest first; the oldest is kept by arena_reset */
	size_t used;
	size_t max;
};

static char *block_data(struct block *block)
{
	return (char *)(block + 1);
}

static struct block *block_new(size_t size, struct block *next)
{
	struct block *block = malloc(sizeof(*block) + size);

	if (!block)
		return NULL;
	*block = (struct block){.next = next, .size = size};
	ASAN_POISON_MEMORY_REGION(block_data(block), size);
	return block;
}

static void block_free(struct block *block)
{
	ASAN_UNPOISON_MEMORY_REGION(block_data(block), block->size);
	free(block);
}

/* What an object of this size takes in a block; 0 when the sum does not fit a size_t. */
static size_t room_for(size_t bytes)
{
	size_t room;

	if (__builtin_add_overflow(bytes ? bytes : 1, REDZONE + ALIGNMENT - 1, &room))
		return 0;
	return room & ~(ALIGNMENT - 1);
}

struct arena *arena_new(size_t max_bytes)
{
	struct arena *arena = calloc(1, sizeof(*arena));

	if (!arena)
		return NULL;
	arena->max = max_bytes;
	arena->current = block_new(FIRST_BLOCK, NULL);
	if (!arena->current) {
		free(arena);
		return NULL;
	}
	return arena;
}

static void free_newer_blocks(struct arena *arena)
{
	while (arena->current->next) {
		struct block *next = arena->current->next;

		block_free(arena->current);
		arena->current = next;
	}
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	free_newer_blocks(arena);
	block_free(arena->current);
	free(arena);
}

void arena_reset(struct arena *arena)
{
	free_newer_blocks(arena);
	arena->current->used = 0;
	arena->used = 0;
	ASAN_POISON_MEMORY_REGION(block_data(arena->current), arena->current->size);
}

void arena_wipe(struct arena *arena)
{
	for (struct block *block = arena->current; block; block = block->next) {
		ASAN_UNPOISON_MEMORY_REGION(block_data(block), block->used);
		explicit_bzero(block_data(block), block->used);
	}
}

size_t arena_used(const struct arena *arena)
{
	return arena->used;
}

int arena_would_fit(const struct arena *arena, size_t bytes)
{
	size_t room = room_for(bytes);

	return room > 0 && room <= arena->max - arena->used;
}

/* A block with room bytes left. Large objects get one of their own behind the current one, whose rest stays in use. */
static struct block *block_with_room(struct arena *arena, size_t room)
{
	struct block *current = arena->current;
	size_t size = current->size * 2 < LARGEST_BLOCK ? current->size * 2 : LARGEST_BLOCK;

	if (room <= current->size - current->used)
		return current;
	if (room > size / 4 && current->next) {
		struct block *own = block_new(room, current->next);

		if (own)
			current->next = own;
		return own;
	}
	current = block_new(room > size ? room : size, arena->current);
	if (current)
		arena->current = current;
	return current;
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
	size_t room = room_for(bytes);
	struct block *block = arena_would_fit(arena, bytes) ? block_with_room(arena, room) : NULL;
	char *object;

	if (!block)
		abort();
	object = block_data(block) + block->used;
	block->used += room;
	arena->used += room;
	ASAN_UNPOISON_MEMORY_REGION(object, bytes);
	memset(object, 0, bytes);
	return object;
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		abort();
	return arena_alloc(arena, bytes);
}

char *arena_strndup(struct arena *arena, const char *text, size_t bytes)
{
	size_t len = strnlen(text, bytes);
	char *copy = arena_alloc(arena, len + 1);

	memcpy(copy, text, len);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strlen(text));
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	va_list again;
	int len;
	char *text;

	assert(format);
	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		abort();
	text = arena_alloc(arena, (size_t)len + 1);
	(void)vsnprintf(text, (size_t)len + 1, format, again);
	va_end(again);
	return text;
}

char *arena_i64(struct arena *arena, int64_t value)
{
	return arena_printf(arena, "%" PRId64, value);
}
