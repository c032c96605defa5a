/* SPDX-License-Identifier: MIT */
#include "learning/report_labels.h"

#include <string.h>

#include "learning/report_words.h"
#include "base/banned.h"

const char *report_label(const struct report_labels *labels, const char *dimension, const char *value)
{
	const char *label = json_text(json_member(json_member(labels->labels, dimension), value));

	if (!label && strcmp(dimension, "dimension") == 0)
		label = report_word(labels->language, arena_printf(labels->arena, "dimension.%s", value));
	else if (!label)
		label = report_word(labels->language, arena_printf(labels->arena, "value.%s.%s", dimension, value));
	/* not_stated and the like mean the same everywhere. */
	if (!label)
		label = report_word(labels->language, arena_printf(labels->arena, "value.%s", value));
	return arena_strdup(labels->arena, label ? label : value);
}

enum cell_state report_state_read(const cJSON *item)
{
	const char *state = json_text(item);

	if (!state)
		return CELL_NO_DATA;
	if (strcmp(state, "shown") == 0)
		return CELL_SHOWN;
	if (strcmp(state, "zero") == 0)
		return CELL_ZERO;
	return strcmp(state, "no_data") == 0 ? CELL_NO_DATA : CELL_SUPPRESSED;
}

static int64_t whole(const cJSON *item)
{
	return cJSON_IsNumber(item) && item->valuedouble > 0 && item->valuedouble < 1e15 ? (int64_t)item->valuedouble : 0;
}

struct report_cell report_cell_read(const cJSON *cell)
{
	struct report_cell read = {.state = report_state_read(json_member(cell, "state"))};

	if (read.state == CELL_SHOWN)
		read.count = whole(json_member(cell, "count"));
	if (read.state == CELL_SUPPRESSED)
		read.at_least = whole(json_member(cell, "at_least"));
	return read;
}
