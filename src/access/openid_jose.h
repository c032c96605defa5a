/* SPDX-License-Identifier: MIT */
#ifndef ACCESS_OPENID_JOSE_H
#define ACCESS_OPENID_JOSE_H

/*
 * Signed tokens (JWS, RFC 7515) by libcjose, which does what the token's own header says. So the header is read strictly here
 * first: the algorithm must be one of the three of this table and fit the key, "crit" is refused, and keys that a token
 * brings along (jwk, jku, x5c, x5u) are never looked at. Only public RSA keys from 2048 bits and P-256 keys become keys.
 */

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

#define JOSE_TOKEN_BYTES_MAX 32768
#define JOSE_KEYS_MAX 32

enum jose_algorithm { JOSE_RS256, JOSE_PS256, JOSE_ES256, JOSE_ALGORITHM_COUNT };

struct jose_key; /* one key; its memory is libcjose's */

/* What a token is before its signature is checked: nothing of it may be believed yet. */
struct jose_token {
	enum jose_algorithm algorithm;
	const char *key_id;  /* or NULL */
	const char *type;    /* lower case, or "" */
	const char *payload; /* NUL-terminated */
	size_t payload_len;
	const char *compact;
};

/* The algorithm of a name; JOSE_ALGORITHM_COUNT when it is none of ours ("none", "HS256"). */
enum jose_algorithm jose_algorithm_read(const char *name);
const char *jose_algorithm_name(enum jose_algorithm algorithm);

/* Takes a token apart. ERR_INVALID when it is no token that could ever be good. */
MUST_USE enum err jose_token_read(struct arena *arena, const char *compact, struct jose_token *ret_token);
/* True when the token was signed by the key with the token's algorithm, and the two fit each other. */
bool jose_token_is_signed_by(const struct jose_token *token, const struct jose_key *key);

/* The public key of a JSON Web Key that may sign tokens; NULL when it is another kind of key. Free with jose_key_free. */
struct jose_key *jose_public_key_read(const char *json, size_t len);
/* A private key of our own, to sign with. NULL when it is not private, has no key id, or is too weak. */
struct jose_key *jose_private_key_read(const char *json, size_t len);
void jose_key_free(struct jose_key *key); /* accepts NULL */
const char *jose_key_id(const struct jose_key *key); /* or NULL */

/* Signs claims with the key's "alg", else with PS256 or ES256. In the arena; NULL when it cannot. */
const char *jose_sign(struct arena *arena, const struct jose_key *key, const char *claims);

#endif
