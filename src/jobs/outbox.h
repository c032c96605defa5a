/* SPDX-License-Identifier: MIT */
#ifndef JOBS_OUTBOX_H
#define JOBS_OUTBOX_H

/*
 * The table of mail to be sent, as its workers use it. A room queues mail by writing a row in the transaction of the
 * change (queue_council_notices and others in the migrations); nothing here does that. Filing leaves an announcement instead,
 * which a worker makes into mail for each recipient. One row is one message to one recipient. A worker claims rows in a short transaction, sends outside of any, and writes what became of each. A claim
 * whose worker died lapses, and the message goes out again under the same Message-ID.
 */

#include "base/arena.h"
#include "base/err.h"
#include "db/db.h"
#include "mail/mail.h"

#include <stdbool.h>
#include <stdint.h>

/* A claimed row. Strings live in the rows they were read from. */
struct outbox_message {
	int64_t id;
	const char *kind, *address, *language;
	int64_t attempts;   /* before this one */
	int64_t created_us; /* wall time */
	/* Parameters; NULL where the kind has none. */
	const char *number, *council, *deviation_id, *helsefellesskap, *date;
	const char *note_id;
	const char *cases; /* notices.h */
	const char *link_nonce; /* of a one-time link that can still be used */
	bool marked; /* the address was refused before: it is not tried */
};

struct outbox {
	struct db_pool *db;
	const char *claimed_by; /* unique for each worker of each instance */
	int64_t claim_ms;
	int64_t retry_first_seconds, give_up_hours;
};

/* Makes mail of new cases whose councils are not told yet: of as many as take a moment, the next call of the others. */
MUST_USE enum err outbox_tell_councils(const struct outbox *outbox);
/* Up to most messages that are due (untried: and were never tried), longest waiting first. ret_rows owns the strings. */
MUST_USE enum err outbox_claim(const struct outbox *outbox, struct arena *arena, int most, bool untried,
			       struct db_rows *ret_rows);
struct outbox_message outbox_message_of(const struct db_rows *rows, int row);

/* Writes down that messages went out. ids: "{1,2}". */
MUST_USE enum err outbox_record_sent(const struct outbox *outbox, const char *ids);
/*
 * Writes down anything but MAIL_SENT: put off, or given up when refused or when its time is over. random_bits spread the
 * next attempts.
 */
MUST_USE enum err outbox_record_failure(const struct outbox *outbox, struct arena *arena,
					const struct outbox_message *message, const struct mail_outcome *outcome,
					uint32_t random_bits, bool *ret_given_up);
/* Gives claimed messages back untried. ids: "{1,2}". */
MUST_USE enum err outbox_release(const struct outbox *outbox, const char *ids);

/* Marks what has outlived its time. Returns how many. */
MUST_USE enum err outbox_expire(struct db_pool *db, int64_t give_up_hours, int64_t *ret_expired);

struct outbox_figures {
	int64_t waiting;    /* due or put off, neither sent nor given up */
	int64_t longest_ms; /* how long the oldest of them has waited */
	int64_t stuck_ms;   /* the same, of those that wait because mail does not flow; 0: it flows */
};
/* For readiness and figures. stuck_after_ms: after how long being put off by the relay counts as stuck. */
MUST_USE enum err outbox_read_figures(struct db_pool *db, int64_t stuck_after_ms, struct fault *fault,
				      struct outbox_figures *ret_figures);

#endif
