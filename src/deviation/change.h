/* SPDX-License-Identifier: MIT */
#ifndef DEVIATION_CHANGE_H
#define DEVIATION_CHANGE_H

/*
 * A change of a case, as every operation does it: lock, check version and transition, store, answer with the case. Only for the
 * files of this room.
 *
 *     CHANGE_AUTO struct change change = {.call = call};
 *     TRY(change_begin(&change, in->id, in->if_match, ACTION_ACKNOWLEDGE));
 *     TRY(db_run(change.tx, …));
 *     return change_answer(&change, 200);
 */

#include "contract/contract.h"
#include "db/db.h"
#include "deviation/transitions.h"

#include <stdbool.h>
#include <stdint.h>

struct change {
	struct call *call;
	struct db_tx *tx;
	const char *id;
	struct case_standing standing;
	bool internal; /* what is written is the council's alone */
};

#define CHANGE_AUTO __attribute__((cleanup(change_end)))

void change_end(struct change *change);

/*
 * Locks the case and asks whether the actor may do this now. version 0: any. ERR_NOT_FOUND, ERR_FORBIDDEN, ERR_PRECONDITION
 * (version_conflict), and what transition_check() says.
 */
MUST_USE enum err change_begin(struct change *change, int64_t id, int64_t version, enum deviation_action action);
/* The same for what the secretariat may do as well. */
MUST_USE enum err change_begin_overseen(struct change *change, int64_t id, int64_t version, enum deviation_action action);
/* Commits, wakes the mail worker, and answers with the case as it is now. */
MUST_USE enum err change_answer(struct change *change, int status);

/*
 * What a create that was refused is answered with: a repeat like the first one, also when the case has been closed in between; else the
 * refusal as it was. The change is over. digest: idempotency_digest().
 */
MUST_USE enum err change_answer_repeat(struct change *change, int64_t id, const char *key, const char *digest, enum err refusal);

/* The side a person writes from; one who is on several writes as the council, or as the reporter. */
const char *change_side(const struct change *change);

#endif
