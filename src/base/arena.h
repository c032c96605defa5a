/* SPDX-License-Identifier: MIT */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

/*
 * Memory with the lifetime of one request or job, and a ceiling. What a function puts into an arena lives until the
 * arena is reset or freed and is never freed by itself. One thread at a time. Under AddressSanitizer the unused part
 * of a block is poisoned, so that an overrun is seen.
 */

#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

struct arena;

/* A new arena that refuses to grow beyond max_bytes. NULL when out of memory. Free with arena_free. */
struct arena *arena_new(size_t max_bytes);
void arena_free(struct arena *arena); /* accepts NULL */
/* Empties it and keeps one block for the next use. */
void arena_reset(struct arena *arena);
/* Overwrites all that was put into it, before it is emptied or freed: for what must not stay in memory. */
void arena_wipe(struct arena *arena);
size_t arena_used(const struct arena *arena);

/*
 * Zeroed memory aligned for any type. Never returns NULL: past the ceiling, or out of memory, the process aborts. So code
 * that stores data whose size a client or the database decides asks arena_would_fit first; everything else is bounded
 * by the limits of the contract, far below the ceiling.
 */
void *arena_alloc(struct arena *arena, size_t bytes);
/* True when bytes more fit. Code that stores client-sized data asks first. */
int arena_would_fit(const struct arena *arena, size_t bytes);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc_array((arena), (count), sizeof(type)))
void *arena_alloc_array(struct arena *arena, size_t count, size_t size);

char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t bytes);
/* printf into the arena. */
char *arena_printf(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Decimal text of a number, for statement parameters. */
char *arena_i64(struct arena *arena, int64_t value);

#endif
