/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_DIGEST_ROWS_H
#define LEARNING_DIGEST_ROWS_H

/* What a learning summary says, out of the database: of one that is sent, and of one that somebody wants to see first. */

#include "db/db.h"
#include "learning/learning.h"

/* Columns of digest_mail and digest_preview. */
enum {
	DIGEST_TITLE,
	DIGEST_NOTE,
	DIGEST_PARTIES,
	DIGEST_CATEGORY,
	DIGEST_FREQUENCY,
	DIGEST_HELSEFELLESSKAP_NAME,
	DIGEST_DATE,
	DIGEST_PERSON,
	DIGEST_SUBSCRIPTION,
	DIGEST_TEST,
	DIGEST_HELSEFELLESSKAP,
};

/* Points, names and date; there is at least one row. Borrows from the rows. */
void digest_points_read(struct arena *arena, enum language language, const struct db_rows *rows, struct digest_mail *mail);
/* Fills the chart unless it is the one asked for. */
MUST_USE enum err digest_chart_read(struct db_pool *db, const struct db_scope *scope, struct arena *arena, int64_t helsefellesskap,
				    const char *day, struct digest_chart *chart);

#endif
