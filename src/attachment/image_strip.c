/* SPDX-License-Identifier: MIT */
#include "attachment/image_strip.h"

#include <assert.h>
#include <string.h>

#include "base/banned.h"

struct image_strip *image_strip_new(struct arena *arena, enum file_shape shape, struct strip_sink sink)
{
	struct image_strip *strip = ARENA_NEW(arena, struct image_strip);

	assert(shape == SHAPE_JPEG || shape == SHAPE_PNG);
	strip->sink = sink;
	strip->shape = shape;
	strip->held = arena_alloc(arena, STRIP_HELD_MAX);
	return strip;
}

enum err image_strip_put(struct image_strip *strip, const char *bytes, size_t len)
{
	const unsigned char *at = (const unsigned char *)bytes;

	while (len > 0) {
		size_t taken = 0;

		TRY(strip->shape == SHAPE_JPEG ? jpeg_put(strip, at, len, &taken) : png_put(strip, at, len, &taken));
		at += taken;
		len -= taken;
	}
	return OK;
}

enum err image_strip_end(struct image_strip *strip)
{
	return strip->shape == SHAPE_JPEG ? jpeg_end(strip) : png_end(strip);
}

enum err strip_keep(struct image_strip *strip, const void *bytes, size_t len)
{
	return len > 0 ? strip->sink.take(strip->sink.context, bytes, len) : OK;
}

bool strip_hold(struct image_strip *strip, const unsigned char *bytes, size_t len, size_t wanted, size_t *ret_taken)
{
	size_t take = wanted - strip->held_len;

	assert(wanted <= STRIP_HELD_MAX && strip->held_len <= wanted);
	take = take < len ? take : len;
	memcpy(strip->held + strip->held_len, bytes, take);
	strip->held_len += take;
	*ret_taken = take;
	return strip->held_len == wanted;
}
