/* SPDX-License-Identifier: MIT */
#include "learning/report_rows.h"

#include <string.h>

#include "learning/report_words.h"
#include "base/banned.h"

struct building {
	struct arena *arena;
	const struct report_document *report;
	struct report_rows rows;
	const char *table;
};

static const char *say(struct building *b, const char *key)
{
	return report_say(b->arena, b->report->language, key, NULL, NULL);
}

const char *report_cell_text(struct arena *arena, enum language language, const struct report_cell *cell)
{
	const char *hidden = report_word(language, "hidden");

	if (cell->state == CELL_SHOWN)
		return arena_i64(arena, cell->count);
	if (cell->state == CELL_ZERO)
		return "0";
	if (cell->state == CELL_NO_DATA)
		return report_word(language, "no_data");
	if (cell->at_least <= 0)
		return hidden;
	return arena_printf(arena, "%s, %s", hidden,
			    report_say(arena, language, "at_least", arena_i64(arena, cell->at_least), NULL));
}

const char *report_number_text(struct arena *arena, enum language language, double number)
{
	/* A rate below one keeps the digits it needs. */
	char *text = arena_printf(arena, number > -1 && number < 1 ? "%.4f" : "%.2f", number);
	size_t len = strlen(text);

	while (len > 0 && text[len - 1] == '0')
		text[--len] = '\0';
	if (len > 0 && text[len - 1] == '.')
		text[--len] = '\0';
	for (size_t i = 0; i < len && language != LANGUAGE_EN; i++)
		if (text[i] == '.')
			text[i] = ',';
	return strcmp(text, "-0") == 0 ? "0" : text;
}

static struct report_figure text_figure(const char *text)
{
	return (struct report_figure){.kind = FIGURE_TEXT, .text = text};
}

static struct report_figure measure(double number)
{
	return (struct report_figure){.kind = FIGURE_MEASURE, .number = number};
}

struct report_figure report_cell_figure(struct arena *arena, enum language language, const struct report_cell *cell)
{
	if (cell->state == CELL_SHOWN || cell->state == CELL_ZERO)
		return (struct report_figure){.kind = FIGURE_COUNT,
					      .number = cell->state == CELL_ZERO ? 0 : (double)cell->count};
	return text_figure(report_cell_text(arena, language, cell));
}

static struct report_figure cell_figure(struct building *b, const struct report_cell *cell)
{
	return report_cell_figure(b->arena, b->report->language, cell);
}

static struct report_figure word_of_state(struct building *b, enum cell_state state)
{
	return text_figure(say(b, state == CELL_NO_DATA ? "no_data" : "hidden"));
}

static void add(struct building *b, const char *label, const char *code, struct report_figure now,
		struct report_figure before)
{
	b->rows.rows[b->rows.count++] =
		(struct report_row){.table = b->table, .label = label, .code = code, .now = now, .before = before};
}

static void add_text(struct building *b, const char *label, const char *code, const char *text)
{
	add(b, label, code, text_figure(text), (struct report_figure){0});
}

static const char *period_label(struct building *b, const struct report_period *period)
{
	const char *label = report_say(b->arena, b->report->language, "half_year", period->period,
				       arena_i64(b->arena, period->version));

	if (!period->approved_at)
		return label;
	return arena_printf(b->arena, "%s, %s", label,
			    report_say(b->arena, b->report->language, "approved",
				       arena_printf(b->arena, "%.10s", period->approved_at), NULL));
}

static void add_about(struct building *b)
{
	const struct report_document *report = b->report;

	b->table = say(b, "about");
	add_text(b, say(b, "helsefellesskap"), "", report->helsefellesskap);
	add_text(b, say(b, "period"), "", report_say(b->arena, report->language, "from_to", report->from, report->to));
	for (size_t i = 0; i < report->filter_count; i++)
		add_text(b, arena_printf(b->arena, "%s: %s", say(b, "filter"), report->filter[i].about), "",
			 report->filter[i].text);
	for (size_t i = 0; i < report->period_count; i++)
		add_text(b, period_label(b, &report->periods[i]), "hash", report->periods[i].hash);
	for (size_t i = 0; i < report->caveat_count; i++)
		add_text(b, say(b, "caveats"), "", report->caveats[i].text);
	add_text(b, say(b, "caveats"), "",
		 report_say(b->arena, report->language, "smallest", arena_i64(b->arena, report->smallest_shown), NULL));
	for (size_t i = 0; i < report->remark_count; i++)
		add_text(b,
			 arena_printf(b->arena, "%s: %s", say(b, "remarks"),
				      report->remarks[i].about ? report->remarks[i].about : say(b, "remark_all")),
			 "", report->remarks[i].text);
	b->rows.about = b->rows.count;
}

static void add_counts(struct building *b)
{
	const struct report_document *report = b->report;

	b->table = say(b, "total");
	add(b, say(b, "total"), "total", cell_figure(b, &report->total), cell_figure(b, &report->total_before));
	for (size_t i = 0; i < report->dimension_count; i++) {
		b->table = report->dimensions[i].label;
		for (size_t j = 0; j < report->dimensions[i].count; j++) {
			const struct report_value *value = &report->dimensions[i].values[j];

			add(b, value->label, value->code, cell_figure(b, &value->now),
			    value->compared ? cell_figure(b, &value->before) : (struct report_figure){0});
		}
	}
}

static void add_point_count(struct building *b, const char *key, int64_t count)
{
	if (count >= 0)
		add(b, say(b, key), key, (struct report_figure){.kind = FIGURE_COUNT, .number = (double)count},
		    (struct report_figure){0});
}

static void add_points(struct building *b)
{
	b->table = say(b, "points");
	add_point_count(b, "points_published", b->report->points_published);
	add_point_count(b, "points_taken_up", b->report->points_taken_up);
	add_point_count(b, "points_done", b->report->points_done);
}

static void add_time(struct building *b, const struct report_time *time, const char *of, double now, double before)
{
	bool known = time->state == CELL_SHOWN || time->state == CELL_ZERO;

	add(b, arena_printf(b->arena, "%s, %s (%s)", time->label, say(b, of), time->unit),
	    arena_printf(b->arena, "%s.%s", time->code, of), known ? measure(now) : word_of_state(b, time->state),
	    time->has_before ? measure(before) : text_figure(say(b, "no_data")));
}

static void add_times(struct building *b)
{
	b->table = say(b, "times");
	for (size_t i = 0; i < b->report->time_count; i++) {
		const struct report_time *time = &b->report->times[i];

		add_time(b, time, "median", time->median, time->median_before);
		add_time(b, time, "p90", time->p90, time->p90_before);
	}
}

static void add_chart_lines(struct building *b, const struct report_chart *chart)
{
	for (size_t i = 0; i < chart->point_count; i++) {
		const struct report_chart_point *point = &chart->points[i];

		add(b, point->at, "value", point->has_value ? measure(point->value) : word_of_state(b, point->state),
		    (struct report_figure){0});
		if (!point->has_limits)
			continue;
		add(b, arena_printf(b->arena, "%s, %s", point->at, say(b, "control_chart.lower")), "lower",
		    measure(point->lower), (struct report_figure){0});
		add(b, arena_printf(b->arena, "%s, %s", point->at, say(b, "control_chart.upper")), "upper",
		    measure(point->upper), (struct report_figure){0});
	}
}

static void add_charts(struct building *b)
{
	for (size_t i = 0; i < b->report->chart_count; i++) {
		const struct report_chart *chart = &b->report->charts[i];

		b->table = chart->title;
		add_chart_lines(b, chart);
		if (chart->has_centre)
			add(b, say(b, arena_printf(b->arena, "control_chart.centre.%s", chart->kind)), "centre",
			    measure(chart->centre), (struct report_figure){0});
		else
			add_text(b, say(b, "control_chart.signals"), "state",
				 say(b, arena_printf(b->arena, "control_chart.state.%s", chart->state)));
		for (size_t j = 0; j < chart->signal_count; j++)
			add_text(b, chart->signals[j].about, "signal", chart->signals[j].text);
	}
}

static size_t most_rows(const struct report_document *report)
{
	size_t rows = 11 + report->filter_count + report->period_count + report->caveat_count + report->remark_count +
		      2 * report->time_count;

	for (size_t i = 0; i < report->dimension_count; i++)
		rows += report->dimensions[i].count;
	for (size_t i = 0; i < report->chart_count; i++)
		rows += 3 * report->charts[i].point_count + report->charts[i].signal_count + 1;
	return rows;
}

struct report_rows report_rows(struct arena *arena, const struct report_document *report)
{
	struct building b = {.arena = arena, .report = report};
	static const char *const headings[] = {"table", "value", "code", "figure", "before"};

	b.rows.title = report_say(arena, report->language, "title_of", report->helsefellesskap, NULL);
	b.rows.made = report->made;
	b.rows.columns = sizeof(headings) / sizeof(headings[0]);
	for (size_t i = 0; i < b.rows.columns; i++)
		b.rows.headings[i] = say(&b, headings[i]);
	b.rows.rows = ARENA_ARRAY(arena, struct report_row, most_rows(report));
	add_about(&b);
	add_counts(&b);
	add_points(&b);
	add_times(&b);
	add_charts(&b);
	return b.rows;
}
