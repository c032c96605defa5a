/* SPDX-License-Identifier: MIT */
#ifndef ACCESS_PROOF_STORE_H
#define ACCESS_PROOF_STORE_H

/*
 * Proving who one is with a password and, where there is a second factor, a code; and how fast one may guess. A mistake
 * counts against one account from one client: the browser when it has signed in to the account before (its own cookie says
 * so), else the address. So nobody can lock a ward out, and a name nobody has is treated like any other.
 */

#include "access/access.h"

#define DEVICE_COOKIE "__Host-samavvik-browser"

/* An account that is to be proven; password_hash NULL when there is none that can be. In the request's arena. */
struct account {
	const char *person, *username, *name, *email;
	const char *password_hash;
	const char *sealed_secret; /* of the second factor; NULL: none */
	const char *name_digest, *client, *device_digest;
	const char *new_device; /* value of the cookie to set when the browser has none yet; else NULL */
	int64_t wait_seconds;
};

enum proof { PROOF_WRONG_PASSWORD, PROOF_CODE_NEEDED, PROOF_WRONG_CODE, PROOF_PASSWORD, PROOF_TOTP, PROOF_RECOVERY };

/* One statement, whether or not anybody has the name. */
MUST_USE enum err account_by_name(struct call *call, const char *username, struct account *ret_account);
/* The account of the one who is signed in. */
MUST_USE enum err account_of_actor(struct call *call, struct account *ret_account);

/*
 * Checks password and code (NULL: none given), and writes down a mistake or a success. ERR_LIMITED
 * ("too_many_attempts", with Retry-After) while the client has to wait.
 */
MUST_USE enum err proof_check(struct call *call, const struct account *account, const char *password, const char *code,
			      enum proof *ret_proof);
/* Sets the cookie by which the browser is known again, unless it has it. */
void proof_remember_browser(struct call *call, const struct account *account);

/* What a new password of the account must not be made of, NULL at the end; in the arena. */
const char *const *account_own_words(struct arena *arena, const char *username, const char *name, const char *email);

#endif
