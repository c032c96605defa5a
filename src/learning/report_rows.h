/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_REPORT_ROWS_H
#define LEARNING_REPORT_ROWS_H

/* The report as one table of rows, for CSV and workbook. */

#include "learning/report_output.h"

enum figure_kind {
	FIGURE_NONE, /* nothing belongs here */
	FIGURE_TEXT, /* words: a hidden number, no data, what something is called */
	FIGURE_COUNT,
	FIGURE_MEASURE /* with a decimal */
};

struct report_figure {
	enum figure_kind kind;
	double number;
	const char *text;
};

struct report_row {
	const char *table, *label, *code;
	struct report_figure now, before;
};

#define REPORT_COLUMNS_MAX 5

struct report_rows {
	const char *title, *made; /* made: RFC 3339 */
	const char *headings[REPORT_COLUMNS_MAX];
	size_t columns; /* 4: without the time before */
	struct report_row *rows;
	size_t count, about; /* the first `about` rows speak of the report itself */
};

struct report_rows report_rows(struct arena *arena, const struct report_document *report);

/* The rows as a file, as report_csv and report_xlsx. */
MUST_USE enum err report_rows_csv(struct arena *arena, enum language language, const struct report_rows *rows,
				  struct str *file);
MUST_USE enum err report_rows_xlsx(struct arena *arena, enum language language, const struct report_rows *rows,
				   struct str *file);

struct report_figure report_cell_figure(struct arena *arena, enum language language, const struct report_cell *cell);
/* A cell in words: "12", "0", "hidden, at least 7", "no data". */
const char *report_cell_text(struct arena *arena, enum language language, const struct report_cell *cell);
/* A number in the language, with at most two decimals, or four below one. */
const char *report_number_text(struct arena *arena, enum language language, double number);

#endif
