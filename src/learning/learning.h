/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_LEARNING_H
#define LEARNING_LEARNING_H

/*
 * Learning points, counts that expose nobody, and the learning summary by mail (seed 003, 0.6.2 and 0.3). This room decides
 * which points a summary holds and who gets it, queues one message a subscription in the outbox, and writes its mail; sending is jobs'.
 */

#include "base/err.h"
#include "db/db.h"
#include "learning/digest_mail.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct settings;       /* base/settings.h */
struct reminder_hours; /* deviation/deviation.h */

struct digest_run {
	const char *at;                     /* RFC 3339; NULL: now */
	const struct reminder_hours *hours; /* when mail may go to whoever named no hours; NULL: at once */
};

/* A summary to be made. */
struct digest_plan {
	const char *helsefellesskap; /* id */
	const char *frequency;
	const char *planned, *until; /* when it is to go, and the points published before what; NULL: now */
	bool draft;                  /* somebody approves it first */
};

/*
 * Does what is due by the annual wheel: makes drafts ahead, makes and sends the summaries that need nobody's approval, sends what was
 * approved, and reminds those who approve. *ret_queued: how many messages. Any number of instances may call it, and be ended at
 * any moment: each summary is one transaction, and a point goes to a person once.
 */
MUST_USE enum err learning_run_due_digests(struct db_pool *db, struct fault *fault, const struct digest_run *run, int64_t *ret_queued);

struct digest_result {
	int64_t notes, recipients; /* both 0: there was nothing new */
	bool draft;
};
/* Makes the summary of one helsefellesskap (id) now, and sends it unless it is a draft. */
MUST_USE enum err learning_make_digest(struct db_pool *db, struct fault *fault, const char *helsefellesskap, const char *frequency,
				       bool draft, struct digest_result *ret_result);

/* The chart of the last mail that was written: the next one of the same summary has the same. One thread. */
struct digest_chart {
	int64_t helsefellesskap; /* 0: none yet */
	char day[11];
	struct chart_month months[CHART_MONTHS];
	unsigned char *png;
	size_t len;
};
void digest_chart_done(struct digest_chart *chart);

#define DIGEST_CHART_ID "chart@samavvik"

/* What the links of a mail are made with. */
struct digest_links {
	const char *public_url, *account_key;
};
/* The mail of a learning summary in the outbox. ERR_INVALID when none of its points can be named any more. */
MUST_USE enum err learning_digest_mail(struct db_pool *db, struct arena *arena, const struct digest_links *links, int64_t message,
				       enum language language, struct digest_chart *chart, struct digest_texts *ret_texts);

/*
 * `samavvik digest [--helsefellesskap CODE] [--frequency weekly|monthly|quarterly|half_yearly]`: makes the summary now, whatever the day,
 * and prints one JSON line for each helsefellesskap: {"helsefellesskap","frequency","state","notes","recipients"}; state is sent, draft
 * (somebody has to approve it) or nothing. `samavvik digest --due [--at TIME]`: what the timed job does, as if it were that time; prints
 * {"queued"}. Exit code 0, 1 when one failed, 2 for a wrong call.
 */
int learning_digest_command(int argc, char **argv, struct db_pool *db, FILE *out, FILE *messages);

/*
 * Counts the half-years that were asked for (report_cube.h): each becomes a draft, in one transaction. One that was thrown away
 * meanwhile leaves nothing. *ret_counted: how many.
 */
MUST_USE enum err learning_count_reports(struct db_pool *db, struct fault *fault, int64_t *ret_counted);

/*
 * Two weeks after a half-year has ended, asks for its report in every helsefellesskap with cases in it that has none. *ret_prepared:
 * how many were asked for.
 */
MUST_USE enum err learning_prepare_reports(struct db_pool *db, struct fault *fault, int64_t *ret_prepared);

/*
 * `samavvik report --helsefellesskap CODE [--from 2025-2] [--to 2026-1]` prints the report as JSON; with --count 2026-1 it counts a
 * half-year that has no report, as a draft, and --approve makes the draft count (nobody's name is on it). Exit code 0, 1 when
 * something failed, 2 for a wrong call.
 */
int learning_report_command(int argc, char **argv, struct db_pool *db, FILE *out, FILE *messages);

struct notes_input {
	const struct settings *settings;
	struct db_pool *db;
	FILE *lines;
};
/*
 * `samavvik notes --helsefellesskap CODE < FILE` brings in learning notes of earlier, a JSON line each (deploy/demo/README.md): written,
 * released, reviewed, published, marked and withdrawn by the people named, as by the API, on the days named. A note whose title the council has
 * is left alone. Prints what became of each line. Exit code 0, 1 when a line was refused, 2 for a wrong call.
 */
int learning_notes_command(int argc, char **argv, const struct notes_input *input, FILE *out, FILE *messages);

#endif
