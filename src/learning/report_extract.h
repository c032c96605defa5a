/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_REPORT_EXTRACT_H
#define LEARNING_REPORT_EXTRACT_H

/* An extract as rows: the answer of the report's table, with who took it out and what for. Only for the files of this room. */

#include "learning/report_rows.h"

struct report_extract {
	enum language language;
	const char *table;  /* the answer of the report's table, JSON */
	const char *labels; /* as report_output_read takes them */
	const char *purpose, *made_by, *made_at, *reports;
	const char *filter; /* or NULL */
	int64_t smallest_shown;
};

/* ERR_INVALID: not such a table; ERR_TOO_LARGE: more rows than a file takes. */
MUST_USE enum err report_extract_read(struct arena *arena, const struct report_extract *extract,
				      struct report_rows *ret_rows);

#endif
