/* SPDX-License-Identifier: MIT */
#include "jobs/outbox.h"

#include <inttypes.h>
#include <stdio.h>

#include "access/access.h"
#include "jobs/backoff.h"
#include "statements.h"
#include "base/banned.h"

#define TELL_AT_ONCE "500" /* new cases, in one transaction of a moment */

enum err outbox_tell_councils(const struct outbox *outbox)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	return db_one(outbox->db, &access_job_scope, NULL, &sql_jobs_tell_councils, DB_PARAMS(TELL_AT_ONCE), &rows);
}

enum err outbox_claim(const struct outbox *outbox, struct arena *arena, int most, bool untried,
		      struct db_rows *ret_rows)
{
	return db_one(outbox->db, &access_job_scope, NULL, &sql_jobs_outbox_claim,
		      DB_PARAMS(outbox->claimed_by, arena_i64(arena, outbox->claim_ms), arena_i64(arena, most),
				untried ? "true" : "false"),
		      ret_rows);
}

struct outbox_message outbox_message_of(const struct db_rows *rows, int row)
{
	return (struct outbox_message){
		.id = db_i64(rows, row, 0),
		.kind = db_text(rows, row, 1),
		.address = db_text(rows, row, 2),
		.language = db_text(rows, row, 3),
		.attempts = db_i64(rows, row, 4),
		.created_us = db_i64(rows, row, 5),
		.number = db_text(rows, row, 6),
		.council = db_text(rows, row, 7),
		.deviation_id = db_text(rows, row, 8),
		.helsefellesskap = db_text(rows, row, 9),
		.date = db_text(rows, row, 10),
		.link_nonce = db_text(rows, row, 11),
		.marked = db_bool(rows, row, 12),
		.note_id = db_text(rows, row, 13),
		.cases = db_text(rows, row, 14),
	};
}

enum err outbox_record_sent(const struct outbox *outbox, const char *ids)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	return db_one(outbox->db, &access_job_scope, NULL, &sql_jobs_outbox_sent, DB_PARAMS(ids), &rows);
}

static enum err record_refused(const struct outbox *outbox, struct arena *arena, const struct outbox_message *message,
			       const struct mail_outcome *outcome)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	return db_one(outbox->db, &access_job_scope, NULL, &sql_jobs_outbox_refused,
		      DB_PARAMS(arena_i64(arena, message->id), outbox->claimed_by,
				outcome->code ? arena_i64(arena, outcome->code) : NULL, outcome->reason,
				outcome->status[0] ? outcome->status : NULL),
		      &rows);
}

enum err outbox_record_failure(const struct outbox *outbox, struct arena *arena, const struct outbox_message *message,
			       const struct mail_outcome *outcome, uint32_t random_bits, bool *ret_given_up)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	bool away = outcome->result == MAIL_RELAY_AWAY;

	if (outcome->result == MAIL_REFUSED) {
		TRY(record_refused(outbox, arena, message, outcome));
		*ret_given_up = true;
		return OK;
	}
	int64_t wait_ms = away ? backoff_relay_away_ms(random_bits)
			       : backoff_ms(outbox->retry_first_seconds, message->attempts, random_bits);
	TRY(db_one(outbox->db, &access_job_scope, NULL, &sql_jobs_outbox_later,
		   DB_PARAMS(arena_i64(arena, message->id), outbox->claimed_by, away ? "0" : "1",
			     arena_i64(arena, wait_ms), arena_i64(arena, outbox->give_up_hours),
			     outcome->code ? arena_i64(arena, outcome->code) : NULL, outcome->reason,
			     outcome->status[0] ? outcome->status : NULL),
		   &rows));
	*ret_given_up = rows.count > 0 && db_bool(&rows, 0, 0);
	return OK;
}

enum err outbox_release(const struct outbox *outbox, const char *ids)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	return db_one(outbox->db, &access_job_scope, NULL, &sql_jobs_outbox_release, DB_PARAMS(ids, outbox->claimed_by),
		      &rows);
}

enum err outbox_expire(struct db_pool *db, int64_t give_up_hours, int64_t *ret_expired)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	char hours[24];

	(void)snprintf(hours, sizeof(hours), "%" PRId64, give_up_hours);
	TRY(db_one(db, &access_job_scope, NULL, &sql_jobs_outbox_expire, DB_PARAMS(hours), &rows));
	*ret_expired = rows.changed;
	return OK;
}

enum err outbox_read_figures(struct db_pool *db, int64_t stuck_after_ms, struct fault *fault,
			     struct outbox_figures *ret_figures)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	char after[24];

	(void)snprintf(after, sizeof(after), "%" PRId64, stuck_after_ms);
	TRY(db_one(db, &access_job_scope, fault, &sql_jobs_outbox_figures, DB_PARAMS(after), &rows));
	*ret_figures = (struct outbox_figures){db_i64(&rows, 0, 0), db_i64(&rows, 0, 1), db_i64(&rows, 0, 2)};
	return OK;
}
