/* SPDX-License-Identifier: MIT */
#include "learning/report_charts.h"

#include <string.h>

#include "access/access.h"
#include "contract/json_tree.h"
#include "learning/chart_json.h"
#include "statements.h"
#include "base/banned.h"

struct series {
	struct call *call;
	const char *helsefellesskap;
	const struct report_question *question;
	const char *denominator; /* or NULL */
};

static struct chart_point point_of(struct arena *arena, const struct db_rows *rows, int i)
{
	const char *state = db_text(rows, i, 1);

	return (struct chart_point){
		.at = arena_strdup(arena, db_text(rows, i, 0)),
		.state = arena_strdup(arena, state),
		.missing = strcmp(state, "shown") != 0 && strcmp(state, "zero") != 0,
		.value = (double)db_i64(rows, i, 2),
		.denominator = (double)db_i64(rows, i, 3),
	};
}

struct chart_point *report_chart_points(struct arena *arena, const struct db_rows *rows, size_t *ret_count)
{
	struct chart_point *points = ARENA_ARRAY(arena, struct chart_point, (size_t)rows->count + 1);

	*ret_count = db_is_null(rows, 0, 0) ? 0 : (size_t)rows->count;
	for (size_t i = 0; i < *ret_count; i++)
		points[i] = point_of(arena, rows, (int)i);
	return points;
}

static void add_chart(const struct series *series, struct str *json, const struct chart_point *points, size_t count,
		      enum chart_kind kind)
{
	struct chart_options options = {.kind = kind, .not_negative = true};

	str_add(json, json->len > 0 && json->data[json->len - 1] == '}' ? "," : "");
	str_add(json, "{\"series\":\"reports\",\"denominator\":");
	str_add_json(json, series->denominator);
	str_add_char(json, ',');
	chart_add_json(json, control_chart(series->call->arena, points, count, &options));
	str_add_char(json, '}');
}

/* Counts as run chart and XmR chart, rates as u-chart. *ret_kinds: the kinds of denominators there are, a list in JSON. */
static enum err add_series(const struct series *series, struct str *json, const char **ret_kinds)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct call *call = series->call;
	const struct report_question *question = series->question;
	struct chart_point *points;
	size_t count = 0;

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_report_months,
		   DB_PARAMS(series->helsefellesskap, question->to, question->names, question->values,
			     series->denominator),
		   &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	*ret_kinds = arena_strdup(call->arena, db_text(&rows, 0, 4));
	points = report_chart_points(call->arena, &rows, &count);
	if (count == 0)
		return OK; /* no report yet */
	if (series->denominator) {
		add_chart(series, json, points, count, CHART_U);
		return OK;
	}
	add_chart(series, json, points, count, CHART_RUN);
	add_chart(series, json, points, count, CHART_XMR);
	return OK;
}

enum err report_charts_add(struct call *call, const char *helsefellesskap, const struct report_question *question,
			   struct str *json)
{
	struct series series = {.call = call, .helsefellesskap = helsefellesskap, .question = question};
	const char *kinds = "[]", *unused = NULL;
	const cJSON *kind;

	str_add_char(json, '[');
	TRY(add_series(&series, json, &kinds));
	JSON_TREE_AUTO cJSON *list = json_read(call->arena, kinds, strlen(kinds), &unused);
	cJSON_ArrayForEach (kind, list) {
		series.denominator = json_text(kind);
		if (series.denominator)
			TRY(add_series(&series, json, &unused));
	}
	str_add_char(json, ']');
	return str_failed(json) ? FAULT(&call->fault, ERR_INTERNAL, NULL) : OK;
}
