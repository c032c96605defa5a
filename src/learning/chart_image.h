/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_CHART_IMAGE_H
#define LEARNING_CHART_IMAGE_H

/*
 * A small bar chart as PNG, for mail: how many learning points were published in each of the last months. The same numbers give the same
 * bytes on the same machine. No words but the first letters of months, which are the same in our languages, so one picture serves all.
 */

#include "base/err.h"

#include <stddef.h>

#define CHART_MONTHS 12
#define CHART_WIDTH 560 /* as shown; the picture has twice as many pixels */
#define CHART_HEIGHT 150

struct chart_month {
	int month; /* 1 to 12 */
	int count;
};

/* *ret_png is the caller's: free. ERR_INTERNAL when it cannot be drawn. */
MUST_USE enum err chart_image_draw(const struct chart_month months[CHART_MONTHS], unsigned char **ret_png, size_t *ret_len);

#endif
