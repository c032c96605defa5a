/* SPDX-License-Identifier: MIT */
#include "learning/chart_json.h"

#include "base/banned.h"

static void add_number(struct str *json, const char *name, bool known, double value)
{
	if (known)
		str_addf(json, ",\"%s\":%.10g", name, value);
	else
		str_addf(json, ",\"%s\":null", name);
}

static void add_point(struct str *json, const struct chart *chart, size_t i)
{
	const struct chart_place *place = &chart->places[i];
	bool limits = chart->state == CHART_OK && chart->kind != CHART_RUN && !place->missing;

	str_add(json, i ? ",{\"at\":" : "{\"at\":");
	str_add_json(json, chart->points[i].at);
	str_add(json, ",\"state\":");
	str_add_json(json, chart->points[i].state);
	str_add(json, place->missing ? ",\"missing\":true" : ",\"missing\":false");
	add_number(json, "value", !place->missing, place->value);
	add_number(json, "lower", limits, place->lower);
	add_number(json, "upper", limits, place->upper);
	add_number(json, "range", place->has_range, place->range);
	str_add_char(json, '}');
}

static void add_signal(struct str *json, const struct chart_signal *signal, bool first)
{
	const char *direction = signal->direction > 0 ? "up" : signal->direction < 0 ? "down" : "none";

	str_addf(json, "%s{\"rule\":\"%s\",\"direction\":\"%s\",\"from\":%zu,\"to\":%zu,\"points\":%zu}",
		 first ? "" : ",", chart_rule_code(signal->rule), direction, signal->from, signal->to, signal->points);
}

void chart_add_json(struct str *json, const struct chart *chart)
{
	bool ok = chart->state == CHART_OK;

	str_addf(json, "\"kind\":\"%s\",\"state\":\"%s\"", chart_kind_code(chart->kind),
		 chart_state_code(chart->state));
	add_number(json, "centre", ok, chart->centre);
	add_number(json, "mean_range", ok && chart->kind == CHART_XMR, chart->mean_range);
	add_number(json, "range_limit", ok && chart->kind == CHART_XMR, chart->range_limit);
	if (chart->runs_judged)
		str_addf(json, ",\"runs\":{\"count\":%zu,\"least\":%zu,\"most\":%zu}", chart->runs, chart->least_runs,
			 chart->most_runs);
	else
		str_add(json, ",\"runs\":null");
	str_add(json, ",\"points\":[");
	for (size_t i = 0; i < chart->count; i++)
		add_point(json, chart, i);
	str_add(json, "],\"signals\":[");
	for (size_t i = 0; i < chart->signal_count; i++)
		add_signal(json, &chart->signals[i], i == 0);
	str_add_char(json, ']');
}
