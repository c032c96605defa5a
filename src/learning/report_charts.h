/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_REPORT_CHARTS_H
#define LEARNING_REPORT_CHARTS_H

/* The control charts that go into the files of a report: months of approved half-years, as they are published. Only for the files of this room. */

#include "base/str.h"
#include "contract/contract.h"
#include "learning/report_question.h"

/*
 * Adds a list of charts to json: the reports of each month as run chart and XmR chart, and as a u-chart over each kind of denominator
 * there is. Members: "series" ("reports"), "denominator" (kind or null), and those of chart_json.h. Empty where there is no
 * report.
 */
MUST_USE enum err report_charts_add(struct call *call, const char *helsefellesskap,
				    const struct report_question *question, struct str *json);

#endif
