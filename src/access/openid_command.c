/* SPDX-License-Identifier: MIT */
#include "access/openid_command.h"

#include <string.h>

#include "access/openid.h"
#include "access/openid_pending.h"
#include "base/json_lines.h"
#include "contract/json_tree.h"
#include "privacy/privacy.h"
#include "statements.h"
#include "base/banned.h"

#define ARENA_BYTES ((size_t)4 * 1024 * 1024)
#define INVITATION_DAYS "14"
#define HPR_DIGITS_MAX 9

/* Lines being read. */
struct identifying {
	struct json_lines *lines;
	struct arena *arena;
	struct db_pool *pool;
	const unsigned char *key; /* or NULL */
};

/* Eleven digits whose control digits are right. */
static bool is_identity_number(const char *number)
{
	struct guard_finding finding;
	size_t count = 0;

	(void)guard_scan(number, strlen(number), &finding, 1, &count);
	return strlen(number) == 11 && strspn(number, "0123456789") == 11 && count == 1 && finding.kind < GUARD_INVALID_NUMBER;
}

static bool is_hpr_number(const char *number)
{
	size_t len = strlen(number);

	return len > 0 && len <= HPR_DIGITS_MAX && number[0] != '0' && strspn(number, "0123456789") == len;
}

static void store(struct identifying *work, const char *username, const char *digest, const char *hpr)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	STR_AUTO struct str json = STR_INIT(4096);
	struct fault fault = {0};
	enum err err = db_one(work->pool, NULL, &fault, &sql_access_identify_person, DB_PARAMS(username, digest, hpr), &rows);

	if (err == ERR_CONFLICT) {
		json_lines_refuse(work->lines, "the number is another person's");
	} else if (err != OK) {
		json_lines_refuse(work->lines, "the database does not take it");
	} else if (rows.count != 1) {
		json_lines_refuse(work->lines, "username: there is no such person");
	} else {
		str_add(&json, "{\"username\":");
		str_add_json(&json, username);
		str_add(&json, "}\n");
		fputs(str_text(&json), work->lines->out);
	}
}

static void identify(struct identifying *work, const cJSON *object)
{
	const char *username = json_text(json_member(object, "username"));
	const char *number = json_text(json_member(object, "identity_number"));
	const char *hpr = json_text(json_member(object, "hpr_number"));

	if (!username)
		json_lines_refuse(work->lines, "username: missing, or not a text");
	else if (!number && !hpr)
		json_lines_refuse(work->lines, "identity_number, hpr_number: one of them is needed, as a text");
	else if (number && !is_identity_number(number))
		json_lines_refuse(work->lines, "identity_number: not eleven digits with the right control digits");
	else if (hpr && !is_hpr_number(hpr))
		json_lines_refuse(work->lines, "hpr_number: not one to nine digits");
	else if (number && !work->key)
		json_lines_refuse(work->lines, "identity_number: the setting identity_key is needed");
	else
		store(work, username, number ? openid_identity_digest(work->arena, work->key, number) : NULL, hpr);
}

static void identify_line(struct identifying *work)
{
	const char *code = NULL;
	JSON_TREE_AUTO cJSON *object = json_read(work->arena, str_text(&work->lines->line), work->lines->line.len, &code);

	if (cJSON_IsObject(object))
		identify(work, object);
	else
		json_lines_refuse(work->lines, "not a JSON object");
}

int identify_command(int argc, char **argv, const struct settings *settings, struct db_pool *pool, FILE *in, FILE *out,
		     FILE *messages)
{
	JSON_LINES_AUTO struct json_lines lines = JSON_LINES_INIT(in, out);
	unsigned char key[OPENID_IDENTITY_KEY_BYTES];
	struct identifying work = {.lines = &lines, .pool = pool};

	(void)argv;
	if (argc != 1) {
		fputs("usage: samavvik identify < lines\n", messages);
		return 2;
	}
	work.arena = arena_new(ARENA_BYTES);
	if (!work.arena)
		return 1;
	if (openid_identity_key(settings->identity_key, key))
		work.key = key;
	while (json_lines_next(&lines)) {
		arena_reset(work.arena);
		identify_line(&work);
	}
	arena_free(work.arena);
	explicit_bzero(key, sizeof(key));
	return json_lines_all_good(&lines) ? 0 : 1;
}

static int invite(struct arena *arena, char **argv, const struct settings *settings, struct db_pool *pool, FILE *out, FILE *messages)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	char token[PENDING_TEXT];
	struct fault fault = {0};

	openid_pending_new(token);
	enum err err = db_one(pool, NULL, &fault, &sql_access_openid_invite,
			      DB_PARAMS(argv[1], openid_digest(arena, token), INVITATION_DAYS), &rows);
	if (err != OK || rows.count != 1) {
		(void)fprintf(messages, "samavvik invite-openid: %s\n",
			      err == OK ? "there is no such person" : "the database does not take it");
		return 1;
	}
	(void)fprintf(out, "%s/api/v1/openid/%s/start?invitation=%s\n", settings->public_url, argv[2], token);
	return 0;
}

int invite_openid_command(int argc, char **argv, const struct settings *settings, struct db_pool *pool, FILE *out, FILE *messages)
{
	struct openid *openid = NULL;
	int code = 2;

	if (argc != 3) {
		fputs("usage: samavvik invite-openid USERNAME ISSUER\n", messages);
		return 2;
	}
	if (openid_new(settings, messages, &openid) != OK)
		return 2;
	if (openid_issuer_find(openid, argv[2]))
		code = invite(openid->arena, argv, settings, pool, out, messages);
	else
		fputs("samavvik invite-openid: there is no such issuer in openid_issuers_file\n", messages);
	openid_free(openid);
	return code;
}
