/* SPDX-License-Identifier: MIT */
#ifndef AUDIT_HISTORY_STORE_H
#define AUDIT_HISTORY_STORE_H

/* The history of all cases and the seals as a stream of records, a few hundred cases at a time. */

#include "audit/record.h"

struct record_taker {
	void *context;
	/* NULL: something that is no record. The record is borrowed for the call. */
	void (*take)(void *context, struct record *record);
};

/* What is added while it reads is left out. */
MUST_USE enum err history_read(struct db_pool *db, struct fault *fault, const struct record_taker *taker);

/* The last seal; number 0 when there is none. */
MUST_USE enum err history_last_seal(struct db_pool *db, struct fault *fault, struct audit_seal *ret_seal);

#endif
