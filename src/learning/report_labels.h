/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_REPORT_LABELS_H
#define LEARNING_REPORT_LABELS_H

/* What codes of the report are called, and its cells as they stand in its answers. Only for the *_read files of this room. */

#include "contract/json_tree.h"
#include "learning/report_output.h"

struct report_labels {
	struct arena *arena;
	const cJSON *labels; /* {"category": {"epikrise": "Epikrise"}}, or NULL */
	enum language language;
};

/* By the labels, else by the words of report files ("dimension.month", "value.promise.kept"), else the code itself. */
const char *report_label(const struct report_labels *labels, const char *dimension, const char *value);
/* A cell of an answer. What is not known to be shown is hidden. */
struct report_cell report_cell_read(const cJSON *cell);
enum cell_state report_state_read(const cJSON *item);

#endif
