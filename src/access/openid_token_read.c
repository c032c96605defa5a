/* SPDX-License-Identifier: MIT */
#include "access/openid_token.h"

#include <inttypes.h>
#include <string.h>

#include "contract/json_tree.h"
#include "base/banned.h"

#define LOGOUT_EVENT "http://schemas.openid.net/event/backchannel-logout"
#define TIME_MAX 253402300799.0 /* the end of the year 9999 */
#define WHOLE_MAX 9007199254740991.0

struct reader {
	struct arena *arena;
	const cJSON *tree;
	bool wrong;
};

static const char *read_text(struct reader *reader, const char *name)
{
	const cJSON *item = json_member(reader->tree, name);
	const char *text = json_text(item);

	reader->wrong = reader->wrong || (item && !text);
	return text ? arena_strdup(reader->arena, text) : NULL;
}

static struct token_time read_time(struct reader *reader, const char *name)
{
	const cJSON *item = json_member(reader->tree, name);

	if (!item)
		return (struct token_time){0};
	if (!cJSON_IsNumber(item) || !(item->valuedouble >= 0 && item->valuedouble <= TIME_MAX)) {
		reader->wrong = true;
		return (struct token_time){0};
	}
	return (struct token_time){.given = true, .seconds = (int64_t)item->valuedouble};
}

static void add_audience(struct reader *reader, const cJSON *item, struct token_claims *claims)
{
	const char *text = json_text(item);

	if (!text || claims->audience_count == TOKEN_AUDIENCES_MAX)
		reader->wrong = true;
	else
		claims->audiences[claims->audience_count++] = arena_strdup(reader->arena, text);
}

static void read_audiences(struct reader *reader, struct token_claims *claims)
{
	const cJSON *audience = json_member(reader->tree, "aud");
	const cJSON *item;

	if (!cJSON_IsArray(audience)) {
		add_audience(reader, audience, claims);
		return;
	}
	cJSON_ArrayForEach (item, audience)
		add_audience(reader, item, claims);
}

enum err token_claims_read(struct arena *arena, const char *json, size_t len, struct token_claims *ret_claims)
{
	const char *code = NULL;
	JSON_TREE_AUTO cJSON *tree = json_read(arena, json, len, &code);
	struct reader reader = {.arena = arena, .tree = tree, .wrong = !cJSON_IsObject(tree)};
	struct token_claims claims = {.type = ""};

	if (reader.wrong)
		return ERR_INVALID;
	claims.issuer = read_text(&reader, "iss");
	claims.subject = read_text(&reader, "sub");
	claims.nonce = read_text(&reader, "nonce");
	claims.authorized_party = read_text(&reader, "azp");
	claims.session_id = read_text(&reader, "sid");
	claims.token_id = read_text(&reader, "jti");
	claims.expires = read_time(&reader, "exp");
	claims.issued = read_time(&reader, "iat");
	claims.not_before = read_time(&reader, "nbf");
	claims.authenticated = read_time(&reader, "auth_time");
	claims.has_nonce = json_member(tree, "nonce") != NULL;
	claims.is_logout = cJSON_IsObject(json_member(json_member(tree, "events"), LOGOUT_EVENT));
	read_audiences(&reader, &claims);
	if (reader.wrong)
		return ERR_INVALID;
	*ret_claims = claims;
	return OK;
}

const char *token_claim_text(struct arena *arena, const char *json, size_t len, const char *name)
{
	const char *code = NULL;
	JSON_TREE_AUTO cJSON *tree = json_read(arena, json, len, &code);
	const cJSON *item = json_member(tree, name);

	if (json_text(item))
		return arena_strdup(arena, json_text(item));
	if (cJSON_IsNumber(item) && item->valuedouble >= 0 && item->valuedouble <= WHOLE_MAX)
		return arena_printf(arena, "%" PRId64, (int64_t)item->valuedouble);
	return NULL;
}
