/* SPDX-License-Identifier: MIT */
/* The report as a workbook: a cover and one table of numbers. Words are strings, never formulas. */
#include "learning/report_output.h"

#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "base/moment.h"
#include "learning/report_rows.h"
#include "learning/report_words.h"
#include "base/banned.h"

enum { TEXT_MOST = 32767 }; /* characters of a cell of Excel */

struct sheet {
	struct arena *arena;
	lxw_worksheet *worksheet;
	lxw_format *heading, *number, *measure, *wrapped;
	lxw_row_t row;
};

static void write_text(struct sheet *sheet, lxw_col_t column, const char *text, lxw_format *format)
{
	worksheet_write_string(sheet->worksheet, sheet->row, column, strlen(text) > TEXT_MOST ? "" : text, format);
}

static void write_figure(struct sheet *sheet, lxw_col_t column, const struct report_figure *figure)
{
	if (figure->kind == FIGURE_TEXT)
		write_text(sheet, column, figure->text, sheet->wrapped);
	else if (figure->kind != FIGURE_NONE)
		worksheet_write_number(sheet->worksheet, sheet->row, column, figure->number,
				       figure->kind == FIGURE_COUNT ? sheet->number : sheet->measure);
}

static void write_cover(struct sheet *sheet, const struct report_rows *rows, const char *title)
{
	worksheet_set_column(sheet->worksheet, 0, 0, 40, NULL);
	worksheet_set_column(sheet->worksheet, 1, 1, 90, NULL);
	write_text(sheet, 0, title, sheet->heading);
	sheet->row = 2;
	for (size_t i = 0; i < rows->about; i++, sheet->row++) {
		write_text(sheet, 0, rows->rows[i].label, sheet->wrapped);
		write_figure(sheet, 1, &rows->rows[i].now);
	}
}

static void write_numbers(struct sheet *sheet, const struct report_rows *rows)
{
	static const double widths[] = {32, 48, 24, 24, 24};

	for (lxw_col_t i = 0; i < rows->columns; i++) {
		worksheet_set_column(sheet->worksheet, i, i, widths[i], NULL);
		write_text(sheet, i, rows->headings[i], sheet->heading);
	}
	worksheet_freeze_panes(sheet->worksheet, 1, 0);
	for (size_t i = rows->about; i < rows->count; i++) {
		const struct report_row *row = &rows->rows[i];

		sheet->row++;
		write_text(sheet, 0, row->table, NULL);
		write_text(sheet, 1, row->label, NULL);
		write_text(sheet, 2, row->code, NULL);
		write_figure(sheet, 3, &row->now);
		if (rows->columns == REPORT_COLUMNS_MAX)
			write_figure(sheet, 4, &row->before);
	}
	worksheet_autofilter(sheet->worksheet, 0, 0, sheet->row, (lxw_col_t)(rows->columns - 1));
}

static void set_properties(lxw_workbook *workbook, const char *made, char *title)
{
	int64_t minutes = 0;
	lxw_doc_properties properties = {.title = title};

	if (moment_read(made, strlen(made), &minutes))
		properties.created = (time_t)(minutes * 60);
	if (properties.created == 0)
		properties.created = 1; /* 0 would be the time of writing */
	workbook_set_properties(workbook, &properties);
}

static enum err write_workbook(struct arena *arena, enum language language, const struct report_rows *rows,
			       const char *path)
{
	char *title = arena_strdup(arena, rows->title);
	lxw_workbook *workbook = workbook_new(path);
	struct sheet sheet = {.arena = arena};

	if (!workbook)
		return ERR_INTERNAL;
	set_properties(workbook, rows->made, title);
	sheet.heading = workbook_add_format(workbook);
	sheet.number = workbook_add_format(workbook);
	sheet.measure = workbook_add_format(workbook);
	sheet.wrapped = workbook_add_format(workbook);
	format_set_bold(sheet.heading);
	format_set_num_format(sheet.number, "0");
	format_set_num_format(sheet.measure, "0.00");
	format_set_text_wrap(sheet.wrapped);
	format_set_align(sheet.wrapped, LXW_ALIGN_VERTICAL_TOP);
	sheet.worksheet = workbook_add_worksheet(workbook, report_word(language, "about"));
	write_cover(&sheet, rows, title);
	sheet.worksheet = workbook_add_worksheet(workbook, report_word(language, "numbers"));
	sheet.row = 0;
	write_numbers(&sheet, rows);
	return workbook_close(workbook) == LXW_NO_ERROR ? OK : ERR_INTERNAL;
}

static enum err read_back(int fd, struct str *file)
{
	char piece[16384];
	ssize_t got;

	for (off_t at = 0; (got = pread(fd, piece, sizeof(piece), at)) > 0; at += got)
		str_add_bytes(file, piece, (size_t)got);
	if (got < 0)
		return ERR_INTERNAL;
	return str_failed(file) ? ERR_TOO_LARGE : OK;
}

/* The library writes to a path; this one leads to memory. */
enum err report_rows_xlsx(struct arena *arena, enum language language, const struct report_rows *rows, struct str *file)
{
	int fd = memfd_create("report", MFD_CLOEXEC);
	enum err err;

	if (fd < 0)
		return ERR_INTERNAL;
	err = write_workbook(arena, language, rows, arena_printf(arena, "/proc/self/fd/%d", fd));
	if (err == OK)
		err = read_back(fd, file);
	close(fd);
	return err;
}

enum err report_xlsx(struct arena *arena, const struct report_document *report, struct str *file)
{
	struct report_rows rows = report_rows(arena, report);

	return report_rows_xlsx(arena, report->language, &rows, file);
}
