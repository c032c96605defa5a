/* SPDX-License-Identifier: MIT */
#ifndef ATTACHMENT_IMAGE_STRIP_H
#define ATTACHMENT_IMAGE_STRIP_H

/*
 * Copies an image without what it says beside the picture: where and when it was taken, by which camera, by whom, comments,
 * thumbnails (they may show what was cut away), and anything hung on behind its end. The picture itself, its colour profile and
 * which way up it is stay, bit for bit. What is not known to belong to a picture is left out, and what breaks the format is
 * refused, so nothing is guessed.
 * Reads in pieces of any length and holds one segment (64 KiB) at most.
 */

#include "attachment/file_type.h"
#include "base/arena.h"
#include "base/err.h"

#include <stddef.h>
#include <stdint.h>

/* Takes what is kept, in order; an error ends the copying. */
struct strip_sink {
	enum err (*take)(void *context, const char *bytes, size_t len);
	void *context;
};

struct image_strip {
	struct strip_sink sink;
	enum file_shape shape;
	int state;         /* of image_jpeg.c or image_png.c */
	int kind;          /* of the segment at hand */
	uint32_t left;     /* bytes of it still to come */
	bool has_picture;  /* its data has begun */
	bool has_end;
	unsigned char *held; /* a segment that is looked at whole */
	size_t held_len;
};

#define STRIP_HELD_MAX ((size_t)65536)

/* shape: SHAPE_JPEG or SHAPE_PNG. What it needs lives in the arena. */
struct image_strip *image_strip_new(struct arena *arena, enum file_shape shape, struct strip_sink sink);
/* ERR_INVALID when it is no such image, or the sink's error. After an error nothing more may be put in. */
MUST_USE enum err image_strip_put(struct image_strip *strip, const char *bytes, size_t len);
/* The image is over. ERR_INVALID when it was cut short. */
MUST_USE enum err image_strip_end(struct image_strip *strip);

/* Inside: the formats, fed until they have taken everything. They return how many bytes were taken. */
MUST_USE enum err jpeg_put(struct image_strip *strip, const unsigned char *bytes, size_t len, size_t *ret_taken);
MUST_USE enum err jpeg_end(struct image_strip *strip);
MUST_USE enum err png_put(struct image_strip *strip, const unsigned char *bytes, size_t len, size_t *ret_taken);
MUST_USE enum err png_end(struct image_strip *strip);
MUST_USE enum err strip_keep(struct image_strip *strip, const void *bytes, size_t len);
/* Holds up to `wanted` bytes; true when they are there. */
bool strip_hold(struct image_strip *strip, const unsigned char *bytes, size_t len, size_t wanted, size_t *ret_taken);

#endif
