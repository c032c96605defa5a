/* SPDX-License-Identifier: MIT */
#ifndef ACCESS_OPENID_H
#define ACCESS_OPENID_H

/*
 * Sign-in by OpenID Connect (authorization code with PKCE, pushed authorization requests and private_key_jwt) at the issuers
 * that the operator's file names. An issuer says who somebody is; what that person may is for the memberships in the
 * database, narrowed to the roles the file gives the issuer. Nobody is created by signing in.
 *
 *   openid_config_read.c   the file, checked whole at start
 *   openid_provider*.c     what an issuer publishes (endpoints, keys), kept in memory
 *   openid_jose_read.c     signed tokens; openid_token.c what they must say
 *   openid_exchange.c      the two questions to an issuer: push the request, redeem the code
 *   openid_pending.c       the sign-in under way, bound to the browser that began it
 *   openid_api.c           the operations; openid_logout_api.c the ways out
 */

#include "access/openid_jose.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/language.h"
#include "base/settings.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define OPENID_ISSUERS_MAX 16
#define OPENID_DEMANDS_MAX 8
#define OPENID_VALUES_MAX 16
#define OPENID_IDENTITY_KEY_BYTES 32

/* A claim that must have one of the values: the level of security. */
struct openid_demand {
	const char *claim;
	const char *values[OPENID_VALUES_MAX];
	int count;
};

struct openid_provider_cache;

struct openid_issuer {
	const char *code; /* in our addresses and the profile */
	const char *name[LANGUAGE_COUNT];
	const char *issuer; /* its identifier, compared byte by byte */
	const char *client_id;
	const char *scopes;
	const char *acr_values; /* or NULL */
	const char *roles;      /* what it may give rise to, as a PostgreSQL array text */
	struct jose_key *key;   /* ours, to prove which client we are */
	bool algorithms[JOSE_ALGORITHM_COUNT];
	struct openid_demand demands[OPENID_DEMANDS_MAX];
	int demand_count;
	const char *identity_claim; /* with the national identity number, or NULL */
	const char *hpr_claim;      /* with the number in the register of health personnel, or NULL */
	const char *organisation_claims[OPENID_VALUES_MAX]; /* the first that is there names the organisation one acts for */
	int organisation_claim_count;
	struct openid_provider_cache *cache;
};

/* All of it, for the life of the process. */
struct openid {
	struct arena *arena;
	struct openid_issuer issuers[OPENID_ISSUERS_MAX];
	int count;
	bool plain_loopback; /* issuers on this machine may be reached without TLS: tests and development */
	const unsigned char *identity_key; /* OPENID_IDENTITY_KEY_BYTES, or NULL */
	struct openid_gate *gate;
};

/*
 * Reads the file that the settings name, with none: no issuer. ERR_INVALID with a sentence on out for every mistake and its
 * place. Free with openid_free.
 */
MUST_USE enum err openid_new(const struct settings *settings, FILE *out, struct openid **ret_openid);
void openid_free(struct openid *openid); /* accepts NULL */
/* The issuer of a code, or NULL. */
struct openid_issuer *openid_issuer_find(struct openid *openid, const char *code);

/* Fills openid->issuers from the text of the file. folder is where its relative paths start. Used by openid_new. */
MUST_USE enum err openid_config_read(struct openid *openid, const char *folder, const char *json, size_t len, FILE *out);

/*
 * What a national identity number is found by, as a bytea text: BLAKE2b with a key, so that nobody without the key can tell
 * the number, or try all of them. NULL when the number is not eleven digits.
 */
const char *openid_identity_digest(struct arena *arena, const unsigned char key[OPENID_IDENTITY_KEY_BYTES], const char *number);
/* The key of a secret. False when the secret is too short to be one. */
bool openid_identity_key(const char *secret, unsigned char key[OPENID_IDENTITY_KEY_BYTES]);

/*
 * Limits how many requests at once wait for issuers, so that a slow one leaves threads to everybody else: OK and then
 * openid_gate_leave, or ERR_BUSY.
 */
struct openid_gate *openid_gate_new(void);
void openid_gate_free(struct openid_gate *gate); /* accepts NULL */
MUST_USE enum err openid_gate_enter(struct openid_gate *gate);
void openid_gate_leave(struct openid_gate *gate);

#endif
