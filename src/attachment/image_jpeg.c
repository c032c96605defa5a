/* SPDX-License-Identifier: MIT */
/* JPEG (ITU-T T.81 annex B): markers, segments with a length, and between them the data of scans, which is copied. */
#include "attachment/image_strip.h"

#include <string.h>

#include "attachment/exif_orientation.h"
#include "base/banned.h"

enum { AT_START, AT_MARKER, IN_SEGMENT, IN_SCAN, AFTER_END };
enum { SOI = 0xd8, EOI = 0xd9, SOS = 0xda, APP0 = 0xe0, APP1 = 0xe1, APP2 = 0xe2, APP14 = 0xee, COM = 0xfe };

#define JFIF_BYTES 14
#define ADOBE_BYTES 12

static bool begins(const struct image_strip *strip, const char *mark, size_t len)
{
	/* Behind the two bytes of the length. */
	return strip->held_len >= 2 + len && memcmp(strip->held + 2, mark, len) == 0;
}

/* Tables and frames; what is reserved, or of a kind of JPEG that nobody shows, is not. */
static bool is_of_picture(int marker)
{
	return (marker >= 0xc0 && marker <= 0xcf && marker != 0xc8) || (marker >= SOS && marker <= 0xdf) || marker == 0xdb;
}

static enum err keep_segment(struct image_strip *strip, const unsigned char *content, size_t len)
{
	const unsigned char head[] = {0xff, (unsigned char)strip->kind, (unsigned char)((len + 2) >> 8), (unsigned char)(len + 2)};

	TRY(strip_keep(strip, head, sizeof(head)));
	return strip_keep(strip, content, len);
}

/* Of the header the thumbnail is left out. */
static enum err keep_jfif(struct image_strip *strip)
{
	unsigned char *content = strip->held + 2;

	if (strip->held_len < 2 + JFIF_BYTES)
		return ERR_INVALID;
	content[12] = content[13] = 0;
	return keep_segment(strip, content, JFIF_BYTES);
}

static enum err keep_orientation(struct image_strip *strip)
{
	unsigned char content[6 + EXIF_TIFF_BYTES] = "Exif\0";
	int orientation = exif_orientation_read(strip->held + 8, strip->held_len - 8);

	if (orientation == 1)
		return OK;
	exif_orientation_write(orientation, content + 6);
	return keep_segment(strip, content, sizeof(content));
}

/* A whole segment is held: its length, then its content. */
static enum err judge_segment(struct image_strip *strip)
{
	int marker = strip->kind;

	if (is_of_picture(marker)) {
		strip->has_picture |= marker == SOS;
		return keep_segment(strip, strip->held + 2, strip->held_len - 2);
	}
	if (marker == APP0 && begins(strip, "JFIF", 5))
		return keep_jfif(strip);
	if (marker == APP1 && begins(strip, "Exif\0", 6))
		return keep_orientation(strip);
	if (marker == APP2 && begins(strip, "ICC_PROFILE", 12))
		return keep_segment(strip, strip->held + 2, strip->held_len - 2);
	/* Says how colours were turned; without it some pictures change theirs. */
	if (marker == APP14 && begins(strip, "Adobe", 5) && strip->held_len >= 2 + ADOBE_BYTES)
		return keep_segment(strip, strip->held + 2, ADOBE_BYTES);
	return marker >= APP0 && marker <= 0xef ? OK : marker == COM ? OK : ERR_INVALID;
}

/* 0xff and what follows; any number of 0xff before it fill up. */
static enum err take_marker(struct image_strip *strip, unsigned char byte)
{
	if (strip->held_len == 0) {
		if (byte != 0xff)
			return ERR_INVALID;
		strip->held_len = 1;
		return OK;
	}
	if (byte == 0xff)
		return OK;
	strip->held_len = 0;
	strip->kind = byte;
	if (strip->state == AT_START) {
		strip->state = AT_MARKER;
		return byte == SOI ? strip_keep(strip, "\xff\xd8", 2) : ERR_INVALID;
	}
	if (byte == EOI) {
		strip->state = AFTER_END;
		strip->has_end = true;
		return strip->has_picture ? strip_keep(strip, "\xff\xd9", 2) : ERR_INVALID;
	}
	strip->state = IN_SEGMENT;
	return byte < 0xc0 || (byte >= 0xd0 && byte <= SOI) ? ERR_INVALID : OK;
}

static enum err take_segment(struct image_strip *strip, const unsigned char *bytes, size_t len, size_t *ret_taken)
{
	size_t wanted = 2;

	if (strip->held_len >= 2)
		wanted = (size_t)strip->held[0] << 8 | strip->held[1];
	if (wanted < 2)
		return ERR_INVALID;
	if (!strip_hold(strip, bytes, len, wanted, ret_taken))
		return OK;
	if (wanted == 2 && (strip->held[0] || strip->held[1] != 2))
		return OK; /* only now the length is known */
	TRY(judge_segment(strip));
	strip->state = strip->kind == SOS ? IN_SCAN : AT_MARKER;
	strip->held_len = 0;
	return OK;
}

/*
 * Up to a marker that is none of a scan's own: 0xff 0x00 is a byte of data, and restart markers stand in it. An 0xff at the end
 * of the piece is held (held_len) until the next byte says what it is.
 */
static enum err take_scan(struct image_strip *strip, const unsigned char *bytes, size_t len, size_t *ret_taken)
{
	const unsigned char *mark;

	if (strip->held_len == 1) {
		unsigned char byte = bytes[0];

		if (byte != 0 && !(byte >= 0xd0 && byte <= 0xd7)) {
			strip->state = AT_MARKER; /* the 0xff is held already */
			*ret_taken = 0;
			return OK;
		}
		strip->held_len = 0;
		*ret_taken = 1;
		TRY(strip_keep(strip, "\xff", 1));
		return strip_keep(strip, bytes, 1);
	}
	mark = memchr(bytes, 0xff, len);
	*ret_taken = mark ? (size_t)(mark - bytes) + 1 : len;
	strip->held_len = mark ? 1 : 0;
	return strip_keep(strip, bytes, mark ? *ret_taken - 1 : len);
}

enum err jpeg_put(struct image_strip *strip, const unsigned char *bytes, size_t len, size_t *ret_taken)
{
	switch (strip->state) {
	case IN_SEGMENT:
		return take_segment(strip, bytes, len, ret_taken);
	case IN_SCAN:
		return take_scan(strip, bytes, len, ret_taken);
	case AFTER_END:
		*ret_taken = len;
		return OK;
	default:
		*ret_taken = 1;
		return take_marker(strip, bytes[0]);
	}
}

/* Browsers show a picture whose last bytes are missing; so does a whole one with its end put there. */
enum err jpeg_end(struct image_strip *strip)
{
	if (strip->has_end)
		return OK;
	return strip->state == IN_SCAN ? strip_keep(strip, "\xff\xd9", 2) : ERR_INVALID;
}
