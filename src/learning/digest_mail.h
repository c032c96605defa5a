/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_DIGEST_MAIL_H
#define LEARNING_DIGEST_MAIL_H

/*
 * The mail of a learning summary: text, and HTML of tables and inline styles, which Outlook, Gmail and screen readers read well. It names
 * points and whom they are for; what happened is read in Samavvik. No database, no transport: values in, texts out.
 */

#include "base/arena.h"
#include "base/err.h"
#include "base/language.h"
#include "base/str.h"
#include "learning/chart_image.h"

#include <stdbool.h>

struct digest_point {
	const char *title, *path; /* "/laering/7" */
	const char *for_whom;     /* "Kommune, fastlege · Epikrise" */
};

struct digest_mail {
	enum language language;
	const char *public_url; /* without a slash at the end */
	const char *helsefellesskap, *frequency;
	const char *date; /* "2026-03-01" */
	const char *end_link, *choices_link; /* access_mail_link; NULL: to be found after signing in */
	bool test;                           /* sent to oneself, to see what it is like */
	const struct digest_point *points;
	int points_count;
	const struct chart_month *months; /* CHART_MONTHS of them; NULL: no chart */
	const char *image;                /* source of the picture: "cid:chart@samavvik" */
};

struct digest_texts {
	struct str subject, text, html; /* digest_texts_done */
	struct str unsubscribe_url;
	bool one_click;
};
#define DIGEST_TEXTS_AUTO __attribute__((cleanup(digest_texts_done)))
void digest_texts_done(struct digest_texts *texts);

/* ERR_INVALID when there is nothing to tell, or the whole is too long. */
MUST_USE enum err digest_mail_write(const struct digest_mail *mail, struct digest_texts *ret_texts);
/* Whom a point is for: parties "{gp,municipality}" (all when empty) and the label of a category, in the arena. */
const char *digest_for_whom(struct arena *arena, enum language language, const char *parties, const char *category);

#endif
