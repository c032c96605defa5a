/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_REPORT_CHARTS_H
#define LEARNING_REPORT_CHARTS_H

/* The control charts of a report: months of approved half-years, as they are published. Only for the files of this room. */

#include "base/str.h"
#include "contract/contract.h"
#include "db/db.h"
#include "learning/control_chart.h"
#include "learning/report_question.h"

/*
 * The rows of `report_months` as points, in the arena. A month without a number is missing, which is not zero. *ret_count: 0 where there is
 * no report.
 */
struct chart_point *report_chart_points(struct arena *arena, const struct db_rows *rows, size_t *ret_count);

/*
 * Adds a list of charts to json: the reports of each month as run chart and XmR chart, and as a u-chart over each kind of denominator
 * there is. Members: "series" ("reports"), "denominator" (kind or null), and those of chart_json.h. Empty where there is no
 * report.
 */
MUST_USE enum err report_charts_add(struct call *call, const char *helsefellesskap,
				    const struct report_question *question, struct str *json);

#endif
