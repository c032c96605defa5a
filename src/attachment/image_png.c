/* SPDX-License-Identifier: MIT */
/* PNG (ISO/IEC 15948, third edition): a signature, then chunks of length, type, data and checksum. */
#include "attachment/image_strip.h"

#include <string.h>

#include "attachment/exif_orientation.h"
#include "base/banned.h"

enum { AT_START, AT_CHUNK, IN_CHUNK, AFTER_END };
enum { DROP, KEEP, EXIF };

#define SIGNATURE_BYTES 8
#define HEAD_BYTES 8
#define CHECKSUM_BYTES 4
#define CHUNK_BYTES_MAX 0x7fffffffU

/* What belongs to the picture: its data, colours, size, and movement. */
static const char kept[][5] = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT",
			       "bKGD", "pHYs", "cICP", "mDCV", "cLLI", "acTL", "fcTL", "fdAT"};

static uint32_t number(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void put_number(unsigned char *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(value >> (24 - 8 * i));
}

/* CRC-32 as in annex D. */
static uint32_t checksum(const unsigned char *bytes, size_t len)
{
	uint32_t crc = 0xffffffffU;

	for (size_t i = 0; i < len; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? 0xedb88320U ^ (crc >> 1) : crc >> 1;
	}
	return ~crc;
}

static bool is_kept(const unsigned char *type)
{
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (memcmp(kept[i], type, 4) == 0)
			return true;
	return false;
}

static enum err take_signature(struct image_strip *strip, const unsigned char *bytes, size_t len, size_t *ret_taken)
{
	if (!strip_hold(strip, bytes, len, SIGNATURE_BYTES, ret_taken))
		return OK;
	if (memcmp(strip->held, "\x89PNG\r\n\x1a\n", SIGNATURE_BYTES) != 0)
		return ERR_INVALID;
	strip->state = AT_CHUNK;
	strip->held_len = 0;
	return strip_keep(strip, strip->held, SIGNATURE_BYTES);
}

/* A chunk that must be understood (its first letter is a capital), and is not, is no picture of ours to judge. */
static enum err take_head(struct image_strip *strip, const unsigned char *bytes, size_t len, size_t *ret_taken)
{
	const unsigned char *type = strip->held + 4;

	if (!strip_hold(strip, bytes, len, HEAD_BYTES, ret_taken))
		return OK;
	strip->left = number(strip->held);
	if (strip->left > CHUNK_BYTES_MAX || (!strip->has_picture && memcmp(type, "IHDR", 4) != 0))
		return ERR_INVALID;
	strip->has_picture = true;
	strip->left += CHECKSUM_BYTES;
	strip->held_len = 0;
	strip->state = IN_CHUNK;
	strip->has_end = memcmp(type, "IEND", 4) == 0;
	if (is_kept(type)) {
		strip->kind = KEEP;
		return strip_keep(strip, strip->held, HEAD_BYTES);
	}
	strip->kind = memcmp(type, "eXIf", 4) == 0 && strip->left <= STRIP_HELD_MAX ? EXIF : DROP;
	return type[0] & 0x20 ? OK : ERR_INVALID;
}

static enum err keep_orientation(struct image_strip *strip)
{
	unsigned char chunk[HEAD_BYTES + EXIF_TIFF_BYTES + CHECKSUM_BYTES] = {0, 0, 0, EXIF_TIFF_BYTES, 'e', 'X', 'I', 'f'};
	int orientation = exif_orientation_read(strip->held, strip->held_len - CHECKSUM_BYTES);

	if (orientation == 1)
		return OK;
	exif_orientation_write(orientation, chunk + HEAD_BYTES);
	put_number(chunk + HEAD_BYTES + EXIF_TIFF_BYTES, checksum(chunk + 4, 4 + EXIF_TIFF_BYTES));
	return strip_keep(strip, chunk, sizeof(chunk));
}

static enum err take_data(struct image_strip *strip, const unsigned char *bytes, size_t len, size_t *ret_taken)
{
	size_t take = len < strip->left ? len : strip->left;

	*ret_taken = take;
	if (strip->kind == KEEP)
		TRY(strip_keep(strip, bytes, take));
	else if (strip->kind == EXIF)
		(void)strip_hold(strip, bytes, take, strip->held_len + take, &take);
	strip->left -= (uint32_t)*ret_taken;
	if (strip->left > 0)
		return OK;
	strip->state = strip->has_end ? AFTER_END : AT_CHUNK;
	if (strip->kind == EXIF)
		TRY(keep_orientation(strip));
	strip->held_len = 0;
	return OK;
}

enum err png_put(struct image_strip *strip, const unsigned char *bytes, size_t len, size_t *ret_taken)
{
	switch (strip->state) {
	case AT_START:
		return take_signature(strip, bytes, len, ret_taken);
	case AT_CHUNK:
		return take_head(strip, bytes, len, ret_taken);
	case IN_CHUNK:
		return take_data(strip, bytes, len, ret_taken);
	default:
		*ret_taken = len;
		return OK;
	}
}

enum err png_end(struct image_strip *strip)
{
	return strip->state == AFTER_END ? OK : ERR_INVALID;
}
