/* SPDX-License-Identifier: MIT */
#include "learning/pdf_page.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "learning/report_words.h"
#include "base/banned.h"

#define A4_WIDTH 595.276
#define A4_HEIGHT 841.89
#define TOP 42.0
#define BOTTOM 790.0
#define FOOT 806.0
#define PAD 3.0
#define BARS_WIDTH 150.0

struct look {
	double size;
	bool bold;
};
static const struct look body = {9, false}, strong = {9, true}, small = {7.5, false};
static const struct look headings[] = {{18, true}, {13, true}, {10.5, true}};

static cairo_status_t write_bytes(void *file, const unsigned char *bytes, unsigned int len)
{
	str_add_bytes(file, bytes, len);
	return str_failed(file) ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static PangoLayout *layout_of(struct pdf *pdf, const char *text, double width, struct look look, bool right)
{
	PangoLayout *layout = pango_cairo_create_layout(pdf->cr);
	PangoAttrList *attributes = pango_attr_list_new();
	PangoFontDescription *font = pango_font_description_from_string("DejaVu Sans");

	pango_font_description_set_absolute_size(font, look.size * PANGO_SCALE);
	pango_font_description_set_weight(font, look.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
	if (width > 0)
		pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_alignment(layout, right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
	/* A checksum that is broken into two lines gets no hyphen, which would be taken for a part of it. */
	pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
	pango_layout_set_attributes(layout, attributes);
	pango_attr_list_unref(attributes);
	pango_context_set_round_glyph_positions(pango_layout_get_context(layout), FALSE);
	pango_layout_set_text(layout, text, -1);
	return layout;
}

static double height_of(PangoLayout *layout)
{
	PangoRectangle box;

	pango_layout_get_extents(layout, NULL, &box);
	return (double)box.height / PANGO_SCALE;
}

static double width_of(PangoLayout *layout)
{
	PangoRectangle box;

	pango_layout_get_extents(layout, NULL, &box);
	return (double)box.width / PANGO_SCALE;
}

static void show(struct pdf *pdf, PangoLayout *layout, double x, double y)
{
	cairo_set_source_rgb(pdf->cr, 0.1, 0.12, 0.15);
	cairo_move_to(pdf->cr, x, y);
	pango_cairo_show_layout(pdf->cr, layout);
}

static void begin_tag(struct pdf *pdf, const char *tag)
{
	cairo_tag_begin(pdf->cr, tag, NULL);
}

static void end_tag(struct pdf *pdf, const char *tag)
{
	cairo_tag_end(pdf->cr, tag);
}

static void draw_foot(struct pdf *pdf)
{
	const char *page = arena_printf(pdf->arena, "%zu", pdf->page);
	const char *pages = arena_printf(pdf->arena, "%zu", pdf->pages);
	PangoLayout *left = layout_of(pdf, pdf->foot, PDF_WIDTH - 80, small, false);
	PangoLayout *right =
		layout_of(pdf, report_say(pdf->arena, pdf->language, "page_of", page, pages), 80, small, true);

	show(pdf, left, PDF_LEFT, FOOT);
	show(pdf, right, PDF_LEFT + PDF_WIDTH - 80, FOOT);
	g_object_unref(left);
	g_object_unref(right);
}

static void end_page(struct pdf *pdf)
{
	draw_foot(pdf);
	cairo_show_page(pdf->cr);
}

static void next_page(struct pdf *pdf)
{
	end_page(pdf);
	pdf->page++;
	pdf->y = TOP;
}

void pdf_begin(struct pdf *pdf, const char *title, const char *made, struct str *file)
{
	pdf->surface = cairo_pdf_surface_create_for_stream(write_bytes, file, A4_WIDTH, A4_HEIGHT);
	cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_TITLE, title);
	cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATOR, "Samavvik");
	cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATE_DATE, made);
	pdf->cr = cairo_create(pdf->surface);
	pdf->page = 1;
	pdf->y = TOP;
	begin_tag(pdf, "Document");
}

enum err pdf_finish(struct pdf *pdf)
{
	cairo_status_t status;

	end_page(pdf);
	end_tag(pdf, "Document");
	status = cairo_status(pdf->cr);
	cairo_destroy(pdf->cr);
	cairo_surface_finish(pdf->surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(pdf->surface);
	cairo_surface_destroy(pdf->surface);
	return status == CAIRO_STATUS_SUCCESS && !pdf->failed ? OK : ERR_INTERNAL;
}

void pdf_need(struct pdf *pdf, double height)
{
	if (pdf->y + height > BOTTOM && pdf->y > TOP)
		next_page(pdf);
}

void pdf_heading(struct pdf *pdf, int level, const char *text)
{
	static const char *const tags[] = {"H1", "H2", "H3"};
	PangoLayout *layout = layout_of(pdf, text, PDF_WIDTH, headings[level - 1], false);
	double height = height_of(layout);

	/* Never alone at the foot of a page. */
	pdf_need(pdf, height + 80);
	if (pdf->y > TOP)
		pdf->y += level == 1 ? 0 : 10;
	begin_tag(pdf, tags[level - 1]);
	show(pdf, layout, PDF_LEFT, pdf->y);
	end_tag(pdf, tags[level - 1]);
	pdf->y += height + 5;
	g_object_unref(layout);
}

void pdf_paragraph(struct pdf *pdf, const char *text)
{
	PangoLayout *layout = layout_of(pdf, text, PDF_WIDTH, body, false);
	double height = height_of(layout);

	pdf_need(pdf, height);
	begin_tag(pdf, "P");
	show(pdf, layout, PDF_LEFT, pdf->y);
	end_tag(pdf, "P");
	pdf->y += height + 4;
	g_object_unref(layout);
}

void pdf_label(struct pdf *pdf, double x, double y, const char *text, bool right)
{
	PangoLayout *layout = layout_of(pdf, text, 0, small, false);

	show(pdf, layout, right ? x - width_of(layout) : x, y);
	g_object_unref(layout);
}

void pdf_fill(struct pdf *pdf, double x, double y, double width, double height, enum pdf_fill fill)
{
	cairo_t *cr = pdf->cr;

	if (fill == PDF_NO_BAR)
		return;
	cairo_save(cr);
	cairo_rectangle(cr, x, y, width, height);
	if (fill == PDF_BAR) {
		cairo_set_source_rgb(cr, 0.0, 0.38, 0.65);
		cairo_fill(cr);
		cairo_restore(cr);
		return;
	}
	cairo_set_source_rgb(cr, 0.35, 0.38, 0.42);
	cairo_set_line_width(cr, 0.6);
	cairo_stroke_preserve(cr);
	cairo_clip(cr);
	for (double at = x - height; fill == PDF_HATCHED && at < x + width; at += 4) {
		cairo_move_to(cr, at, y + height);
		cairo_line_to(cr, at + height, y);
		cairo_stroke(cr);
	}
	cairo_restore(cr);
}

void pdf_picture_begin(struct pdf *pdf, const char *alt)
{
	if (pdf->picture_count == PDF_PICTURES_MAX)
		pdf->failed = true;
	else
		pdf->pictures[pdf->picture_count++] = alt;
	begin_tag(pdf, "Figure");
}

void pdf_picture_end(struct pdf *pdf)
{
	end_tag(pdf, "Figure");
}

static void draw_bars(struct pdf *pdf, struct pdf_table *table)
{
	int there = 0;

	for (int i = 0; i < table->bar_count; i++)
		there += table->bars[i].fill != PDF_NO_BAR;
	if (there > 0) {
		pdf_picture_begin(pdf, table->bars_alt);
		for (int i = 0; i < table->bar_count; i++) {
			const struct pdf_bar *bar = &table->bars[i];
			double width = bar->fill == PDF_BAR ? bar->share * BARS_WIDTH : 24;

			pdf_fill(pdf, table->bars_at, bar->y + 2, width, bar->height - 5, bar->fill);
		}
		pdf_picture_end(pdf);
	}
	table->bar_count = 0;
}

/* One row; heading: of the table. Returns nothing; moves down. */
static void draw_row(struct pdf *pdf, const struct pdf_table *table, PangoLayout *const *cells, double height,
		     bool heading)
{
	double x = PDF_LEFT;

	begin_tag(pdf, "TR");
	for (int i = 0; i < table->column_count; i++) {
		const char *tag = heading ? "TH" : "TD";

		begin_tag(pdf, tag);
		show(pdf, cells[i], x + PAD, pdf->y + PAD);
		end_tag(pdf, tag);
		x += table->columns[i].width;
	}
	end_tag(pdf, "TR");
	cairo_set_source_rgb(pdf->cr, 0.75, 0.78, 0.82);
	cairo_set_line_width(pdf->cr, heading ? 1 : 0.4);
	cairo_move_to(pdf->cr, PDF_LEFT, pdf->y + height);
	cairo_line_to(pdf->cr, x, pdf->y + height);
	cairo_stroke(pdf->cr);
	pdf->y += height;
}

static double lay_cells(struct pdf *pdf, const struct pdf_table *table, const char *const *texts, struct look look,
			PangoLayout **cells)
{
	double height = 0;

	for (int i = 0; i < table->column_count; i++) {
		const struct pdf_column *column = &table->columns[i];

		cells[i] = layout_of(pdf, texts[i], column->width - 2 * PAD, look, column->right);
		height = height_of(cells[i]) > height ? height_of(cells[i]) : height;
	}
	return height + 2 * PAD;
}

static void free_cells(const struct pdf_table *table, PangoLayout **cells)
{
	for (int i = 0; i < table->column_count; i++)
		g_object_unref(cells[i]);
}

static void draw_headings(struct pdf *pdf, struct pdf_table *table)
{
	const char *texts[PDF_COLUMNS_MAX] = {0};
	PangoLayout *cells[PDF_COLUMNS_MAX] = {0};
	double height;

	begin_tag(pdf, "Table");
	for (int i = 0; i < table->column_count; i++)
		texts[i] = table->columns[i].heading;
	height = lay_cells(pdf, table, texts, strong, cells);
	draw_row(pdf, table, cells, height, true);
	free_cells(table, cells);
}

void pdf_table_begin(struct pdf *pdf, struct pdf_table *table)
{
	pdf_need(pdf, 60);
	draw_headings(pdf, table);
}

void pdf_table_end(struct pdf *pdf, struct pdf_table *table)
{
	end_tag(pdf, "Table");
	draw_bars(pdf, table);
	pdf->y += 6;
}

/* The rest of the table overleaf is a table of its own, with its headings. */
static void go_on_overleaf(struct pdf *pdf, struct pdf_table *table)
{
	pdf_table_end(pdf, table);
	next_page(pdf);
	pdf_paragraph(pdf, report_say(pdf->arena, pdf->language, "continued", table->caption, NULL));
	draw_headings(pdf, table);
}

void pdf_table_row(struct pdf *pdf, struct pdf_table *table, const char *const *texts, const struct pdf_bar *bar)
{
	PangoLayout *cells[PDF_COLUMNS_MAX] = {0};
	double height = lay_cells(pdf, table, texts, body, cells);

	if (pdf->y + height > BOTTOM || table->bar_count == PDF_BARS_MAX)
		go_on_overleaf(pdf, table);
	if (bar) {
		table->bars[table->bar_count] = *bar;
		table->bars[table->bar_count].y = pdf->y;
		table->bars[table->bar_count++].height = height;
	}
	draw_row(pdf, table, cells, height, false);
	free_cells(table, cells);
}
