/* SPDX-License-Identifier: MIT */
#ifndef ACCESS_TOKEN_H
#define ACCESS_TOKEN_H

/*
 * Tokens of machine clients: "svk_" and 256 random bits in base64url. The database knows only their SHA-256: with that many
 * bits nothing can be guessed from it, and checking one costs microseconds, not a password hash. The prefix lets
 * scanners for lost secrets find one in a log or a repository.
 */

#include "access/access.h"

#define CLIENT_TOKEN_PREFIX "svk_"
#define CLIENT_TOKEN_TEXT 48   /* prefix, 43 characters, and NUL */
#define CLIENT_TOKEN_DIGEST 67 /* "\x" + 64 hex digits, and NUL */

/* A new random token as text. */
void client_token_new(char token[CLIENT_TOKEN_TEXT]);
/* The digest under which a token is stored, as a bytea text. False when the text cannot be a token. */
bool client_token_digest(const char *token, char digest[CLIENT_TOKEN_DIGEST]);
/* The token of the request's "Authorization: Bearer", borrowed; NULL when it has none. */
const char *client_token_sent(const struct http_request *request);
/* Sets the actor of a token. ERR_UNAUTHENTICATED ("bad_client_token") when it is none, or over: the same answer for all. */
MUST_USE enum err client_token_authenticate(struct call *call, const char *token);

#endif
