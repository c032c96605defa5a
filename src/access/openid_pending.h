/* SPDX-License-Identifier: MIT */
#ifndef ACCESS_OPENID_PENDING_H
#define ACCESS_OPENID_PENDING_H

/*
 * A sign-in under way. The browser keeps one random secret in a cookie for ten minutes; state, nonce and PKCE verifier are
 * hashes of it, each for its purpose, so the database holds none of them: only the secret's digest with where the sign-in leads,
 * and a row is taken once.
 */

#include "base/arena.h"

#include <stdbool.h>

#define PENDING_COOKIE "__Host-samavvik-openid"
#define PENDING_TEXT 44    /* 256 bits in base64url, and NUL */
#define PENDING_DIGEST 67  /* "\x" + 64 hex digits, and NUL */
#define PENDING_MINUTES 10
#define RETURN_PATH_MAX 500

struct openid_secrets {
	char digest[PENDING_DIGEST]; /* what the row is stored under */
	char state[PENDING_TEXT];
	char nonce[PENDING_TEXT];
	char verifier[PENDING_TEXT];  /* RFC 7636 4.1 */
	char challenge[PENDING_TEXT]; /* RFC 7636 4.2, S256 */
};

/* A new random cookie value. */
void openid_pending_new(char cookie[PENDING_TEXT]);
/* All that follows from it. False when the text cannot be one. */
bool openid_secrets_of(const char *cookie, struct openid_secrets *ret_secrets);
/* True when the two are the same, without telling by time where they differ. */
bool openid_same(const char *sent, const char *wanted);
/* SHA-256 as a bytea text, in the arena: of invitations and the like, which have enough random bits to need no more. */
const char *openid_digest(struct arena *arena, const char *text);
/* Whether one may be sent there after signing in: a page of ours, by its path, and never the API. */
bool openid_return_path_allowed(const char *path);

#endif
