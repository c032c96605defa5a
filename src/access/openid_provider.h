/* SPDX-License-Identifier: MIT */
#ifndef ACCESS_OPENID_PROVIDER_H
#define ACCESS_OPENID_PROVIDER_H

/*
 * What an issuer publishes about itself (OpenID Connect Discovery) with its keys (RFC 7517), read whole into a copy that
 * never changes, and kept for an hour. Requests share the copy; a newer one takes its place while the older is still in use.
 */

#include "access/openid.h"

struct openid_provider;

/* The endpoints; NULL for those that are not offered. */
struct openid_endpoints {
	const char *authorize, *push, *token, *end_session;
	bool answers_with_issuer; /* RFC 9207 */
};

struct openid_provider_cache *openid_provider_cache_new(void); /* NULL when out of memory */
void openid_provider_cache_free(struct openid_provider_cache *cache); /* accepts NULL */

/*
 * The issuer as it is known, asked for when it is not or not any more; an old copy serves when the issuer does not answer.
 * ERR_UNAVAILABLE when there is none. Give it back with openid_provider_done. Asks over the network: no transaction meanwhile.
 */
MUST_USE enum err openid_provider_get(const struct openid *openid, struct openid_issuer *issuer,
				      struct openid_provider **ret_provider);
/* Asks anew because a token names a key that is not known: at most twice a minute, else the copy we have is the answer. */
MUST_USE enum err openid_provider_renew(const struct openid *openid, struct openid_issuer *issuer,
					struct openid_provider **ret_provider);
void openid_provider_done(struct openid_provider **provider);
#define PROVIDER_AUTO __attribute__((cleanup(openid_provider_done)))

const struct openid_endpoints *openid_provider_endpoints(const struct openid_provider *provider);
/* True when one of the issuer's keys with the token's key id (any, without one) signed it; *ret_known tells whether there was one. */
bool openid_provider_signed(const struct openid_provider *provider, const struct jose_token *token, bool *ret_known);

/* A copy with one user. ERR_UNAVAILABLE when what the issuer answers cannot be trusted. */
MUST_USE enum err openid_provider_fetch(const struct openid *openid, const struct openid_issuer *issuer,
					struct openid_provider **ret_provider);
struct openid_provider *openid_provider_share(struct openid_provider *provider);

/*
 * A token of the issuer, its signature checked, with one renewal of the keys when its key is unknown. NULL for a good one,
 * else a fixed word for the log.
 */
const char *openid_token_verify(const struct openid *openid, struct openid_issuer *issuer, struct arena *arena,
				const char *compact, struct jose_token *ret_token);

#endif
