/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_CHART_JSON_H
#define LEARNING_CHART_JSON_H

/* A control chart as the JSON of an answer. */

#include "base/str.h"
#include "learning/control_chart.h"

/*
 * The members of the chart without the braces around them, so that the caller puts its own (what series it is) in front:
 * "kind":"run|xmr|u","state":"ok|too_few_points|too_many_gaps","centre":n|null,"mean_range":n|null,"range_limit":n|null,
 * "runs":{"count","least","most"}|null,
 * "points":[{"at","state","missing":b,"value":n|null,"lower":n|null,"upper":n|null,"range":n|null}],
 * "signals":[{"rule","direction":"up|down|none","from","to","points"}]
 * from and to count points from 0.
 */
void chart_add_json(struct str *json, const struct chart *chart);

#endif
