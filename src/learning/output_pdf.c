/* SPDX-License-Identifier: MIT */
/* The report for the meeting: a tagged PDF on A4, each picture with its table. */
#include "learning/report_output.h"

#include <math.h>
#include <string.h>

#include <cairo.h>

#include "learning/pdf_amend.h"
#include "learning/pdf_page.h"
#include "learning/report_rows.h"
#include "learning/report_words.h"
#include "base/banned.h"

#define CHART_HEIGHT 120.0
#define CHART_LEFT 34.0

struct drawing {
	struct pdf pdf;
	const struct report_document *report;
};

static const char *const language_tags[LANGUAGE_COUNT] = {"nb-NO", "nn-NO", "en-GB"};

static const char *say(struct drawing *d, const char *key, const char *a, const char *b)
{
	return report_say(d->pdf.arena, d->report->language, key, a, b);
}

static const char *number(struct drawing *d, double value)
{
	return report_number_text(d->pdf.arena, d->report->language, value);
}

static const char *cell(struct drawing *d, const struct report_cell *cell)
{
	return report_cell_text(d->pdf.arena, d->report->language, cell);
}

static void draw_about(struct drawing *d)
{
	const struct report_document *report = d->report;
	struct pdf_table table = {
		.caption = say(d, "about", NULL, NULL),
		.columns = {{say(d, "what", NULL, NULL), 170, false}, {say(d, "value", NULL, NULL), 341, false}},
		.column_count = 2};
	struct report_rows rows = report_rows(d->pdf.arena, report);

	pdf_heading(&d->pdf, 1, say(d, "title_of", report->helsefellesskap, NULL));
	pdf_paragraph(&d->pdf, say(d, "from_to", report->from, report->to));
	pdf_heading(&d->pdf, 2, say(d, "caveats", NULL, NULL));
	for (size_t i = 0; i < report->caveat_count; i++)
		pdf_paragraph(&d->pdf, report->caveats[i].text);
	pdf_paragraph(&d->pdf, say(d, "smallest", arena_i64(d->pdf.arena, report->smallest_shown), NULL));
	pdf_heading(&d->pdf, 2, table.caption);
	pdf_table_begin(&d->pdf, &table);
	for (size_t i = 0; i < rows.about; i++) {
		const char *texts[] = {rows.rows[i].label, rows.rows[i].now.text};

		/* Caveats and remarks have their own place. */
		if (strcmp(texts[0], say(d, "caveats", NULL, NULL)) != 0 && i < rows.about - report->remark_count)
			pdf_table_row(&d->pdf, &table, texts, NULL);
	}
	pdf_table_end(&d->pdf, &table);
}

static void draw_remarks(struct drawing *d)
{
	if (d->report->remark_count == 0)
		return;
	pdf_heading(&d->pdf, 2, say(d, "remarks", NULL, NULL));
	for (size_t i = 0; i < d->report->remark_count; i++) {
		const struct report_text *remark = &d->report->remarks[i];

		pdf_heading(&d->pdf, 3, remark->about ? remark->about : say(d, "remark_all", NULL, NULL));
		pdf_paragraph(&d->pdf, remark->text);
	}
}

static struct pdf_bar bar_of(const struct report_cell *cell, int64_t most)
{
	if (cell->state == CELL_SHOWN)
		return (struct pdf_bar){.fill = PDF_BAR, .share = most > 0 ? (double)cell->count / (double)most : 0};
	if (cell->state == CELL_SUPPRESSED)
		return (struct pdf_bar){.fill = PDF_HATCHED};
	return (struct pdf_bar){.fill = cell->state == CELL_NO_DATA ? PDF_EMPTY : PDF_NO_BAR};
}

static int64_t most_of(const struct report_dimension *dimension)
{
	int64_t most = 0;

	for (size_t i = 0; i < dimension->count; i++)
		if (dimension->values[i].now.state == CELL_SHOWN && dimension->values[i].now.count > most)
			most = dimension->values[i].now.count;
	return most;
}

/* Values without reports in either time are many and say little one by one. */
static bool is_zero(const struct report_value *value)
{
	return value->now.state == CELL_ZERO &&
	       (value->before.state == CELL_ZERO || value->before.state == CELL_NO_DATA);
}

static size_t zeros_of(const struct report_dimension *dimension)
{
	size_t zeros = 0;

	for (size_t i = 0; i < dimension->count; i++)
		zeros += is_zero(&dimension->values[i]);
	return zeros > 2 ? zeros : 0;
}

static bool is_compared(const struct report_dimension *dimension)
{
	for (size_t i = 0; i < dimension->count; i++)
		if (dimension->values[i].compared)
			return true;
	return false;
}

static void draw_values(struct drawing *d, const struct report_dimension *dimension, struct pdf_table *table,
			size_t folded)
{
	pdf_table_begin(&d->pdf, table);
	for (size_t i = 0; i < dimension->count; i++) {
		const struct report_value *value = &dimension->values[i];
		const char *texts[] = {value->label, cell(d, &value->now),
				       value->compared ? cell(d, &value->before) : ""};
		struct pdf_bar bar = bar_of(&value->now, most_of(dimension));

		if (folded == 0 || !is_zero(value))
			pdf_table_row(&d->pdf, table, texts, &bar);
	}
	if (folded > 0) {
		const char *texts[] = {say(d, "zeros", arena_printf(d->pdf.arena, "%zu", folded), NULL), "0", ""};

		pdf_table_row(&d->pdf, table, texts, NULL);
	}
	pdf_table_end(&d->pdf, table);
}

static void draw_dimension(struct drawing *d, const struct report_dimension *dimension)
{
	struct pdf_table table = {.caption = dimension->label,
				  .columns = {{dimension->label, 200, false},
					      {say(d, "number", NULL, NULL), 80, true},
					      {say(d, "before", NULL, NULL), 75, true}},
				  .column_count = is_compared(dimension) ? 3 : 2,
				  .bars_at = PDF_LEFT + 361,
				  .bars_alt = say(d, "bars_alt", dimension->label, NULL)};

	pdf_heading(&d->pdf, 2, dimension->label);
	if (dimension->count == 0)
		pdf_paragraph(&d->pdf, say(d, "none", NULL, NULL));
	else
		draw_values(d, dimension, &table, zeros_of(dimension));
}

static void draw_total(struct drawing *d)
{
	const char *texts[] = {say(d, "total", NULL, NULL), cell(d, &d->report->total),
			       cell(d, &d->report->total_before)};
	struct pdf_table table = {.caption = texts[0],
				  .columns = {{say(d, "what", NULL, NULL), 200, false},
					      {say(d, "number", NULL, NULL), 80, true},
					      {say(d, "before", NULL, NULL), 75, true}},
				  .column_count = 3};

	pdf_heading(&d->pdf, 2, texts[0]);
	pdf_table_begin(&d->pdf, &table);
	pdf_table_row(&d->pdf, &table, texts, NULL);
	pdf_table_end(&d->pdf, &table);
	pdf_paragraph(&d->pdf, say(d, "bars_key", NULL, NULL));
}

static void draw_learning(struct drawing *d)
{
	const struct {
		const char *key;
		int64_t count;
	} lines[] = {{"points_published", d->report->points_published},
		     {"points_taken_up", d->report->points_taken_up},
		     {"points_done", d->report->points_done}};
	struct pdf_table table = {.caption = say(d, "points", NULL, NULL),
				  .columns = {{say(d, "what", NULL, NULL), 355, false}, {say(d, "number", NULL, NULL), 80, true}},
				  .column_count = 2};

	if (d->report->points_published < 0)
		return;
	pdf_heading(&d->pdf, 2, table.caption);
	pdf_table_begin(&d->pdf, &table);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		const char *texts[] = {say(d, lines[i].key, NULL, NULL), arena_i64(d->pdf.arena, lines[i].count)};

		pdf_table_row(&d->pdf, &table, texts, NULL);
	}
	pdf_table_end(&d->pdf, &table);
}

static const char *state_word(struct drawing *d, enum cell_state state)
{
	return say(d, state == CELL_NO_DATA ? "no_data" : "hidden", NULL, NULL);
}

static void draw_times(struct drawing *d)
{
	const char *median = say(d, "median", NULL, NULL), *p90 = say(d, "p90", NULL, NULL),
		   *before = say(d, "before", NULL, NULL);
	struct pdf_table table = {.caption = say(d, "times", NULL, NULL),
				  .columns = {{say(d, "what", NULL, NULL), 191, false},
					      {median, 75, true},
					      {p90, 75, true},
					      {arena_printf(d->pdf.arena, "%s: %s", before, median), 85, true},
					      {arena_printf(d->pdf.arena, "%s: %s", before, p90), 85, true}},
				  .column_count = 5};

	if (d->report->time_count == 0)
		return;
	pdf_heading(&d->pdf, 2, table.caption);
	pdf_table_begin(&d->pdf, &table);
	for (size_t i = 0; i < d->report->time_count; i++) {
		const struct report_time *time = &d->report->times[i];
		bool known = time->state == CELL_SHOWN || time->state == CELL_ZERO;
		const char *word = state_word(d, time->state), *none = say(d, "no_data", NULL, NULL);
		const char *texts[] = {
			arena_printf(d->pdf.arena, "%s (%s)", time->label, time->unit),
			known ? number(d, time->median) : word,
			known ? number(d, time->p90) : word,
			time->has_before ? number(d, time->median_before) : none,
			time->has_before ? number(d, time->p90_before) : none,
		};

		pdf_table_row(&d->pdf, &table, texts, NULL);
	}
	pdf_table_end(&d->pdf, &table);
}

/* Where things are in the picture of one chart. */
struct plot {
	double top, most, step;
};

static double plot_x(const struct plot *plot, size_t i)
{
	return PDF_LEFT + CHART_LEFT + ((double)i + 0.5) * plot->step;
}

static double plot_y(const struct plot *plot, double value)
{
	return plot->top + CHART_HEIGHT * (1 - value / plot->most);
}

static struct plot plot_of(const struct report_chart *chart, double top)
{
	struct plot plot = {.top = top, .most = chart->has_centre ? chart->centre : 0};

	for (size_t i = 0; i < chart->point_count; i++) {
		const struct report_chart_point *point = &chart->points[i];

		if (point->has_value && point->value > plot.most)
			plot.most = point->value;
		if (point->has_limits && point->upper > plot.most)
			plot.most = point->upper;
	}
	plot.most = plot.most > 0 ? plot.most * 1.08 : 1;
	plot.step = (PDF_WIDTH - CHART_LEFT) / (double)chart->point_count;
	return plot;
}

static void horizontal(cairo_t *cr, double x, double width, double y)
{
	cairo_move_to(cr, x, y);
	cairo_line_to(cr, x + width, y);
	cairo_stroke(cr);
}

static void draw_limits(struct drawing *d, const struct report_chart *chart, const struct plot *plot)
{
	static const double dashes[] = {4, 3}, dots[] = {1.2, 2};
	cairo_t *cr = d->pdf.cr;

	cairo_set_source_rgb(cr, 0.35, 0.38, 0.42);
	cairo_set_line_width(cr, 0.8);
	horizontal(cr, PDF_LEFT + CHART_LEFT, PDF_WIDTH - CHART_LEFT, plot_y(plot, 0));
	if (!chart->has_centre)
		return;
	cairo_set_dash(cr, dashes, 2, 0);
	horizontal(cr, PDF_LEFT + CHART_LEFT, PDF_WIDTH - CHART_LEFT, plot_y(plot, chart->centre));
	cairo_set_dash(cr, dots, 2, 0);
	for (size_t i = 0; i < chart->point_count; i++) {
		const struct report_chart_point *point = &chart->points[i];
		double x = plot_x(plot, i) - plot->step / 2;

		if (!point->has_limits)
			continue;
		horizontal(cr, x, plot->step, plot_y(plot, point->upper));
		horizontal(cr, x, plot->step, plot_y(plot, point->lower > 0 ? point->lower : 0));
	}
	cairo_set_dash(cr, NULL, 0, 0);
}

static void draw_line(struct drawing *d, const struct report_chart *chart, const struct plot *plot)
{
	cairo_t *cr = d->pdf.cr;

	cairo_set_source_rgb(cr, 0.0, 0.38, 0.65);
	cairo_set_line_width(cr, 1.2);
	for (size_t i = 0; i < chart->point_count; i++) {
		const struct report_chart_point *point = &chart->points[i];

		/* The line ends at a gap: nothing is drawn over what is not known. */
		if (point->has_value && i > 0 && chart->points[i - 1].has_value)
			cairo_line_to(cr, plot_x(plot, i), plot_y(plot, point->value));
		else if (point->has_value)
			cairo_move_to(cr, plot_x(plot, i), plot_y(plot, point->value));
	}
	cairo_stroke(cr);
}

static void draw_points(struct drawing *d, const struct report_chart *chart, const struct plot *plot)
{
	cairo_t *cr = d->pdf.cr;

	for (size_t i = 0; i < chart->point_count; i++) {
		const struct report_chart_point *point = &chart->points[i];
		double x = plot_x(plot, i);

		if (!point->has_value) {
			pdf_fill(&d->pdf, x - plot->step * 0.35, plot_y(plot, 0) - 14, plot->step * 0.7, 14,
				 point->state == CELL_NO_DATA ? PDF_EMPTY : PDF_HATCHED);
			continue;
		}
		if (point->marked) {
			cairo_set_source_rgb(cr, 0.70, 0.22, 0.0);
			cairo_rectangle(cr, x - 3.2, plot_y(plot, point->value) - 3.2, 6.4, 6.4);
		} else {
			cairo_set_source_rgb(cr, 0.0, 0.38, 0.65);
			cairo_arc(cr, x, plot_y(plot, point->value), 2, 0, 2 * M_PI);
		}
		cairo_fill(cr);
	}
}

static void draw_axes(struct drawing *d, const struct report_chart *chart, const struct plot *plot)
{
	size_t every = chart->point_count > 12 ? (chart->point_count + 11) / 12 : 1;
	double top = plot->most / 1.08;

	pdf_label(&d->pdf, PDF_LEFT + CHART_LEFT - 4, plot_y(plot, 0) - 5, "0", true);
	pdf_label(&d->pdf, PDF_LEFT + CHART_LEFT - 4, plot_y(plot, top) - 5, number(d, top), true);
	for (size_t i = 0; i < chart->point_count; i += every)
		pdf_label(&d->pdf, plot_x(plot, i) - 14, plot_y(plot, 0) + 3, chart->points[i].at, false);
}

static void draw_chart_table(struct drawing *d, const struct report_chart *chart)
{
	struct pdf_table table = {.caption = chart->title,
				  .columns = {{say(d, "month", NULL, NULL), 120, false},
					      {say(d, "control_chart.value", NULL, NULL), 120, true},
					      {say(d, "limits_of", NULL, NULL), 160, true}},
				  .column_count = strcmp(chart->kind, "run") == 0 || !chart->has_centre ? 2 : 3};

	pdf_table_begin(&d->pdf, &table);
	for (size_t i = 0; i < chart->point_count; i++) {
		const struct report_chart_point *point = &chart->points[i];
		const char *limits =
			point->has_limits ? say(d, "limits", number(d, point->lower), number(d, point->upper)) : "";
		const char *texts[] = {
			point->at, point->has_value ? number(d, point->value) : state_word(d, point->state), limits};

		pdf_table_row(&d->pdf, &table, texts, NULL);
	}
	pdf_table_end(&d->pdf, &table);
}

static void draw_signals(struct drawing *d, const struct report_chart *chart)
{
	struct arena *arena = d->pdf.arena;

	if (!chart->has_centre) {
		pdf_paragraph(&d->pdf, say(d, arena_printf(arena, "control_chart.state.%s", chart->state), NULL, NULL));
		return;
	}
	pdf_paragraph(&d->pdf,
		      arena_printf(arena, "%s: %s",
				   say(d, arena_printf(arena, "control_chart.centre.%s", chart->kind), NULL, NULL),
				   number(d, chart->centre)));
	for (size_t i = 0; i < chart->signal_count; i++)
		pdf_paragraph(&d->pdf, arena_printf(arena, "%s: %s.", chart->signals[i].about, chart->signals[i].text));
	if (chart->signal_count == 0)
		pdf_paragraph(&d->pdf, say(d, "control_chart.no_signals", NULL, NULL));
	else
		pdf_paragraph(&d->pdf, say(d, "control_chart.not_cause", NULL, NULL));
}

static void draw_chart(struct drawing *d, const struct report_chart *chart)
{
	struct plot plot;

	/* The heading stays with its picture. */
	pdf_need(&d->pdf, CHART_HEIGHT + 90);
	pdf_heading(&d->pdf, 3, chart->title);
	if (chart->point_count > 0) {
		plot = plot_of(chart, d->pdf.y + 4);
		pdf_picture_begin(&d->pdf, say(d, "chart_alt", chart->title, NULL));
		draw_limits(d, chart, &plot);
		draw_line(d, chart, &plot);
		draw_points(d, chart, &plot);
		draw_axes(d, chart, &plot);
		pdf_picture_end(&d->pdf);
		d->pdf.y += CHART_HEIGHT + 22;
	}
	draw_signals(d, chart);
	if (chart->point_count > 0)
		draw_chart_table(d, chart);
}

static const char *foot_of(struct arena *arena, const struct report_document *report)
{
	const char *foot = report->helsefellesskap;

	for (size_t i = 0; i < report->period_count; i++)
		foot = arena_printf(arena, "%s · %s v%lld %.12s", foot, report->periods[i].period,
				    (long long)report->periods[i].version, report->periods[i].hash);
	return foot;
}

/* Draws all of it; pages: how many there are, once that is known. */
static enum err draw(struct drawing *d, size_t pages, struct str *file)
{
	const struct report_document *report = d->report;

	d->pdf.pages = pages;
	pdf_begin(&d->pdf, say(d, "title_of", report->helsefellesskap, NULL), report->made, file);
	draw_about(d);
	draw_total(d);
	for (size_t i = 0; i < report->dimension_count; i++)
		draw_dimension(d, &report->dimensions[i]);
	draw_learning(d);
	draw_times(d);
	if (report->chart_count > 0)
		pdf_heading(&d->pdf, 2, say(d, "charts", NULL, NULL));
	for (size_t i = 0; i < report->chart_count; i++)
		draw_chart(d, &report->charts[i]);
	draw_remarks(d);
	return pdf_finish(&d->pdf);
}

enum err report_pdf(struct arena *arena, const struct report_document *report, struct str *file)
{
	STR_AUTO struct str tried = STR_INIT(REPORT_FILE_BYTES_MAX);
	struct pdf pdf = {.arena = arena, .language = report->language, .foot = foot_of(arena, report)};
	struct drawing counted = {.pdf = pdf, .report = report}, drawn = {.pdf = pdf, .report = report};

	TRY(draw(&counted, 0, &tried));
	TRY(draw(&drawn, counted.pdf.page, file));
	return pdf_amend(file, language_tags[report->language], drawn.pdf.pictures, drawn.pdf.picture_count);
}
