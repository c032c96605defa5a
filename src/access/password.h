/* SPDX-License-Identifier: MIT */
#ifndef ACCESS_PASSWORD_H
#define ACCESS_PASSWORD_H

/*
 * Passwords of local accounts: Argon2id by libsodium with 19 MiB and two passes (the OWASP password storage minimum), so
 * that checking a few at once stays within the memory the service may use. The gate lets two be checked at a time. Making a hash:
 * password_hash in access.h.
 */

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>

struct sign_in_gate;

/* ERR_INTERNAL when out of memory. Free with sign_in_gate_free. */
MUST_USE enum err sign_in_gate_new(struct sign_in_gate **ret_gate);
void sign_in_gate_free(struct sign_in_gate *gate); /* accepts NULL */

/*
 * Checks a password against a stored hash; hash NULL (no such account) takes the same time and is never right.
 * ERR_BUSY when the gate was full for two seconds.
 */
MUST_USE enum err password_check(struct sign_in_gate *gate, const char *hash, const char *password, bool *ret_right);

#endif
