/* SPDX-License-Identifier: MIT */
#include "learning/chart_image.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cairo.h>

#include "base/banned.h"

#define SCALE 2
#define PNG_BYTES_MAX ((size_t)256 * 1024)
#define TOP 22.0
#define BOTTOM 24.0
#define BAR_SHARE 0.62

struct png {
	unsigned char *bytes;
	size_t len;
};

static cairo_status_t add_bytes(void *context, const unsigned char *bytes, unsigned len)
{
	struct png *png = context;

	if (png->len + len > PNG_BYTES_MAX)
		return CAIRO_STATUS_WRITE_ERROR;
	unsigned char *more = realloc(png->bytes, png->len + len);
	if (!more)
		return CAIRO_STATUS_NO_MEMORY;
	memcpy(more + png->len, bytes, len);
	png->bytes = more;
	png->len += len;
	return CAIRO_STATUS_SUCCESS;
}

static void write_centred(cairo_t *cairo, double x, double y, const char *text)
{
	cairo_text_extents_t size;

	cairo_text_extents(cairo, text, &size);
	cairo_move_to(cairo, x - size.x_advance / 2, y);
	cairo_show_text(cairo, text);
}

static void draw_month(cairo_t *cairo, int place, const struct chart_month *month, int highest)
{
	static const char letters[] = "JFMAMJJASOND";
	const double width = (double)CHART_WIDTH / CHART_MONTHS;
	const double ground = CHART_HEIGHT - BOTTOM;
	const double height = highest > 0 ? (ground - TOP) * month->count / highest : 0;
	const double middle = (place + 0.5) * width;
	char text[16];

	cairo_set_source_rgb(cairo, 0.0, 0.38, 0.56);
	cairo_rectangle(cairo, middle - width * BAR_SHARE / 2, ground - height, width * BAR_SHARE, height);
	cairo_fill(cairo);
	cairo_set_source_rgb(cairo, 0.12, 0.17, 0.24);
	(void)snprintf(text, sizeof(text), "%d", month->count);
	write_centred(cairo, middle, ground - height - 6, text);
	(void)snprintf(text, sizeof(text), "%c", letters[(month->month + 11) % 12]);
	write_centred(cairo, middle, CHART_HEIGHT - 7, text);
}

static void draw(cairo_t *cairo, const struct chart_month months[CHART_MONTHS])
{
	int highest = 0;

	for (int i = 0; i < CHART_MONTHS; i++)
		highest = months[i].count > highest ? months[i].count : highest;
	cairo_scale(cairo, SCALE, SCALE);
	cairo_set_source_rgb(cairo, 1, 1, 1);
	cairo_paint(cairo);
	cairo_select_font_face(cairo, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
	cairo_set_font_size(cairo, 13);
	for (int i = 0; i < CHART_MONTHS; i++)
		draw_month(cairo, i, &months[i], highest);
	cairo_set_source_rgb(cairo, 0.45, 0.5, 0.56);
	cairo_rectangle(cairo, 0, CHART_HEIGHT - BOTTOM, CHART_WIDTH, 1);
	cairo_fill(cairo);
}

enum err chart_image_draw(const struct chart_month months[CHART_MONTHS], unsigned char **ret_png, size_t *ret_len)
{
	struct png png = {0};
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, CHART_WIDTH * SCALE, CHART_HEIGHT * SCALE);
	cairo_t *cairo = cairo_create(surface);

	draw(cairo, months);
	bool drawn = cairo_status(cairo) == CAIRO_STATUS_SUCCESS &&
		     cairo_surface_write_to_png_stream(surface, add_bytes, &png) == CAIRO_STATUS_SUCCESS;
	cairo_destroy(cairo);
	cairo_surface_destroy(surface);
	if (!drawn) {
		free(png.bytes);
		return ERR_INTERNAL;
	}
	*ret_png = png.bytes;
	*ret_len = png.len;
	return OK;
}
