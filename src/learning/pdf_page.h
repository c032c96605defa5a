/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_PDF_PAGE_H
#define LEARNING_PDF_PAGE_H

/*
 * Pages of a tagged PDF on A4, filled from top to bottom: headings, paragraphs, tables that go on overleaf, pictures with words in
 * their place. What it draws can be read aloud in the order it was drawn. The foot of each page is no part of that.
 */

#include "base/arena.h"
#include "base/language.h"
#include "base/str.h"

#include <stdbool.h>

#define PDF_COLUMNS_MAX 6
#define PDF_BARS_MAX 64
#define PDF_PICTURES_MAX 256

struct pdf_column {
	const char *heading;
	double width;
	bool right; /* numbers */
};

enum pdf_fill {
	PDF_BAR,     /* a bar as long as its share */
	PDF_HATCHED, /* hidden */
	PDF_EMPTY,   /* no data */
	PDF_NO_BAR
};

struct pdf_bar {
	double y, height, share;
	enum pdf_fill fill;
};

struct pdf_table {
	const char *caption;
	struct pdf_column columns[PDF_COLUMNS_MAX];
	int column_count;
	double bars_at; /* where the bars beside the table begin; 0: none */
	const char *bars_alt;
	struct pdf_bar bars[PDF_BARS_MAX]; /* of the rows on this page */
	int bar_count;
};

struct pdf {
	struct arena *arena;
	enum language language;
	const char *foot;
	size_t page, pages; /* pages: of the whole document, once it is known */
	double y;
	struct _cairo_surface *surface; /* cairo's, which the pages alone include */
	struct _cairo *cr;
	const char *pictures[PDF_PICTURES_MAX]; /* the words of each, in order */
	size_t picture_count;
	bool failed;
};

#define PDF_LEFT 42.0
#define PDF_WIDTH 511.0

/* title and made (RFC 3339) go into the document. Ends with pdf_finish, also after a failure. */
void pdf_begin(struct pdf *pdf, const char *title, const char *made, struct str *file);
MUST_USE enum err pdf_finish(struct pdf *pdf);

/* Goes on overleaf when less than `height` is left. */
void pdf_need(struct pdf *pdf, double height);
void pdf_heading(struct pdf *pdf, int level, const char *text);
void pdf_paragraph(struct pdf *pdf, const char *text);
/* Text without a tag of its own, inside a picture. right: ends at x. */
void pdf_label(struct pdf *pdf, double x, double y, const char *text, bool right);

void pdf_table_begin(struct pdf *pdf, struct pdf_table *table);
/* As many texts as columns; bar: beside the row, y and height are filled in. */
void pdf_table_row(struct pdf *pdf, struct pdf_table *table, const char *const *texts, const struct pdf_bar *bar);
void pdf_table_end(struct pdf *pdf, struct pdf_table *table);

void pdf_picture_begin(struct pdf *pdf, const char *alt);
void pdf_picture_end(struct pdf *pdf);
/* A rectangle filled as a bar is. */
void pdf_fill(struct pdf *pdf, double x, double y, double width, double height, enum pdf_fill fill);

#endif
