/* SPDX-License-Identifier: MIT */
#include "learning/learning.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "access/access.h"
#include "base/arena.h"
#include "learning/digest_rows.h"
#include "learning/subscription_pages.h"
#include "statements.h"
#include "base/banned.h"

void digest_chart_done(struct digest_chart *chart)
{
	free(chart->png);
	*chart = (struct digest_chart){0};
}

enum err digest_chart_read(struct db_pool *db, const struct db_scope *scope, struct arena *arena, int64_t helsefellesskap, const char *day,
			   struct digest_chart *chart)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct digest_chart read = {.helsefellesskap = helsefellesskap};

	if (chart->helsefellesskap == helsefellesskap && strcmp(chart->day, day) == 0)
		return OK;
	TRY(db_one(db, scope, NULL, &sql_learning_digest_months, DB_PARAMS(arena_i64(arena, helsefellesskap), day), &rows));
	if (rows.count != CHART_MONTHS)
		return ERR_INTERNAL;
	for (int i = 0; i < CHART_MONTHS; i++)
		read.months[i] = (struct chart_month){(int)db_i64(&rows, i, 0), (int)db_i64(&rows, i, 1)};
	(void)snprintf(read.day, sizeof(read.day), "%s", day);
	/* A mail without its picture says the same. */
	if (chart_image_draw(read.months, &read.png, &read.len) != OK)
		read.png = NULL;
	digest_chart_done(chart);
	*chart = read;
	return OK;
}

void digest_points_read(struct arena *arena, enum language language, const struct db_rows *rows, struct digest_mail *mail)
{
	struct digest_point *points = ARENA_ARRAY(arena, struct digest_point, (size_t)rows->count + 1);

	for (int i = 0; i < rows->count; i++)
		points[i] = (struct digest_point){db_text(rows, i, DIGEST_TITLE), arena_printf(arena, "/laering/%s", db_text(rows, i, DIGEST_NOTE)),
						  digest_for_whom(arena, language, db_text(rows, i, DIGEST_PARTIES), db_text(rows, i, DIGEST_CATEGORY))};
	mail->points = points;
	mail->points_count = rows->count;
	mail->frequency = db_text(rows, 0, DIGEST_FREQUENCY);
	mail->helsefellesskap = db_text(rows, 0, DIGEST_HELSEFELLESSKAP_NAME);
	mail->date = db_text(rows, 0, DIGEST_DATE);
}

enum err learning_digest_mail(struct db_pool *db, struct arena *arena, const struct digest_links *links, int64_t message,
			      enum language language, struct digest_chart *chart, struct digest_texts *ret_texts)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct digest_mail mail = {.language = language, .public_url = links->public_url};

	TRY(db_one(db, &access_job_scope, NULL, &sql_learning_digest_mail, DB_PARAMS(arena_i64(arena, message)), &rows));
	if (rows.count == 0)
		return ERR_INVALID;
	digest_points_read(arena, language, &rows, &mail);
	mail.test = db_bool(&rows, 0, DIGEST_TEST);
	if (!db_is_null(&rows, 0, DIGEST_SUBSCRIPTION)) {
		int64_t person = db_i64(&rows, 0, DIGEST_PERSON);
		int64_t subscription = db_i64(&rows, 0, DIGEST_SUBSCRIPTION);
		mail.end_link = access_mail_link(arena, links->account_key, SUBSCRIPTION_LINK_END, person, subscription);
		mail.choices_link = access_mail_link(arena, links->account_key, SUBSCRIPTION_LINK_CHOICES, person, subscription);
	}
	TRY(digest_chart_read(db, &access_job_scope, arena, db_i64(&rows, 0, DIGEST_HELSEFELLESSKAP), mail.date, chart));
	mail.months = chart->months;
	mail.image = chart->png ? "cid:" DIGEST_CHART_ID : NULL;
	return digest_mail_write(&mail, ret_texts);
}
