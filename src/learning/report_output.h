/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_REPORT_OUTPUT_H
#define LEARNING_REPORT_OUTPUT_H

/*
 * The report as a file to take along: CSV, workbook, PDF for the meeting. What is laid out here is the answer of the report, whose
 * numbers have passed suppression: no file can know more than the page. A number that is hidden, zero, and none at all are
 * three different words in each of them. The same report gives the same bytes, whenever it is asked for.
 */

#include "base/arena.h"
#include "base/language.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define REPORT_FILE_BYTES_MAX (8U << 20)

enum cell_state { CELL_SHOWN, CELL_ZERO, CELL_SUPPRESSED, CELL_NO_DATA };

struct report_cell {
	enum cell_state state;
	int64_t count;    /* when it is shown */
	int64_t at_least; /* when it is suppressed: at least so many, or 0 */
};

struct report_value {
	const char *code, *label;
	struct report_cell now, before;
	bool compared; /* there is a time before: not of a month */
};

struct report_dimension {
	const char *code, *label;
	struct report_value *values;
	size_t count;
};

struct report_time {
	const char *code, *label, *unit; /* unit: days, hours, seconds */
	enum cell_state state;
	bool has_before;
	double median, p90, median_before, p90_before;
};

struct report_period {
	const char *period, *approved_at, *hash; /* "2025-2" */
	int64_t version;
};

struct report_text { /* a remark, or one more thing in words */
	const char *about, *text;
};

struct report_chart_point {
	const char *at; /* "2025-07" */
	enum cell_state state;
	bool has_value, has_limits;
	double value, lower, upper;
	bool marked; /* a signal speaks of it */
};

struct report_chart {
	const char *title, *kind, *state; /* kind: run, xmr, u */
	bool has_centre;
	double centre;
	struct report_chart_point *points;
	size_t point_count;
	struct report_text *signals; /* about: the months; text: what it says */
	size_t signal_count;
};

struct report_document {
	enum language language;
	const char *helsefellesskap, *from, *to,
		*made; /* made: when the newest period was approved, RFC 3339, or the last day */
	int64_t smallest_shown;
	struct report_period *periods;
	size_t period_count;
	struct report_text *filter; /* about: dimension; text: value */
	size_t filter_count;
	struct report_cell total, total_before;
	struct report_dimension *dimensions;
	size_t dimension_count;
	struct report_time *times;
	size_t time_count;
	int64_t points_published, points_taken_up, points_done; /* -1: reports do not say */
	struct report_text *remarks; /* about: council or null */
	size_t remark_count;
	struct report_chart *charts;
	size_t chart_count;
	struct report_text *caveats;
	size_t caveat_count;
};

/*
 * Reads the answer of the report. labels: {"dimension": {value: label}}, with {"dimension": {code of a dimension: its name}} for the
 * dimensions themselves and {"chart": {series: title}} for the charts; what has none is called by its code. ERR_INVALID: not
 * such a document.
 */
MUST_USE enum err report_output_read(struct arena *arena, const char *json, const char *labels, enum language language,
				     struct report_document *ret_report);

/* Each appends the file to `file`. UTF-8 with a byte order mark and semicolons, as a Norwegian Excel opens it. */
MUST_USE enum err report_csv(struct arena *arena, const struct report_document *report, struct str *file);
MUST_USE enum err report_xlsx(struct arena *arena, const struct report_document *report, struct str *file);
MUST_USE enum err report_pdf(struct arena *arena, const struct report_document *report, struct str *file);

#endif
