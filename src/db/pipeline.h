/* SPDX-License-Identifier: MIT */
#ifndef DB_PIPELINE_H
#define DB_PIPELINE_H

/*
 * Statements queued on a connection and sent together. Up to the sync the server runs them as one implicit transaction
 * and skips all after the first failure, so what a first statement sets for the transaction holds for the next, and
 * nothing of a failed group remains. Outside of an explicit transaction the sync also commits: only then is it a success.
 */

#include "db/connection.h"

/*
 * Queues a statement, with its preparation in front when the connection has not prepared it. Nothing is sent yet, and
 * the parameters are copied. Never waits; a failure shows in pipeline_finish.
 */
void pipeline_add(struct connection *connection, const struct statement *statement, const char *const *parameters,
		  int count, enum step_kind kind);

/* Queues the order to forget all prepared statements, and forgets them here. */
void pipeline_add_forget(struct connection *connection);

/*
 * Sends what is queued and waits for all the answers. OK only when every step succeeded and the server said that it is
 * done; *ret_rows (may be NULL) is the result of the step of kind STEP_WANTED. Otherwise the first failure, left in the
 * fault too (may be NULL) with `where`.
 */
MUST_USE enum err pipeline_finish(struct connection *connection, struct fault *fault, const char *where,
				  struct db_rows *ret_rows);

#endif
