/* SPDX-License-Identifier: MIT */
#include "access/openid_provider.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "contract/json_tree.h"
#include "http/fetch.h"
#include "base/banned.h"

#define DOCUMENT_BYTES_MAX ((size_t)256 * 1024)
#define ARENA_BYTES ((size_t)4 * 1024 * 1024)
#define TIMEOUT_MS 5000

struct openid_provider {
	atomic_int users;
	struct arena *arena;
	struct openid_endpoints endpoints;
	const char *keys_url;
	struct jose_key *keys[JOSE_KEYS_MAX];
	int key_count;
};

void openid_provider_done(struct openid_provider **provider)
{
	struct openid_provider *one = *provider;

	*provider = NULL;
	if (!one || atomic_fetch_sub(&one->users, 1) > 1)
		return;
	for (int i = 0; i < one->key_count; i++)
		jose_key_free(one->keys[i]);
	arena_free(one->arena);
	free(one);
}

struct openid_provider *openid_provider_share(struct openid_provider *provider)
{
	atomic_fetch_add(&provider->users, 1);
	return provider;
}

const struct openid_endpoints *openid_provider_endpoints(const struct openid_provider *provider)
{
	return &provider->endpoints;
}

bool openid_provider_signed(const struct openid_provider *provider, const struct jose_token *token, bool *ret_known)
{
	bool known = false;

	for (int i = 0; i < provider->key_count; i++) {
		const char *id = jose_key_id(provider->keys[i]);

		if (token->key_id && (!id || strcmp(id, token->key_id) != 0))
			continue;
		known = true;
		if (jose_token_is_signed_by(token, provider->keys[i])) {
			*ret_known = true;
			return true;
		}
	}
	*ret_known = known;
	return false;
}

static enum err ask(const struct openid *openid, struct arena *arena, const char *url, struct fetch_answer *ret_answer)
{
	const struct fetch_request request = {
		.url = url,
		.max_bytes = DOCUMENT_BYTES_MAX,
		.timeout_ms = TIMEOUT_MS,
		.plain_loopback = openid->plain_loopback,
	};

	if (fetch(arena, &request, ret_answer) != OK || ret_answer->status != 200)
		return ERR_UNAVAILABLE;
	return OK;
}

/* An endpoint, in the arena; NULL when it is not there or not an address we would go to. */
static const char *read_endpoint(const struct openid *openid, struct arena *arena, const cJSON *document, const char *name)
{
	const char *url = json_text(json_member(document, name));

	return url && fetch_url_allowed(url, openid->plain_loopback) ? arena_strdup(arena, url) : NULL;
}

static enum err read_document(const struct openid *openid, const struct openid_issuer *issuer, struct openid_provider *provider)
{
	struct fetch_answer answer;
	const char *code = NULL;
	size_t len = strlen(issuer->issuer);
	const char *slash = len > 0 && issuer->issuer[len - 1] == '/' ? "" : "/";

	TRY(ask(openid, provider->arena,
		arena_printf(provider->arena, "%s%s.well-known/openid-configuration", issuer->issuer, slash), &answer));
	JSON_TREE_AUTO cJSON *document = json_read(provider->arena, answer.body, answer.body_len, &code);
	const char *named = json_text(json_member(document, "issuer"));
	/* Discovery 4.3: a document of another issuer is none. */
	if (!named || strcmp(named, issuer->issuer) != 0)
		return ERR_UNAVAILABLE;
	provider->endpoints = (struct openid_endpoints){
		.authorize = read_endpoint(openid, provider->arena, document, "authorization_endpoint"),
		.push = read_endpoint(openid, provider->arena, document, "pushed_authorization_request_endpoint"),
		.token = read_endpoint(openid, provider->arena, document, "token_endpoint"),
		.end_session = read_endpoint(openid, provider->arena, document, "end_session_endpoint"),
		.answers_with_issuer = cJSON_IsTrue(json_member(document, "authorization_response_iss_parameter_supported")),
	};
	provider->keys_url = read_endpoint(openid, provider->arena, document, "jwks_uri");
	const struct openid_endpoints *found = &provider->endpoints;
	return found->authorize && found->push && found->token && provider->keys_url ? OK : ERR_UNAVAILABLE;
}

/* One key as JSON again: only what libcjose reads of a public key, so that nothing else of it counts. */
static struct jose_key *read_key(const cJSON *item)
{
	static const char *const members[] = {"kty", "kid", "use", "alg", "n", "e", "crv", "x", "y"};
	STR_AUTO struct str json = STR_INIT(8192);

	str_add_char(&json, '{');
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		const char *text = json_text(json_member(item, members[i]));
		if (!text)
			continue;
		str_addf(&json, "%s\"%s\":", json.len > 1 ? "," : "", members[i]);
		str_add_json(&json, text);
	}
	str_add_char(&json, '}');
	return str_failed(&json) ? NULL : jose_public_key_read(json.data, json.len);
}

static enum err read_keys(const struct openid *openid, struct openid_provider *provider)
{
	struct fetch_answer answer;
	const char *code = NULL;
	const cJSON *item;

	TRY(ask(openid, provider->arena, provider->keys_url, &answer));
	JSON_TREE_AUTO cJSON *document = json_read(provider->arena, answer.body, answer.body_len, &code);
	cJSON_ArrayForEach (item, json_member(document, "keys")) {
		struct jose_key *key = provider->key_count < JOSE_KEYS_MAX ? read_key(item) : NULL;
		if (key)
			provider->keys[provider->key_count++] = key;
	}
	return provider->key_count > 0 ? OK : ERR_UNAVAILABLE;
}

enum err openid_provider_fetch(const struct openid *openid, const struct openid_issuer *issuer,
			       struct openid_provider **ret_provider)
{
	PROVIDER_AUTO struct openid_provider *provider = calloc(1, sizeof(*provider));

	if (!provider)
		return ERR_UNAVAILABLE;
	provider->users = 1;
	provider->arena = arena_new(ARENA_BYTES);
	if (!provider->arena)
		return ERR_UNAVAILABLE;
	TRY(read_document(openid, issuer, provider));
	TRY(read_keys(openid, provider));
	*ret_provider = provider;
	provider = NULL;
	return OK;
}
