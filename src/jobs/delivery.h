/* SPDX-License-Identifier: MIT */
#ifndef JOBS_DELIVERY_H
#define JOBS_DELIVERY_H

/*
 * One worker's round: claims a few messages, writes and sends each, and writes down what became of it. No connection to
 * the database is held while sending. One thread each.
 */

#include "base/settings.h"
#include "jobs/outbox.h"
#include "learning/learning.h"
#include "mail/mail.h"

#include <stdatomic.h>

/* What went out and what did not, since start; shared by the workers. */
struct delivery_counts {
	atomic_llong sent, put_off, relay_away, refused, expired;
};

struct delivery {
	struct outbox outbox;
	struct mail_sender *sender;
	struct arena *arena;
	const char *from, *public_url;
	const char *account_key; /* one-time links are made from it */
	const char *host;            /* right side of Message-IDs */
	int64_t timeout_us;          /* of one message */
	int64_t write_down_us;       /* results may be written down together when no older than this */
	const atomic_bool *stopping; /* finish the message in hand, give the others back */
	struct delivery_counts *counts;
	uint32_t (*random_bits)(void);
	struct digest_chart chart; /* of the summary that is being sent */
	bool any_first; /* which messages this round takes first; changes with every round */
};

struct delivery_round {
	int claimed;
	int offered; /* to the relay */
	bool all_sent;
	bool relay_away; /* the round ended because there was no relay */
};

/* Claims at most most messages and deals with them. An error means that the database could not be asked for any. */
MUST_USE enum err delivery_run(struct delivery *delivery, int most, struct delivery_round *ret_round);

#endif
