/* SPDX-License-Identifier: MIT */
#include "commands.h"

#include <stdio.h>

#include "access/access.h"
#include "access/openid_command.h"
#include "access/user_command.h"
#include "audit/audit.h"
#include "db/db.h"
#include "deviation/import_command.h"
#include "jobs/bounce_command.h"
#include "learning/learning.h"
#include "party/configure_command.h"
#include "privacy/keys_command.h"
#include "routing/routing.h"
#include "statements.h"
#include "base/banned.h"

#define STATEMENT_MS 60000

static void close_pool(struct db_pool **pool)
{
	db_pool_close(*pool);
}
#define POOL_AUTO __attribute__((cleanup(close_pool)))

static enum err open_pool(const struct command_context *context, const char *connection, struct db_pool **ret_pool)
{
	const struct db_pool_settings settings = {
		.connection = connection,
		.application_name = "samavvik command",
		.connections = 1,
		.wait_ms = context->settings->database_wait_ms,
		.statement_ms = STATEMENT_MS,
	};
	enum err err = db_pool_open(&settings, ret_pool);

	if (err != OK)
		fprintf(stderr, "The database setting cannot be read: it has to be a connection string of PostgreSQL.\n");
	return err;
}

int command_configure(int argc, char **argv, struct command_context *context)
{
	POOL_AUTO struct db_pool *pool = NULL;

	if (open_pool(context, context->settings->owner_database, &pool) != OK)
		return 2;
	return configure_command(argc, argv, context->arena, pool, stdout, stderr);
}

int command_import(int argc, char **argv, struct command_context *context)
{
	POOL_AUTO struct db_pool *pool = NULL;

	if (open_pool(context, context->settings->database, &pool) != OK)
		return 2;
	return import_command(argc, argv, pool, stdin, stdout, stderr);
}

int command_user(int argc, char **argv, struct command_context *context)
{
	POOL_AUTO struct db_pool *pool = NULL;

	if (open_pool(context, context->settings->owner_database, &pool) != OK)
		return 2;
	const struct user_command command = {.arena = context->arena, .db = pool, .account_key = context->settings->account_key,
					     .public_url = context->settings->public_url, .out = stdout, .messages = stderr};
	return user_command(argc, argv, &command);
}

int command_identify(int argc, char **argv, struct command_context *context)
{
	POOL_AUTO struct db_pool *pool = NULL;

	if (open_pool(context, context->settings->owner_database, &pool) != OK)
		return 2;
	return identify_command(argc, argv, context->settings, pool, stdin, stdout, stderr);
}

int command_invite_openid(int argc, char **argv, struct command_context *context)
{
	POOL_AUTO struct db_pool *pool = NULL;

	if (open_pool(context, context->settings->owner_database, &pool) != OK)
		return 2;
	return invite_openid_command(argc, argv, context->settings, pool, stdout, stderr);
}

int command_digest(int argc, char **argv, struct command_context *context)
{
	POOL_AUTO struct db_pool *pool = NULL;

	if (open_pool(context, context->settings->database, &pool) != OK)
		return 2;
	return learning_digest_command(argc, argv, pool, stdout, stderr);
}

int command_report(int argc, char **argv, struct command_context *context)
{
	POOL_AUTO struct db_pool *pool = NULL;

	if (open_pool(context, context->settings->database, &pool) != OK)
		return 2;
	return learning_report_command(argc, argv, pool, stdout, stderr);
}

int command_notes(int argc, char **argv, struct command_context *context)
{
	POOL_AUTO struct db_pool *pool = NULL;

	if (open_pool(context, context->settings->database, &pool) != OK)
		return 2;
	return learning_notes_command(argc, argv, &(struct notes_input){context->settings, pool, stdin}, stdout, stderr);
}

int command_bounce(int argc, char **argv, struct command_context *context)
{
	POOL_AUTO struct db_pool *pool = NULL;

	if (open_pool(context, context->settings->database, &pool) != OK)
		return 2;
	return bounce_command(argc, argv, pool, stdin, stdout, stderr);
}

int command_keys(int argc, char **argv, struct command_context *context)
{
	POOL_AUTO struct db_pool *pool = NULL;

	if (open_pool(context, context->settings->owner_database, &pool) != OK)
		return 2;
	return keys_command(argc, argv, context->arena, context->settings->patient_keys, pool, stdout, stderr);
}

int command_case(int argc, char **argv, struct command_context *context)
{
	POOL_AUTO struct db_pool *pool = NULL;

	if (open_pool(context, context->settings->owner_database, &pool) != OK)
		return 2;
	return audit_case_command(argc, argv, pool, stdout, stderr);
}

int command_seal(int argc, char **argv, struct command_context *context)
{
	POOL_AUTO struct db_pool *pool = NULL;

	if (open_pool(context, context->settings->database, &pool) != OK)
		return 2;
	return audit_seal_command(argc, argv, pool, stdout, stderr);
}

int command_verify(int argc, char **argv, struct command_context *context)
{
	POOL_AUTO struct db_pool *pool = NULL;
	struct verify_wish wish;

	if (audit_verify_wish(argc, argv, stderr, &wish) != OK)
		return 2;
	if (!wish.file && open_pool(context, context->settings->owner_database, &pool) != OK)
		return 2;
	return audit_verify_command(&wish, pool, stdout, stderr);
}

/* The active rules of a helsefellesskap, for the route command. */
static enum err load_rules(void *pool, struct arena *arena, const char *helsefellesskap, const char **ret_json)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct fault fault = {0};
	int64_t begun = 0;

	TRY(routing_begin_planned(pool, &fault, /* helsefellesskap= */ NULL, &begun));
	TRY(db_one(pool, &access_job_scope, &fault, &sql_routing_active_rules, DB_PARAMS(helsefellesskap), &rows));
	if (rows.count != 1)
		return ERR_NOT_FOUND;
	*ret_json = arena_strdup(arena, db_text(&rows, 0, 0));
	return OK;
}

static const char *organisation_code(void *pool, struct arena *arena, const char *name)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct fault fault = {0};

	if (db_one(pool, &access_job_scope, &fault, &sql_routing_organisation_code, DB_PARAMS(name), &rows) != OK ||
	    rows.count == 0)
		return NULL;
	return arena_strdup(arena, db_text(&rows, 0, 0));
}

int command_route(int argc, char **argv, struct command_context *context)
{
	POOL_AUTO struct db_pool *pool = NULL;

	if (open_pool(context, context->settings->database, &pool) != OK)
		return 2;
	const struct routing_command_source source = {
		.load = load_rules, .organisation_code = organisation_code, .context = pool};
	return routing_command(argc, argv, stdin, stdout, stderr, &source);
}
