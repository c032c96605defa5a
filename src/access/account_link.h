/* SPDX-License-Identifier: MIT */
#ifndef ACCESS_ACCOUNT_LINK_H
#define ACCESS_ACCOUNT_LINK_H

/*
 * One-time links of invitations and resets. Nothing that opens one is stored: the token is made from a random nonce and the
 * key of account_key, once to store its digest and once more when the mail is written. It stands behind the # of the
 * address, where no log, no Referer and no scanner of mail that follows links uses it.
 */

#include "base/arena.h"

#define RESET_MINUTES 60
#define INVITATION_MINUTES (7 * 24 * 60)

struct account_link {
	const char *nonce, *digest; /* as bytea texts */
};

void account_link_new(struct arena *arena, const char *account_key, struct account_link *ret_link);
/* The digest of a token that somebody sent. */
const char *account_link_digest(struct arena *arena, const char *account_key, const char *token);

#endif
