/* SPDX-License-Identifier: MIT */
#ifndef ACCESS_IDEMPOTENCY_H
#define ACCESS_IDEMPOTENCY_H

/*
 * A repeated create gives the first answer again. The statement that creates also stores key, digest of the request and
 * answer (table idempotency); a second one with the same key then fails with ERR_CONFLICT on constraint idempotency_pk,
 * rolled back whole, and the first answer is looked up here.
 */

#include "contract/contract.h"
#include "db/db.h"

#include <stdbool.h>

/* SHA-256 of the request's body as a bytea text, in the arena. */
const char *idempotency_digest(struct call *call);

/* True when err is the refusal of a key that was used before. */
bool idempotency_is_repeat(enum err err, const struct fault *fault);

/*
 * Clears the fault and reads the first answer (column 0, JSON) of the actor's operation and key.
 * ERR_UNPROCESSABLE ("key_reused") when the key was used for another request.
 */
MUST_USE enum err idempotency_first_answer(struct call *call, const char *operation, const char *key,
					   const char *digest, struct db_rows *ret_rows);

#endif
