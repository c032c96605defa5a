/* SPDX-License-Identifier: MIT */
#ifndef ACCESS_OPENID_TOKEN_H
#define ACCESS_OPENID_TOKEN_H

/*
 * What the claims of a token must say before anybody is let in or out by it: OpenID Connect Core 3.1.3.7 for ID tokens,
 * Back-Channel Logout 2.6 for logout tokens. Rules alone: the signature has been checked by then (openid_jose.h).
 */

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

#define TOKEN_SKEW_SECONDS 60
#define TOKEN_AUDIENCES_MAX 16
/* A logout token is for now: one that was kept says nothing about later sessions. */
#define LOGOUT_TOKEN_AGE_SECONDS 300

struct token_time {
	bool given;
	int64_t seconds; /* since 1970 */
};

/* The claims our rules speak of; NULL for those that are not there. */
struct token_claims {
	const char *type; /* of the header, lower case */
	const char *issuer, *subject, *nonce, *authorized_party, *session_id, *token_id;
	const char *audiences[TOKEN_AUDIENCES_MAX];
	int audience_count;
	struct token_time expires, issued, not_before, authenticated;
	bool has_nonce;
	bool is_logout; /* "events" holds the one of back-channel logout */
};

struct token_expectation {
	const char *issuer, *client_id;
	const char *nonce;           /* of the sign-in; for ID tokens */
	int64_t now;                 /* seconds since 1970 */
	int64_t authenticated_after; /* 0, or the person must have proven to be there since (max_age, prompt=login) */
};

/* The claims of a payload. ERR_INVALID when it is no object, or one of them is of another kind. */
MUST_USE enum err token_claims_read(struct arena *arena, const char *json, size_t len, struct token_claims *ret_claims);
/* The text of any claim, or of a whole number; NULL when it is not there or something else. In the arena. */
const char *token_claim_text(struct arena *arena, const char *json, size_t len, const char *name);

/* NULL when the ID token is good, else a fixed word for the log: what is wrong with it. */
const char *token_id_fault(const struct token_claims *claims, const struct token_expectation *expected);
/* The same for a logout token. */
const char *token_logout_fault(const struct token_claims *claims, const struct token_expectation *expected);

#endif
