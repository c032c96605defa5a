/* SPDX-License-Identifier: MIT */
/* The answer of the report, as what its files are laid out from. */
#include "learning/report_output.h"

#include <string.h>

#include "learning/report_labels.h"
#include "learning/report_words.h"
#include "base/banned.h"

#define ITEMS_MAX 5000

struct reading {
	struct arena *arena;
	enum language language;
	struct report_labels labels;
};

static const char *kept(const struct reading *r, const cJSON *item)
{
	const char *text = json_text(item);

	return text ? arena_strdup(r->arena, text) : NULL;
}

static const char *kept_or_empty(const struct reading *r, const cJSON *item)
{
	const char *text = kept(r, item);

	return text ? text : "";
}

static size_t size_of(const cJSON *list)
{
	int size = cJSON_IsArray(list) ? cJSON_GetArraySize(list) : 0;

	return size > 0 && size <= ITEMS_MAX ? (size_t)size : 0;
}

static int64_t whole(const cJSON *item)
{
	return cJSON_IsNumber(item) && item->valuedouble > 0 && item->valuedouble < 1e15 ? (int64_t)item->valuedouble
											 : 0;
}

static int64_t whole_or_none(const cJSON *item)
{
	return cJSON_IsNumber(item) ? whole(item) : -1;
}

static double number(const cJSON *item)
{
	return cJSON_IsNumber(item) ? item->valuedouble : 0;
}

static void read_periods(const struct reading *r, const cJSON *list, struct report_document *report)
{
	const cJSON *item;

	report->periods = ARENA_ARRAY(r->arena, struct report_period, size_of(list) + 1);
	cJSON_ArrayForEach (item, list) {
		if (report->period_count == size_of(list))
			break;
		if (cJSON_IsTrue(json_member(item, "before")))
			continue;
		report->periods[report->period_count++] = (struct report_period){
			.period = kept_or_empty(r, json_member(item, "half_year")),
			.version = whole(json_member(item, "version")),
			.approved_at = kept(r, json_member(item, "approved_at")),
			.hash = kept_or_empty(r, json_member(item, "hash")),
		};
	}
}

static void read_filter(const struct reading *r, const cJSON *list, struct report_document *report)
{
	const cJSON *item;

	report->filter = ARENA_ARRAY(r->arena, struct report_text, size_of(list) + 1);
	cJSON_ArrayForEach (item, list) {
		const char *dimension = kept_or_empty(r, json_member(item, "dimension"));

		if (report->filter_count == size_of(list))
			break;
		report->filter[report->filter_count++] = (struct report_text){
			.about = report_label(&r->labels, "dimension", dimension),
			.text = report_label(&r->labels, dimension, kept_or_empty(r, json_member(item, "value"))),
		};
	}
}

static void read_values(const struct reading *r, const cJSON *list, struct report_dimension *dimension)
{
	const cJSON *item;

	dimension->values = ARENA_ARRAY(r->arena, struct report_value, size_of(list) + 1);
	cJSON_ArrayForEach (item, list) {
		const char *code = kept_or_empty(r, json_member(item, "value"));

		if (dimension->count == size_of(list))
			break;
		dimension->values[dimension->count++] = (struct report_value){
			.code = code,
			.label = report_label(&r->labels, dimension->code, code),
			.now = report_cell_read(json_member(item, "cell")),
			.before = report_cell_read(json_member(item, "before")),
			.compared = cJSON_IsObject(json_member(item, "before")),
		};
	}
}

static void read_dimensions(const struct reading *r, const cJSON *list, struct report_document *report)
{
	const cJSON *item;

	report->dimensions = ARENA_ARRAY(r->arena, struct report_dimension, size_of(list) + 1);
	cJSON_ArrayForEach (item, list) {
		struct report_dimension *dimension = &report->dimensions[report->dimension_count];

		if (report->dimension_count++ == size_of(list))
			break;
		dimension->code = kept_or_empty(r, json_member(item, "dimension"));
		dimension->label = report_label(&r->labels, "dimension", dimension->code);
		read_values(r, json_member(item, "values"), dimension);
	}
}

static void read_times(const struct reading *r, const cJSON *list, struct report_document *report)
{
	const cJSON *item;

	report->times = ARENA_ARRAY(r->arena, struct report_time, size_of(list) + 1);
	cJSON_ArrayForEach (item, list) {
		const char *measure = kept_or_empty(r, json_member(item, "measure"));
		const char *unit = kept_or_empty(r, json_member(item, "unit"));

		if (report->time_count == size_of(list))
			break;
		report->times[report->time_count++] = (struct report_time){
			.code = measure,
			.label = report_say(r->arena, r->language, arena_printf(r->arena, "time.%s", measure), NULL,
					    NULL),
			.unit = report_say(r->arena, r->language, arena_printf(r->arena, "unit.%s", unit), NULL, NULL),
			.state = report_state_read(json_member(item, "state")),
			.median = number(json_member(item, "median")),
			.p90 = number(json_member(item, "p90")),
			.has_before = cJSON_IsNumber(json_member(item, "median_before")),
			.median_before = number(json_member(item, "median_before")),
			.p90_before = number(json_member(item, "p90_before")),
		};
	}
}

static void read_remarks(const struct reading *r, const cJSON *list, struct report_document *report)
{
	const cJSON *item;

	report->remarks = ARENA_ARRAY(r->arena, struct report_text, size_of(list) + 1);
	cJSON_ArrayForEach (item, list) {
		const cJSON *council = json_member(item, "council");

		if (report->remark_count == size_of(list))
			break;
		report->remarks[report->remark_count++] = (struct report_text){
			.about = kept(r, json_member(council, "name")),
			.text = kept_or_empty(r, json_member(item, "text")),
		};
	}
}

static void say_caveats(const struct reading *r, struct report_document *report)
{
	static const char *const keys[] = {"caveat.counts_not_incidence", "caveat.no_ranking"};

	report->caveat_count = sizeof(keys) / sizeof(keys[0]);
	report->caveats = ARENA_ARRAY(r->arena, struct report_text, report->caveat_count);
	for (size_t i = 0; i < report->caveat_count; i++)
		report->caveats[i].text = report_say(r->arena, r->language, keys[i], NULL, NULL);
}

static void read_points(const struct reading *r, const cJSON *list, struct report_chart *chart)
{
	const cJSON *item;

	chart->points = ARENA_ARRAY(r->arena, struct report_chart_point, size_of(list) + 1);
	cJSON_ArrayForEach (item, list) {
		const cJSON *value = json_member(item, "value"), *upper = json_member(item, "upper");
		bool missing = cJSON_IsTrue(json_member(item, "missing"));
		enum cell_state state = report_state_read(json_member(item, "state"));

		if (chart->point_count == size_of(list))
			break;
		chart->points[chart->point_count++] = (struct report_chart_point){
			.at = kept_or_empty(r, json_member(item, "at")),
			.state = state,
			.has_value = !missing && cJSON_IsNumber(value) && state != CELL_SUPPRESSED,
			.value = number(value),
			.has_limits = !missing && cJSON_IsNumber(upper),
			.lower = number(json_member(item, "lower")),
			.upper = number(upper),
		};
	}
}

static const char *say_signal(const struct reading *r, const cJSON *signal)
{
	const char *rule = kept_or_empty(r, json_member(signal, "rule"));
	const char *direction = kept_or_empty(r, json_member(signal, "direction"));
	const char *points = arena_i64(r->arena, whole(json_member(signal, "points")));
	const char *key = strcmp(direction, "none") == 0
				  ? arena_printf(r->arena, "control_chart.rule.%s", rule)
				  : arena_printf(r->arena, "control_chart.rule.%s_%s", rule, direction);

	return report_say(r->arena, r->language, key, points, NULL);
}

static void read_signals(const struct reading *r, const cJSON *list, struct report_chart *chart)
{
	const cJSON *item;

	chart->signals = ARENA_ARRAY(r->arena, struct report_text, size_of(list) + 1);
	cJSON_ArrayForEach (item, list) {
		size_t from = (size_t)whole(json_member(item, "from")), to = (size_t)whole(json_member(item, "to"));

		if (chart->signal_count == size_of(list) || from > to || to >= chart->point_count)
			break;
		for (size_t i = from; i <= to && to - from + 1 < chart->point_count; i++)
			chart->points[i].marked = true;
		chart->signals[chart->signal_count++] = (struct report_text){
			.about = from == to ? chart->points[from].at
					    : report_say(r->arena, r->language, "from_to", chart->points[from].at,
							 chart->points[to].at),
			.text = say_signal(r, item),
		};
	}
}

/* "Meldinger per måned: Seriediagram"; "Meldinger per måned, delt på innleggelser: Kontrolldiagram". */
static const char *title_of(const struct reading *r, const cJSON *chart, const char *kind)
{
	const char *series = report_label(&r->labels, "chart", kept_or_empty(r, json_member(chart, "series")));
	const char *denominator = json_text(json_member(chart, "denominator"));
	const char *kind_key = arena_printf(r->arena, "control_chart.kind.%s", kind);

	if (denominator)
		series = report_say(r->arena, r->language, "divided_by", series,
				    report_label(&r->labels, "denominator", denominator));
	return arena_printf(r->arena, "%s: %s", series, report_say(r->arena, r->language, kind_key, NULL, NULL));
}

static void read_charts(const struct reading *r, const cJSON *list, struct report_document *report)
{
	const cJSON *item;

	report->charts = ARENA_ARRAY(r->arena, struct report_chart, size_of(list) + 1);
	cJSON_ArrayForEach (item, list) {
		struct report_chart *chart = &report->charts[report->chart_count];

		if (report->chart_count++ == size_of(list))
			break;
		chart->kind = kept_or_empty(r, json_member(item, "kind"));
		chart->title = title_of(r, item, chart->kind);
		chart->state = kept_or_empty(r, json_member(item, "state"));
		chart->has_centre = cJSON_IsNumber(json_member(item, "centre"));
		chart->centre = number(json_member(item, "centre"));
		read_points(r, json_member(item, "points"), chart);
		read_signals(r, json_member(item, "signals"), chart);
	}
}

/* The report was made when its newest half-year was approved; without one, on its last day. */
static const char *made_when(const struct reading *r, const struct report_document *report)
{
	const char *newest = NULL;

	for (size_t i = 0; i < report->period_count; i++) {
		const char *approved = report->periods[i].approved_at;

		if (approved && (!newest || strcmp(approved, newest) > 0))
			newest = approved;
	}
	return newest ? newest : arena_printf(r->arena, "%sT12:00:00Z", report->to);
}

enum err report_output_read(struct arena *arena, const char *json, const char *labels, enum language language,
			    struct report_document *ret_report)
{
	const char *wrong = NULL;
	JSON_TREE_AUTO cJSON *tree = json_read(arena, json, strlen(json), &wrong);
	JSON_TREE_AUTO cJSON *names = labels ? json_read(arena, labels, strlen(labels), &wrong) : NULL;
	struct reading r = {.arena = arena, .language = language, .labels = {arena, names, language}};
	struct report_document report = {.language = language};

	if (!cJSON_IsObject(tree) || (labels && !cJSON_IsObject(names)) ||
	    !cJSON_IsArray(json_member(tree, "dimensions")))
		return ERR_INVALID;
	report.helsefellesskap = kept_or_empty(&r, json_member(json_member(tree, "helsefellesskap"), "name"));
	report.from = kept_or_empty(&r, json_member(tree, "from"));
	report.to = kept_or_empty(&r, json_member(tree, "to"));
	report.smallest_shown = whole(json_member(tree, "smallest_shown"));
	read_periods(&r, json_member(tree, "periods"), &report);
	report.made = made_when(&r, &report);
	read_filter(&r, json_member(tree, "filter"), &report);
	report.total = report_cell_read(json_member(tree, "total"));
	report.total_before = report_cell_read(json_member(tree, "total_before"));
	report.points_published = whole_or_none(json_member(tree, "points_published"));
	report.points_taken_up = whole_or_none(json_member(tree, "points_taken_up"));
	report.points_done = whole_or_none(json_member(tree, "points_done"));
	read_dimensions(&r, json_member(tree, "dimensions"), &report);
	read_times(&r, json_member(tree, "times"), &report);
	read_remarks(&r, json_member(tree, "remarks"), &report);
	read_charts(&r, json_member(tree, "charts"), &report);
	say_caveats(&r, &report);
	*ret_report = report;
	return OK;
}
