/* SPDX-License-Identifier: MIT */
#include "learning/report_extract.h"

#include <string.h>

#include "contract/json_tree.h"
#include "learning/report_labels.h"
#include "learning/report_words.h"
#include "base/banned.h"

#define EXTRACT_ROWS_MAX 20000
#define ABOUT_ROWS 7

struct extracting {
	struct arena *arena;
	const struct report_extract *extract;
	struct report_labels labels;
	struct report_rows rows;
};

static const char *say(struct extracting *x, const char *key, const char *a, const char *b)
{
	return report_say(x->arena, x->extract->language, key, a, b);
}

static void add_about(struct extracting *x, const char *key, const char *text)
{
	if (text)
		x->rows.rows[x->rows.count++] = (struct report_row){.table = say(x, "about_extract", NULL, NULL),
								    .label = say(x, key, NULL, NULL),
								    .code = "",
								    .now = {.kind = FIGURE_TEXT, .text = text}};
}

static void add_abouts(struct extracting *x)
{
	const struct report_extract *extract = x->extract;

	add_about(x, "extract.purpose", extract->purpose);
	add_about(x, "extract.made_by", extract->made_by);
	add_about(x, "extract.made_at", extract->made_at);
	add_about(x, "data", extract->reports);
	add_about(x, "filter", extract->filter);
	add_about(x, "caveats", say(x, "caveat.counts_not_incidence", NULL, NULL));
	add_about(x, "caveats", say(x, "smallest", arena_i64(x->arena, extract->smallest_shown), NULL));
	x->rows.about = x->rows.count;
}

/* Every row beside every column: what the table does not name is zero, or unknown where there is no report. */
struct grid {
	const cJSON *row_values, *column_values, *cells;
	const char *row_dimension, *column_dimension;
	bool counted;
};

static const cJSON *cell_at(const struct grid *grid, const char *row, const char *column)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, grid->cells) {
		const char *r = json_text(json_member(item, "row")), *c = json_text(json_member(item, "column"));

		if (r && c && strcmp(r, row) == 0 && strcmp(c, column) == 0)
			return json_member(item, "cell");
	}
	return NULL;
}

static struct report_figure figure_at(struct extracting *x, const struct grid *grid, const char *row,
				      const char *column)
{
	const cJSON *found = cell_at(grid, row, column);
	struct report_cell cell = found ? report_cell_read(found)
					: (struct report_cell){.state = grid->counted ? CELL_ZERO : CELL_NO_DATA};

	return report_cell_figure(x->arena, x->extract->language, &cell);
}

static void add_cells(struct extracting *x, const struct grid *grid)
{
	const cJSON *row, *column;

	cJSON_ArrayForEach (row, grid->row_values) {
		cJSON_ArrayForEach (column, grid->column_values) {
			const char *r = json_text(row), *c = json_text(column);

			if (!r || !c)
				continue;
			x->rows.rows[x->rows.count++] = (struct report_row){
				.table = report_label(&x->labels, grid->row_dimension, r),
				.label = report_label(&x->labels, grid->column_dimension, c),
				.code = arena_printf(x->arena, "%s|%s", r, c),
				.now = figure_at(x, grid, r, c),
			};
		}
	}
}

static size_t product(const cJSON *a, const cJSON *b)
{
	int rows = cJSON_IsArray(a) ? cJSON_GetArraySize(a) : 0, columns = cJSON_IsArray(b) ? cJSON_GetArraySize(b) : 0;

	return (size_t)rows * (size_t)columns;
}

enum err report_extract_read(struct arena *arena, const struct report_extract *extract, struct report_rows *ret_rows)
{
	const char *wrong = NULL;
	JSON_TREE_AUTO cJSON *table = json_read(arena, extract->table, strlen(extract->table), &wrong);
	JSON_TREE_AUTO cJSON *labels = json_read(arena, extract->labels, strlen(extract->labels), &wrong);
	int half_years = 0;
	struct extracting x = {.arena = arena, .extract = extract, .labels = {arena, labels, extract->language}};
	struct grid grid = {
		.row_values = json_member(table, "row_values"),
		.column_values = json_member(table, "column_values"),
		.cells = json_member(table, "cells"),
		.row_dimension = json_text(json_member(table, "rows")),
		.column_dimension = json_text(json_member(table, "columns")),
		.counted = json_whole_number(json_member(table, "half_years"), 1, 1000, &half_years),
	};

	if (!grid.row_dimension || !grid.column_dimension)
		return ERR_INVALID;
	if (product(grid.row_values, grid.column_values) > EXTRACT_ROWS_MAX)
		return ERR_TOO_LARGE;
	x.rows.rows = ARENA_ARRAY(arena, struct report_row, product(grid.row_values, grid.column_values) + ABOUT_ROWS);
	x.rows.title = say(&x, "about_extract", NULL, NULL);
	x.rows.made = extract->made_at;
	x.rows.columns = 4;
	x.rows.headings[0] = report_label(&x.labels, "dimension", grid.row_dimension);
	x.rows.headings[1] = report_label(&x.labels, "dimension", grid.column_dimension);
	x.rows.headings[2] = say(&x, "code", NULL, NULL);
	x.rows.headings[3] = say(&x, "figure", NULL, NULL);
	add_abouts(&x);
	add_cells(&x, &grid);
	*ret_rows = x.rows;
	return OK;
}
