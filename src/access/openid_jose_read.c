/* SPDX-License-Identifier: MIT */
#include "access/openid_jose.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <cjose/header.h>
#include <cjose/jwk.h>
#include <cjose/jws.h>
#include <sodium.h>

#include "contract/json_tree.h"
#include "base/banned.h"

#define JWK_BYTES_MAX 8192
#define RSA_BITS_MIN 2048
#define RSA_BITS_MAX 8192
#define P256_SIGNATURE_BYTES 64

struct jose_key {
	cjose_jwk_t *jwk;
	bool is_rsa;
	bool is_private;
	enum jose_algorithm only; /* what the key says it is for; JOSE_ALGORITHM_COUNT: it does not say */
};

static const char *const names[JOSE_ALGORITHM_COUNT] = {"RS256", "PS256", "ES256"};

enum jose_algorithm jose_algorithm_read(const char *name)
{
	int i = 0;

	while (i < JOSE_ALGORITHM_COUNT && (!name || strcmp(names[i], name) != 0))
		i++;
	return (enum jose_algorithm)i;
}

const char *jose_algorithm_name(enum jose_algorithm algorithm)
{
	return names[algorithm];
}

/* base64url without padding and nothing else. NULL when it is not. */
static char *decode(struct arena *arena, const char *text, size_t len, size_t *ret_len)
{
	char *bytes = arena_alloc(arena, len + 1);
	size_t written = 0;

	if (sodium_base642bin((unsigned char *)bytes, len, text, len, NULL, &written, NULL,
			      sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
		return NULL;
	bytes[written] = '\0';
	*ret_len = written;
	return bytes;
}

static const char *lower_case(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text ? text : "");

	for (char *c = copy; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return copy;
}

static enum err read_header(struct arena *arena, const char *json, size_t len, struct jose_token *token)
{
	const char *code = NULL;
	JSON_TREE_AUTO cJSON *tree = json_read(arena, json, len, &code);
	const cJSON *key_id = json_member(tree, "kid");
	const cJSON *type = json_member(tree, "typ");

	/* RFC 7515 4.1.11: an extension we do not know must not be ignored, and we know none. */
	if (!cJSON_IsObject(tree) || json_member(tree, "crit") || (key_id && !json_text(key_id)) || (type && !json_text(type)))
		return ERR_INVALID;
	token->algorithm = jose_algorithm_read(json_text(json_member(tree, "alg")));
	token->key_id = key_id ? arena_strdup(arena, json_text(key_id)) : NULL;
	token->type = lower_case(arena, json_text(type));
	return token->algorithm == JOSE_ALGORITHM_COUNT ? ERR_INVALID : OK;
}

enum err jose_token_read(struct arena *arena, const char *compact, struct jose_token *ret_token)
{
	struct jose_token token = {0};
	size_t len = strlen(compact);
	size_t header_len = 0;
	size_t signature_len = 0;
	const char *first = strchr(compact, '.');
	const char *second = first ? strchr(first + 1, '.') : NULL;

	if (len > JOSE_TOKEN_BYTES_MAX || !second || strchr(second + 1, '.') || !arena_would_fit(arena, 8 * len))
		return ERR_INVALID;
	const char *header = decode(arena, compact, (size_t)(first - compact), &header_len);
	token.payload = decode(arena, first + 1, (size_t)(second - first - 1), &token.payload_len);
	const char *signature = decode(arena, second + 1, strlen(second + 1), &signature_len);
	if (!header || !token.payload || !signature || signature_len == 0)
		return ERR_INVALID;
	TRY(read_header(arena, header, header_len, &token));
	if (token.algorithm == JOSE_ES256 && signature_len != P256_SIGNATURE_BYTES)
		return ERR_INVALID;
	token.compact = arena_strdup(arena, compact);
	*ret_token = token;
	return OK;
}

static bool fits(const struct jose_key *key, enum jose_algorithm algorithm)
{
	return key->is_rsa == (algorithm != JOSE_ES256) && (key->only == JOSE_ALGORITHM_COUNT || key->only == algorithm);
}

bool jose_token_is_signed_by(const struct jose_token *token, const struct jose_key *key)
{
	cjose_err error;
	cjose_jws_t *jws;
	bool good;

	if (!fits(key, token->algorithm))
		return false;
	jws = cjose_jws_import(token->compact, strlen(token->compact), &error);
	good = jws && cjose_jws_verify(jws, key->jwk, &error);
	if (jws)
		cjose_jws_release(jws);
	return good;
}

static bool is_strong(const struct jose_key *key)
{
	cjose_err error;
	size_t bits = cjose_jwk_get_keysize(key->jwk, &error);

	return key->is_rsa ? bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX : cjose_jwk_EC_get_curve(key->jwk, &error) == CJOSE_JWK_EC_P_256;
}

/* Encryption keys, symmetric ones and those for other algorithms are no keys for us. */
static bool describe(struct jose_key *key, const cJSON *tree)
{
	const char *kind = json_text(json_member(tree, "kty"));
	const char *use = json_text(json_member(tree, "use"));
	const char *algorithm = json_text(json_member(tree, "alg"));
	const char *key_id = json_text(json_member(tree, "kid"));

	if (!kind || (strcmp(kind, "RSA") != 0 && strcmp(kind, "EC") != 0) || (use && strcmp(use, "sig") != 0))
		return false;
	if (json_member(tree, "kid") && !key_id)
		return false;
	key->is_rsa = strcmp(kind, "RSA") == 0;
	key->is_private = json_member(tree, "d") != NULL;
	key->only = jose_algorithm_read(algorithm);
	return !algorithm || key->only != JOSE_ALGORITHM_COUNT;
}

static struct jose_key *read_key(const char *json, size_t len)
{
	struct arena *arena = len <= JWK_BYTES_MAX ? arena_new((size_t)64 * 1024) : NULL;
	struct jose_key *key = calloc(1, sizeof(*key));
	const char *code = NULL;
	JSON_TREE_AUTO cJSON *tree = arena ? json_read(arena, json, len, &code) : NULL;
	cjose_err error;

	if (key && cJSON_IsObject(tree) && describe(key, tree))
		key->jwk = cjose_jwk_import(json, len, &error);
	arena_free(arena);
	if (key && key->jwk && is_strong(key))
		return key;
	jose_key_free(key);
	return NULL;
}

struct jose_key *jose_public_key_read(const char *json, size_t len)
{
	return read_key(json, len);
}

static enum jose_algorithm signs_with(const struct jose_key *key)
{
	if (key->only != JOSE_ALGORITHM_COUNT)
		return key->only;
	return key->is_rsa ? JOSE_PS256 : JOSE_ES256;
}

struct jose_key *jose_private_key_read(const char *json, size_t len)
{
	struct jose_key *key = read_key(json, len);

	if (key && key->is_private && jose_key_id(key) && fits(key, signs_with(key)))
		return key;
	jose_key_free(key);
	return NULL;
}

void jose_key_free(struct jose_key *key)
{
	if (!key)
		return;
	if (key->jwk)
		cjose_jwk_release(key->jwk);
	free(key);
}

const char *jose_key_id(const struct jose_key *key)
{
	cjose_err error;

	return cjose_jwk_get_kid(key->jwk, &error);
}

static const char *export(struct arena *arena, cjose_jws_t *jws)
{
	const char *compact = NULL; /* belongs to the token */
	cjose_err error;

	return cjose_jws_export(jws, &compact, &error) ? arena_strdup(arena, compact) : NULL;
}

const char *jose_sign(struct arena *arena, const struct jose_key *key, const char *claims)
{
	cjose_err error;
	cjose_header_t *header = cjose_header_new(&error);
	cjose_jws_t *jws = NULL;

	if (header && cjose_header_set(header, CJOSE_HDR_ALG, names[signs_with(key)], &error) &&
	    cjose_header_set(header, CJOSE_HDR_KID, jose_key_id(key), &error) && cjose_header_set(header, "typ", "JWT", &error))
		jws = cjose_jws_sign(key->jwk, header, (const unsigned char *)claims, strlen(claims), &error);
	if (header)
		cjose_header_release(header);
	const char *compact = jws ? export(arena, jws) : NULL;
	if (jws)
		cjose_jws_release(jws);
	return compact;
}
