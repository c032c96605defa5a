/* SPDX-License-Identifier: MIT */
#include "attachment/exif_orientation.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/banned.h"

#define ENTRY_BYTES 12
#define TAG_ORIENTATION 0x0112
#define TYPE_SHORT 3

static uint32_t number(const unsigned char *at, int bytes, bool big_end_first)
{
	uint32_t value = 0;

	for (int i = 0; i < bytes; i++)
		value = value << 8 | at[big_end_first ? i : bytes - 1 - i];
	return value;
}

int exif_orientation_read(const unsigned char *tiff, size_t len)
{
	bool big = len >= 8 && memcmp(tiff, "MM\0*", 4) == 0;
	size_t directory, count;

	if (!big && (len < 8 || memcmp(tiff, "II*\0", 4) != 0))
		return 1;
	directory = number(tiff + 4, 4, big);
	if (directory > len - 2 || directory + 2 > len)
		return 1;
	count = number(tiff + directory, 2, big);
	for (size_t i = 0, at = directory + 2; i < count && len - at >= ENTRY_BYTES; i++, at += ENTRY_BYTES) {
		uint32_t value = number(tiff + at + 8, 2, big);

		if (number(tiff + at, 2, big) == TAG_ORIENTATION && number(tiff + at + 2, 2, big) == TYPE_SHORT)
			return value >= 1 && value <= 8 ? (int)value : 1;
	}
	return 1;
}

void exif_orientation_write(int orientation, unsigned char ret_tiff[EXIF_TIFF_BYTES])
{
	static const unsigned char tiff[EXIF_TIFF_BYTES] = {
		'M', 'M', 0, '*', 0, 0, 0, 8,                 /* the directory follows */
		0, 1,                                         /* one entry */
		0x01, 0x12, 0, TYPE_SHORT, 0, 0, 0, 1, 0, 0, 0, 0, /* its value is the ninth and tenth byte */
		0, 0, 0, 0,                                   /* no other directory */
	};

	memcpy(ret_tiff, tiff, EXIF_TIFF_BYTES);
	ret_tiff[19] = (unsigned char)orientation;
}
