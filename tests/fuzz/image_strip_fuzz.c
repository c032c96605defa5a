/* SPDX-License-Identifier: MIT */
/*
 * The copying of images: whatever comes, and however it is cut, it reads nothing beyond, ends, and what it let through it lets
 * through again unchanged. The first byte says how long the pieces are.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "attachment/image_strip.h"
#include "base/str.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err take(void *context, const char *bytes, size_t len)
{
	str_add_bytes(context, bytes, len);
	return OK;
}

static enum err strip(enum file_shape shape, const char *bytes, size_t len, size_t piece, struct str *out)
{
	struct arena *arena = arena_new((size_t)1024 * 1024);
	struct image_strip *strip;
	enum err err = OK;

	assert(arena);
	strip = image_strip_new(arena, shape, (struct strip_sink){take, out});
	for (size_t at = 0; at < len && err == OK; at += piece)
		err = image_strip_put(strip, bytes + at, piece < len - at ? piece : len - at);
	if (err == OK)
		err = image_strip_end(strip);
	arena_free(arena);
	return err;
}

static void check(enum file_shape shape, const char *bytes, size_t len, size_t piece)
{
	STR_AUTO struct str whole = STR_INIT(2 * len + 4096);
	STR_AUTO struct str cut = STR_INIT(2 * len + 4096);
	STR_AUTO struct str again = STR_INIT(2 * len + 4096);
	enum err err = strip(shape, bytes, len, len, &whole);

	assert(strip(shape, bytes, len, piece, &cut) == err);
	assert(!str_failed(&whole) && cut.len == whole.len && (whole.len == 0 || memcmp(cut.data, whole.data, whole.len) == 0));
	if (err != OK)
		return;
	assert(strip(shape, whole.data, whole.len, whole.len, &again) == OK);
	assert(again.len == whole.len && memcmp(again.data, whole.data, whole.len) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	check(SHAPE_JPEG, (const char *)data + 1, size - 1, 1 + (size_t)data[0] % 64);
	check(SHAPE_PNG, (const char *)data + 1, size - 1, 1 + (size_t)data[0] % 64);
	return 0;
}
