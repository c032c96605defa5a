/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_LEARNING_H
#define LEARNING_LEARNING_H

/*
 * Learning points, counts that expose nobody, and the learning summary by mail (seed 003, 0.6.2 and 0.3). This room decides
 * which points a summary holds and who gets it, and queues one message a subscriber in the outbox; sending is jobs'.
 */

#include "base/err.h"
#include "db/db.h"

#include <stdint.h>
#include <stdio.h>

/*
 * Makes the weekly summaries that are due (Mondays from 07:00 Norwegian time) and queues their mail. *ret_queued: how many
 * messages. Any number of instances may call it: a point goes out once.
 */
MUST_USE enum err learning_run_due_digests(struct db_pool *db, struct fault *fault, int64_t *ret_queued);

struct digest_result {
	int64_t notes, recipients; /* both 0: there was nothing new */
};
/* Makes the summary of one helsefellesskap now. ERR_CONFLICT when another one was made at the same moment. */
MUST_USE enum err learning_make_digest(struct db_pool *db, struct fault *fault, const char *helsefellesskap,
				       struct digest_result *ret_result);

/*
 * `samavvik digest [--helsefellesskap CODE]`: makes the summary now, whatever the day, and prints one JSON line for each
 * helsefellesskap: {"helsefellesskap","notes","recipients"}. Exit code 0, 1 when one failed, 2 for a wrong call.
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

#endif
