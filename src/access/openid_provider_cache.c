/* SPDX-License-Identifier: MIT */
#include "access/openid_provider.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/banned.h"

#define SECOND_US INT64_C(1000000)
#define FRESH_US (3600 * SECOND_US)
/* An issuer that does not answer is not asked again by everybody who comes. */
#define RETRY_US (10 * SECOND_US)
#define STALE_US (24 * 3600 * SECOND_US)
#define RENEW_US (30 * SECOND_US)

struct openid_provider_cache {
	pthread_mutex_t lock; /* never held while asking */
	struct openid_provider *provider;
	int64_t fetched_us, failed_us, renewed_us; /* monotonic; 0: never */
};

struct openid_provider_cache *openid_provider_cache_new(void)
{
	struct openid_provider_cache *cache = calloc(1, sizeof(*cache));

	if (cache)
		pthread_mutex_init(&cache->lock, NULL);
	return cache;
}

void openid_provider_cache_free(struct openid_provider_cache *cache)
{
	if (!cache)
		return;
	openid_provider_done(&cache->provider);
	pthread_mutex_destroy(&cache->lock);
	free(cache);
}

static bool within(int64_t since_us, int64_t now_us, int64_t span_us)
{
	return since_us > 0 && now_us - since_us < span_us;
}

/* What we have, shared, or NULL; and whether it is time to ask. */
static struct openid_provider *look(struct openid_provider_cache *cache, bool unknown_key, bool *ret_ask)
{
	struct openid_provider *provider = NULL;
	int64_t now = clock_monotonic_us();

	pthread_mutex_lock(&cache->lock);
	if (cache->provider && within(cache->fetched_us, now, STALE_US))
		provider = openid_provider_share(cache->provider);
	*ret_ask = unknown_key ? !within(cache->renewed_us, now, RENEW_US)
			       : !within(cache->fetched_us, now, FRESH_US) && !within(cache->failed_us, now, RETRY_US);
	if (unknown_key && *ret_ask)
		cache->renewed_us = now;
	pthread_mutex_unlock(&cache->lock);
	return provider;
}

static void keep(struct openid_provider_cache *cache, struct openid_provider *fresh)
{
	struct openid_provider *old = NULL;

	pthread_mutex_lock(&cache->lock);
	if (fresh) {
		old = cache->provider;
		cache->provider = openid_provider_share(fresh);
		cache->fetched_us = clock_monotonic_us();
		cache->failed_us = 0;
	} else {
		cache->failed_us = clock_monotonic_us();
	}
	pthread_mutex_unlock(&cache->lock);
	openid_provider_done(&old);
}

static enum err get(const struct openid *openid, struct openid_issuer *issuer, bool unknown_key,
		    struct openid_provider **ret_provider)
{
	bool asks = false;
	PROVIDER_AUTO struct openid_provider *known = look(issuer->cache, unknown_key, &asks);
	struct openid_provider *fresh = NULL;

	if (asks) {
		if (openid_provider_fetch(openid, issuer, &fresh) != OK)
			LOG(LOG_WARNING, "openid issuer not reached", LOG_TEXT("issuer", issuer->code));
		keep(issuer->cache, fresh);
	}
	if (!fresh) {
		fresh = known;
		known = NULL;
	}
	if (!fresh)
		return ERR_UNAVAILABLE;
	*ret_provider = fresh;
	return OK;
}

enum err openid_provider_get(const struct openid *openid, struct openid_issuer *issuer, struct openid_provider **ret_provider)
{
	return get(openid, issuer, false, ret_provider);
}

enum err openid_provider_renew(const struct openid *openid, struct openid_issuer *issuer, struct openid_provider **ret_provider)
{
	return get(openid, issuer, true, ret_provider);
}

const char *openid_token_verify(const struct openid *openid, struct openid_issuer *issuer, struct arena *arena,
				const char *compact, struct jose_token *ret_token)
{
	PROVIDER_AUTO struct openid_provider *provider = NULL;
	PROVIDER_AUTO struct openid_provider *renewed = NULL;
	struct jose_token token;
	bool known = false;

	if (jose_token_read(arena, compact, &token) != OK || !issuer->algorithms[token.algorithm])
		return "algorithm";
	if (openid_provider_get(openid, issuer, &provider) != OK)
		return "provider";
	bool good = openid_provider_signed(provider, &token, &known);
	/* A key that is not known may be a new one. A wrong signature by a known one is just that. */
	if (!good && !known && openid_provider_renew(openid, issuer, &renewed) == OK)
		good = openid_provider_signed(renewed, &token, &known);
	if (!good)
		return known ? "signature" : "key";
	*ret_token = token;
	return NULL;
}
