/* SPDX-License-Identifier: MIT */
#ifndef ACCESS_OPENID_SESSION_H
#define ACCESS_OPENID_SESSION_H

/* From a token that has been verified to a person of ours, and a session that remembers what it came from. */

#include "access/access.h"
#include "access/openid.h"
#include "access/openid_token.h"

struct openid_arrived {
	const struct openid_issuer *issuer;
	const struct token_claims *claims;
	const struct jose_token *token;
	const char *replaced;   /* digest of the session the browser had before, or NULL */
	const char *invitation; /* digest of the invitation the browser brought, or NULL */
};

/* True when the token has every claim that the operator demands of the issuer. */
bool openid_level_is_enough(struct arena *arena, const struct openid_arrived *arrived);
/*
 * Starts the session of the person the token stands for. OK with *ret_page set to the page that explains ("ukjent", "ingen-rolle")
 * when there is no such person, or nothing they may do here; nothing has been created then.
 */
MUST_USE enum err openid_session_open(struct call *call, const struct openid_arrived *arrived, const char **ret_page);
/* The ID token that one's own session began with and its issuer's code; both NULL when there is none. */
MUST_USE enum err openid_session_origin(struct call *call, const char **ret_code, const char **ret_id_token);

#endif
