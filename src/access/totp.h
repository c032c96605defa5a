/* SPDX-License-Identifier: MIT */
#ifndef ACCESS_TOTP_H
#define ACCESS_TOTP_H

/*
 * One-time codes of the second factor: TOTP (RFC 6238) with SHA-1, 30 seconds and six digits, which is what every app
 * knows; and the recovery codes for when the telephone is gone. Whether a code was taken before is the database's to say.
 */

#include "access/account_key.h"
#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

#define TOTP_DIGITS 6
#define TOTP_STEP_SECONDS 30
#define RECOVERY_CODES 10

/* What was typed, without blanks and hyphens, in the arena. */
const char *code_typed(struct arena *arena, const char *text);
/* True when it can be a code of the app; else it may be a recovery code. */
bool code_is_totp(const char *typed);

/* The code of one step of 30 seconds. */
void totp_code(const unsigned char secret[TOTP_SECRET_BYTES], int64_t step, char code[TOTP_DIGITS + 1]);
/* True when the code is that of the present step or of a neighbour: clocks differ. */
bool totp_find_step(const unsigned char secret[TOTP_SECRET_BYTES], int64_t now_seconds, const char *typed, int64_t *ret_step);
/* The secret as base32, in the arena. */
const char *totp_secret_text(struct arena *arena, const unsigned char secret[TOTP_SECRET_BYTES]);

/* A new random recovery code of 60 bits, "K7QM-3VXA-90TD", in the arena. */
const char *recovery_code_new(struct arena *arena);
/* The one spelling under which a recovery code is stored: O is 0, I and L are 1. In the arena. */
const char *recovery_code_spelling(struct arena *arena, const char *typed);

#endif
