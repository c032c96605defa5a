/* SPDX-License-Identifier: MIT */
#include "access/openid.h"

#include <stdlib.h>
#include <string.h>

#include "access/access.h"
#include "contract/json_tree.h"
#include "http/fetch.h"
#include "base/banned.h"

#define KEY_BYTES_MAX 8192
#define TEXT_MAX 1000

/* A file being read; place is the JSON pointer of what is read. */
struct reader {
	struct openid *openid;
	const char *folder;
	FILE *out;
	int mistakes;
};

static void mistake(struct reader *reader, const char *place, const char *name, const char *what)
{
	reader->mistakes++;
	(void)fprintf(reader->out, "samavvik: openid_issuers_file: %s%s%s: %s\n", place, name ? "/" : "", name ? name : "", what);
}

static void check_members(struct reader *reader, const cJSON *object, const char *place, const char *const names[])
{
	const cJSON *member;

	cJSON_ArrayForEach (member, object) {
		int i = 0;

		while (names[i] && strcmp(names[i], member->string) != 0)
			i++;
		if (!names[i])
			mistake(reader, place, member->string, "there is no such setting");
	}
}

/* A text, required or else NULL when absent. */
static const char *read_text(struct reader *reader, const cJSON *object, const char *place, const char *name, bool required)
{
	const cJSON *item = json_member(object, name);
	const char *text = json_text(item);

	if (!item && !required)
		return NULL;
	if (!text || !*text || strlen(text) > TEXT_MAX) {
		mistake(reader, place, name, item ? "must be a text" : "is missing");
		return NULL;
	}
	return arena_strdup(reader->openid->arena, text);
}

/* A list of texts into values; their count. */
static int read_texts(struct reader *reader, const cJSON *object, const char *place, const char *name, bool required,
		      const char *values[OPENID_VALUES_MAX])
{
	const cJSON *list = json_member(object, name);
	const cJSON *item;
	int count = 0;

	if (!list && !required)
		return 0;
	if (!cJSON_IsArray(list) || cJSON_GetArraySize(list) == 0 || cJSON_GetArraySize(list) > OPENID_VALUES_MAX) {
		mistake(reader, place, name, "must be a list of 1 to 16 texts");
		return 0;
	}
	cJSON_ArrayForEach (item, list) {
		if (!json_text(item) || !*json_text(item))
			mistake(reader, place, name, "must hold texts only");
		else
			values[count++] = arena_strdup(reader->openid->arena, json_text(item));
	}
	return count;
}

static void read_names(struct reader *reader, const cJSON *object, const char *place, struct openid_issuer *issuer)
{
	static const char *const languages[] = {"nb", "nn", "en", NULL};
	const cJSON *names = json_member(object, "name");
	const char *at = arena_printf(reader->openid->arena, "%s/name", place);

	if (!cJSON_IsObject(names)) {
		mistake(reader, at, NULL, "must hold a name in nb, nn and en");
		return;
	}
	check_members(reader, names, at, languages);
	for (int i = 0; i < LANGUAGE_COUNT; i++)
		issuer->name[i] = read_text(reader, names, at, language_code((enum language)i), true);
}

static void read_roles(struct reader *reader, const cJSON *object, const char *place, struct openid_issuer *issuer)
{
	const char *values[OPENID_VALUES_MAX];
	int count = read_texts(reader, object, place, "roles", true, values);
	const char *list = "";

	for (int i = 0; i < count; i++) {
		if (access_roles_read(values[i]) == 0 || strchr(values[i], ','))
			mistake(reader, place, "roles", "holds something that is no role");
		list = arena_printf(reader->openid->arena, "%s%s%s", list, i ? "," : "", values[i]);
	}
	issuer->roles = arena_printf(reader->openid->arena, "{%s}", list);
}

static void read_algorithms(struct reader *reader, const cJSON *object, const char *place, struct openid_issuer *issuer)
{
	const char *values[OPENID_VALUES_MAX];
	int count = read_texts(reader, object, place, "algorithms", false, values);

	for (int i = 0; i < JOSE_ALGORITHM_COUNT; i++)
		issuer->algorithms[i] = count == 0;
	for (int i = 0; i < count; i++) {
		enum jose_algorithm algorithm = jose_algorithm_read(values[i]);
		if (algorithm == JOSE_ALGORITHM_COUNT)
			mistake(reader, place, "algorithms", "may hold RS256, PS256 and ES256");
		else
			issuer->algorithms[algorithm] = true;
	}
}

static void read_demands(struct reader *reader, const cJSON *object, const char *place, struct openid_issuer *issuer)
{
	static const char *const members[] = {"claim", "values", NULL};
	const cJSON *list = json_member(object, "required_claims");
	const cJSON *item;

	if (list && (!cJSON_IsArray(list) || cJSON_GetArraySize(list) > OPENID_DEMANDS_MAX)) {
		mistake(reader, place, "required_claims", "must be a list of at most 8");
		return;
	}
	cJSON_ArrayForEach (item, list) {
		const char *at = arena_printf(reader->openid->arena, "%s/required_claims/%d", place, issuer->demand_count);
		struct openid_demand *demand = &issuer->demands[issuer->demand_count++];
		check_members(reader, item, at, members);
		demand->claim = read_text(reader, item, at, "claim", true);
		demand->count = read_texts(reader, item, at, "values", true, demand->values);
	}
}

static void read_link(struct reader *reader, const cJSON *object, const char *place, struct openid_issuer *issuer)
{
	static const char *const members[] = {"identity_number_claim", "hpr_number_claim", NULL};
	const cJSON *link = json_member(object, "link_by");
	const char *at = arena_printf(reader->openid->arena, "%s/link_by", place);

	if (link && !cJSON_IsObject(link)) {
		mistake(reader, at, NULL, "must be an object");
		return;
	}
	check_members(reader, link, at, members);
	issuer->identity_claim = read_text(reader, link, at, "identity_number_claim", false);
	issuer->hpr_claim = read_text(reader, link, at, "hpr_number_claim", false);
	if (issuer->identity_claim && !reader->openid->identity_key)
		mistake(reader, at, "identity_number_claim", "needs the setting identity_key, of at least 32 characters");
}

/* Relative paths start in the folder of credentials, else where the file itself is. */
static const char *key_path(struct reader *reader, const char *name)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");

	if (*name == '/')
		return name;
	return arena_printf(reader->openid->arena, "%s/%s", folder ? folder : reader->folder, name);
}

static void read_key(struct reader *reader, const cJSON *object, const char *place, struct openid_issuer *issuer)
{
	const char *name = read_text(reader, object, place, "private_key_file", true);
	char text[KEY_BYTES_MAX + 1];
	FILE *file = name ? fopen(key_path(reader, name), "re") : NULL;
	size_t len;

	if (!name)
		return;
	if (!file) {
		mistake(reader, place, "private_key_file", "cannot be read");
		return;
	}
	len = fread(text, 1, sizeof(text), file);
	(void)fclose(file);
	issuer->key = len <= KEY_BYTES_MAX ? jose_private_key_read(text, len) : NULL;
	explicit_bzero(text, sizeof(text));
	if (!issuer->key)
		mistake(reader, place, "private_key_file",
			"must hold one private JSON Web Key with kid: RSA from 2048 bits, or EC with P-256");
}

static void check_code(struct reader *reader, const char *place, const struct openid_issuer *issuer)
{
	if (!issuer->code)
		return;
	if (strlen(issuer->code) > 40 || strspn(issuer->code, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(issuer->code))
		mistake(reader, place, "code", "may hold a-z, 0-9 and _, 40 at most");
	for (const struct openid_issuer *other = reader->openid->issuers; other < issuer; other++) {
		if (other->code && strcmp(other->code, issuer->code) == 0)
			mistake(reader, place, "code", "stands twice");
	}
}

static void read_issuer(struct reader *reader, const cJSON *object, int index)
{
	static const char *const members[] = {"code", "name", "issuer", "client_id", "private_key_file", "scopes", "acr_values",
					      "algorithms", "required_claims", "link_by", "organisation_claims", "roles", NULL};
	struct openid_issuer *issuer = &reader->openid->issuers[index];
	const char *place = arena_printf(reader->openid->arena, "/issuers/%d", index);

	reader->openid->count = index + 1;
	check_members(reader, object, place, members);
	issuer->code = read_text(reader, object, place, "code", true);
	issuer->issuer = read_text(reader, object, place, "issuer", true);
	issuer->client_id = read_text(reader, object, place, "client_id", true);
	issuer->scopes = read_text(reader, object, place, "scopes", true);
	issuer->acr_values = read_text(reader, object, place, "acr_values", false);
	issuer->organisation_claim_count =
		read_texts(reader, object, place, "organisation_claims", false, issuer->organisation_claims);
	check_code(reader, place, issuer);
	if (issuer->issuer && !fetch_url_allowed(issuer->issuer, reader->openid->plain_loopback))
		mistake(reader, place, "issuer", "must be an https address");
	if (issuer->scopes && strcmp(issuer->scopes, "openid") != 0 && strncmp(issuer->scopes, "openid ", 7) != 0)
		mistake(reader, place, "scopes", "must begin with openid");
	read_names(reader, object, place, issuer);
	read_roles(reader, object, place, issuer);
	read_algorithms(reader, object, place, issuer);
	read_demands(reader, object, place, issuer);
	read_link(reader, object, place, issuer);
	read_key(reader, object, place, issuer);
}

enum err openid_config_read(struct openid *openid, const char *folder, const char *json, size_t len, FILE *out)
{
	static const char *const members[] = {"issuers", NULL};
	struct reader reader = {.openid = openid, .folder = folder, .out = out};
	const char *code = NULL;
	JSON_TREE_AUTO cJSON *tree = json_read(openid->arena, json, len, &code);
	const cJSON *list = json_member(tree, "issuers");
	const cJSON *item;
	int index = 0;

	if (!tree) {
		mistake(&reader, "", NULL, code);
		return ERR_INVALID;
	}
	check_members(&reader, tree, "", members);
	if (!cJSON_IsArray(list) || cJSON_GetArraySize(list) > OPENID_ISSUERS_MAX)
		mistake(&reader, "", "issuers", "must be a list of at most 16");
	else
		cJSON_ArrayForEach (item, list)
			read_issuer(&reader, item, index++);
	return reader.mistakes > 0 ? ERR_INVALID : OK;
}
