/* SPDX-License-Identifier: MIT */
/* The report as CSV (RFC 4180), with what Excel needs to open it right: a byte order mark, semicolons, no formulas. */
#include "learning/report_output.h"

#include <string.h>

#include "learning/report_rows.h"
#include "base/banned.h"

/* A cell that begins like a formula is text (CWE-1236); the apostrophe is what spreadsheets take for that. */
static int is_like_formula(const char *text)
{
	return *text != '\0' && strchr("=+-@\t\r", *text) != NULL;
}

static void add_text(struct str *file, const char *text)
{
	str_add_char(file, '"');
	if (is_like_formula(text))
		str_add_char(file, '\'');
	for (const char *c = text; *c; c++) {
		if (*c == '"')
			str_add_char(file, '"');
		str_add_char(file, *c);
	}
	str_add_char(file, '"');
}

static void add_figure(struct arena *arena, struct str *file, enum language language,
		       const struct report_figure *figure)
{
	if (figure->kind == FIGURE_TEXT)
		add_text(file, figure->text);
	else if (figure->kind == FIGURE_COUNT)
		str_addf(file, "%.0f", figure->number);
	else if (figure->kind == FIGURE_MEASURE)
		str_add(file, report_number_text(arena, language, figure->number));
}

enum err report_rows_csv(struct arena *arena, enum language language, const struct report_rows *rows, struct str *file)
{
	str_add(file, "\xEF\xBB\xBF");
	for (size_t i = 0; i < rows->columns; i++) {
		str_add(file, i ? ";" : "");
		add_text(file, rows->headings[i]);
	}
	for (size_t i = 0; i < rows->count; i++) {
		const struct report_row *row = &rows->rows[i];

		str_add(file, "\r\n");
		add_text(file, row->table);
		str_add_char(file, ';');
		add_text(file, row->label);
		str_add_char(file, ';');
		add_text(file, row->code);
		str_add_char(file, ';');
		add_figure(arena, file, language, &row->now);
		if (rows->columns < REPORT_COLUMNS_MAX)
			continue;
		str_add_char(file, ';');
		add_figure(arena, file, language, &row->before);
	}
	str_add(file, "\r\n");
	return str_failed(file) ? ERR_TOO_LARGE : OK;
}

enum err report_csv(struct arena *arena, const struct report_document *report, struct str *file)
{
	struct report_rows rows = report_rows(arena, report);

	return report_rows_csv(arena, report->language, &rows, file);
}
