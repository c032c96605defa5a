/* SPDX-License-Identifier: MIT */
#ifndef DEVIATION_RECEIPT_CODE_H
#define DEVIATION_RECEIPT_CODE_H

/*
 * The receipt code of someone without an account: 95 random bits in Crockford's base 32 and a check character, in groups of
 * four, "7K3M-…". Whoever has it is the reporter. It is made from a key that the client chose at random, the request and a
 * secret of the service: a repeated request, after an answer that was lost, gets the same code again, although
 * nobody keeps it. What is kept is its SHA-256, which cannot be turned back: there are too many codes to try.
 */

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

#define RECEIPT_CODE_CHARACTERS 20

/* The code for a key and a request digest, with its hyphens. In the arena. */
const char *receipt_code_make(struct arena *arena, const unsigned char *secret, size_t secret_len, const char *key,
			      const char *request_digest);
/*
 * The digest under which a code is kept, as a bytea text, from what somebody typed: any case, spaces and hyphens anywhere, O
 * for 0, I and L for 1. NULL when it is no code: too short, too long, or the check character does not fit. In the arena.
 */
const char *receipt_code_digest(struct arena *arena, const char *entered);

#endif
