/* SPDX-License-Identifier: MIT */
#ifndef ATTACHMENT_EXIF_ORIENTATION_H
#define ATTACHMENT_EXIF_ORIENTATION_H

/* The one thing of Exif (CIPA DC-008) that belongs to the picture: which way up it is, 1 (as it lies) to 8. */

#include <stddef.h>

#define EXIF_TIFF_BYTES 26

/* From a TIFF header on; 1 when it says nothing, or nothing that can be understood. */
int exif_orientation_read(const unsigned char *tiff, size_t len);
/* The least TIFF that says it. */
void exif_orientation_write(int orientation, unsigned char ret_tiff[EXIF_TIFF_BYTES]);

#endif
