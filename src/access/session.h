/* SPDX-License-Identifier: MIT */
#ifndef ACCESS_SESSION_H
#define ACCESS_SESSION_H

/*
 * Sessions. The cookie holds 256 random bits; the database knows only their SHA-256, and the CSRF token is another hash
 * of them, so neither can be made from what is stored. A session ends after a time without use and after a fixed time.
 */

#include "access/access.h"

#include <sodium.h>

#define SESSION_COOKIE "__Host-samavvik"
#define SESSION_TOKEN_BYTES 32
#define SESSION_TOKEN_TEXT 44  /* base64url without padding, and NUL */
#define SESSION_DIGEST_TEXT 67 /* "\x" + 64 hex digits, and NUL */

/* A new random token as text. */
void session_new_token(char token[SESSION_TOKEN_TEXT]);
/* The digest under which a token is stored, as a bytea text. False when the text cannot be a token. */
bool session_digest(const char *token, char digest[SESSION_DIGEST_TEXT]);
/* The CSRF token that belongs to a token. */
void session_csrf(const char *token, char csrf[SESSION_TOKEN_TEXT]);
/*
 * Starts a session for a person who has just proven to be there, in place of the one the browser had: sets the cookie and
 * loads call->actor. method: "password", "password_totp", "recovery" (password and a recovery code) or "openid".
 */
MUST_USE enum err session_start(struct call *call, const char *person, const char *method);
/* Ends the session of the request's cookie, if there is one, and the cookie. */
MUST_USE enum err session_end(struct call *call);
/* The digest of the request's cookie, in the arena; NULL when there is none that can be a token. */
const char *session_own_digest(struct call *call);
/* The actor of a row of the statements access_actor and access_token_actor. */
struct actor *session_actor_from_row(struct arena *arena, const struct db_rows *rows);
/* Reads the actor of a token. OK with *ret_actor NULL when the session is over or never was. */
MUST_USE enum err session_read(struct call *call, const char *token, struct actor **ret_actor);

#endif
