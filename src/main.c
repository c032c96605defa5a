/* SPDX-License-Identifier: MIT */
/* The command line: one table. What a command does is in its room; what serving is made of is in serve.c. */
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/settings.h"
#include "commands.h"
#include "db/migrate.h"
#include "privacy/check_text_command.h"
#include "serve.h"
#include "base/banned.h"

#define ARENA_BYTES ((size_t)32 * 1024 * 1024)

typedef int command_function(int argc, char **argv, struct command_context *context);

static int migrate(int argc, char **argv, struct command_context *context)
{
	int applied = 0;

	(void)argc;
	(void)argv;
	return db_migrate(context->settings->owner_database, stdout, &applied) == OK ? 0 : 1;
}

static int print_settings(int argc, char **argv, struct command_context *context)
{
	(void)argc;
	(void)argv;
	settings_print(context->settings, stdout);
	return 0;
}

static int serve(int argc, char **argv, struct command_context *context)
{
	(void)argc;
	(void)argv;
	return serve_run(context->settings);
}

static int check_text(int argc, char **argv, struct command_context *context)
{
	(void)context;
	return check_text_command(argc, argv, stdin, stdout, stderr);
}

static const struct {
	const char *name;
	command_function *run;
	const char *help;
} commands[] = {
	{"serve", serve, "serve the API, the pages and the jobs until SIGTERM"},
	{"migrate", migrate, "bring the database to this version"},
	{"configure", command_configure, "load a helsefellesskap from a file: configure FILE"},
	{"import", command_import, "file cases from JSON lines: import --helsefellesskap CODE [--held] < FILE"},
	{"notes", command_notes, "bring in learning notes of earlier, by their people: notes --helsefellesskap CODE < FILE"},
	{"route", command_route, "say which council gets each case: route [--default-rules] < FILE"},
	{"check-text", check_text, "say what in a text identifies a person: check-text < FILE"},
	{"identify", command_identify, "say what people are recognised by at their first sign-in elsewhere: identify < FILE"},
	{"invite-openid", command_invite_openid, "a link that connects an account elsewhere: invite-openid USERNAME ISSUER"},
	{"report", command_report, "print the learning report, or count a half-year: report --helsefellesskap CODE [--count 2026-1]"},
	{"digest", command_digest, "make the learning summary now: digest [--helsefellesskap CODE]"},
	{"bounce", command_bounce, "mark mail that came back, from a mail system's pipe: bounce < MESSAGE"},
	{"keys", command_keys, "keys of the patient references: keys list | add FILE ID | rotate [--batch N]"},
	{"user", command_user, "local accounts: user (without more: what it can do)"},
	{"case", command_case, "everything held about a case, for a request for access: case export NUMBER"},
	{"seal", command_seal, "seal history now and print the seal: seal [--print]"},
	{"verify", command_verify, "check that history is as it was written: verify [--seal HASH] [--export] [FILE]"},
	{"config", print_settings, "print the settings"},
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static int print_help(void)
{
	fprintf(stderr, "samavvik " SAMAVVIK_VERSION ": collaboration deviations in a helsefellesskap\n\nUse: samavvik COMMAND\n\n");
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(stderr, "  %-13s %s\n", commands[i].name, commands[i].help);
	return 2;
}

static void set_log_level(const char *name)
{
	static const char *const names[] = {"debug", "info", "warning", "error"};

	for (int level = LOG_DEBUG; level <= LOG_ERROR; level++)
		if (strcmp(names[level], name) == 0)
			log_set_level((enum log_level)level);
}

static int run(size_t command, int argc, char **argv)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	struct settings settings;
	struct command_context context = {.settings = &settings, .arena = arena};
	int exit_code = 2;

	if (!arena || sodium_init() < 0)
		return 1;
	if (settings_load(arena, &settings) == OK) {
		set_log_level(settings.log_level);
		exit_code = commands[command].run(argc, argv, &context);
	}
	arena_free(arena);
	return exit_code;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return print_help();
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(commands[i].name, argv[1]) == 0)
			return run(i, argc - 1, argv + 1);
	return print_help();
}
