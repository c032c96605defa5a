/* SPDX-License-Identifier: MIT */
#include "access/user_command.h"

#include <string.h>

#include "access/access.h"
#include "access/account_key.h"
#include "access/account_link.h"
#include "statements.h"
#include "base/banned.h"

#define FAILED 1
#define CALLED_WRONGLY 2

/* What was asked for. */
struct asked {
	const char *username, *name, *email, *language;
	bool json, print, end, second_factor;
};

static const char help[] =
	"Use: samavvik user WHAT …\n\n"
	"  add USERNAME --name NAME [--email ADDRESS] [--language nb|nn|en]\n"
	"                                    an account without a password; invite it next\n"
	"  invite USERNAME [--print]         mail a link for choosing a password (good for seven days);\n"
	"                                    --print writes the link here instead of mailing it\n"
	"  reset USERNAME [--second-factor] [--print]\n"
	"                                    mail a link for a new password (good for an hour), and with\n"
	"                                    --second-factor remove the second factor\n"
	"  list [--json]                     everyone\n"
	"  disable USERNAME                  no more signing in; sessions and links end at once\n"
	"  enable USERNAME                   the same person may sign in again\n"
	"  sessions USERNAME [--end] [--json]  where somebody is signed in; --end ends all of it\n\n"
	"--json writes one JSON object a line.\n";

static int say_failed(const struct user_command *command, enum err err)
{
	if (err != OK)
		fprintf(command->messages, "user: the database could not do it (%s)\n", err_name(err));
	return err == OK ? 0 : FAILED;
}

static int say_unknown(const struct user_command *command, const struct asked *asked)
{
	fprintf(command->messages, "user: there is no %s, or the account is disabled\n", asked->username);
	return FAILED;
}

/* A statement with the user name as its only parameter. */
static enum err run(const struct user_command *command, const struct statement *statement, const char *username,
		    struct db_rows *ret_rows)
{
	return db_one(command->db, NULL, NULL, statement, DB_PARAMS(username), ret_rows);
}

/* Rows of JSON and a readable line. */
static int print_rows(const struct user_command *command, const struct statement *statement, const struct asked *asked)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	enum err err = run(command, statement, asked->username, &rows);

	for (int row = 0; err == OK && row < rows.count; row++)
		fprintf(command->out, "%s\n", db_text(&rows, row, asked->json ? 0 : 1));
	return say_failed(command, err);
}

static int add(const struct user_command *command, const struct asked *asked)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct fault fault = {0};

	if (!asked->name) {
		fprintf(command->messages, "user: add needs --name\n");
		return CALLED_WRONGLY;
	}
	enum err err = db_one(command->db, NULL, &fault, &sql_access_user_add,
			      DB_PARAMS(asked->username, asked->name, asked->email, asked->language ? asked->language : "nb"), &rows);
	if (err == ERR_CONFLICT)
		fprintf(command->messages, "user: the user name %s is taken\n", asked->username);
	else if (fault.constraint)
		fprintf(command->messages, "user: not possible (%s)\n", fault.constraint);
	else
		return say_failed(command, err);
	return FAILED;
}

static int list(const struct user_command *command, const struct asked *asked)
{
	return print_rows(command, &sql_access_user_list, asked);
}

static int sessions(const struct user_command *command, const struct asked *asked)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	if (!asked->end)
		return print_rows(command, &sql_access_user_sessions, asked);
	return say_failed(command, run(command, &sql_access_user_end_sessions, asked->username, &rows));
}

static int set_state(const struct user_command *command, const struct asked *asked, const struct statement *statement)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	enum err err = run(command, statement, asked->username, &rows);

	return err == OK && rows.count == 0 ? say_unknown(command, asked) : say_failed(command, err);
}

static int disable(const struct user_command *command, const struct asked *asked)
{
	return set_state(command, asked, &sql_access_user_disable);
}

static int enable(const struct user_command *command, const struct asked *asked)
{
	return set_state(command, asked, &sql_access_user_enable);
}

/* Makes a link and mails it, or prints it. */
static int give_link(const struct user_command *command, const struct asked *asked, const char *purpose, int64_t minutes)
{
	DB_ROWS_AUTO struct db_rows made = {0};
	DB_ROWS_AUTO struct db_rows mailed = {0};
	struct account_link link;

	if (!account_key_set(command->account_key) || !account_key_valid(command->account_key)) {
		fprintf(command->messages, "user: links need the setting account_key, the same one as the service has\n");
		return FAILED;
	}
	account_link_new(command->arena, command->account_key, &link);
	enum err err = db_one(command->db, NULL, NULL, &sql_access_user_add_link,
			      DB_PARAMS(asked->username, purpose, link.nonce, link.digest, arena_i64(command->arena, minutes)), &made);
	if (err != OK)
		return say_failed(command, err);
	if (made.count == 0)
		return say_unknown(command, asked);
	if (asked->print) {
		fprintf(command->out, "%s%s\n", command->public_url,
			access_link_path(command->arena, command->account_key, link.nonce));
		return 0;
	}
	if (db_is_null(&made, 0, 3)) {
		fprintf(command->messages, "user: %s has no e-mail address; --print writes the link here\n", asked->username);
		return FAILED;
	}
	return say_failed(command, db_one(command->db, NULL, NULL, &sql_access_user_mail_link,
					  DB_PARAMS(purpose, db_text(&made, 0, 1), db_text(&made, 0, 0), db_text(&made, 0, 2)),
					  &mailed));
}

static int invite(const struct user_command *command, const struct asked *asked)
{
	return give_link(command, asked, "invitation", INVITATION_MINUTES);
}

static int reset(const struct user_command *command, const struct asked *asked)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	enum err err = OK;

	if (asked->second_factor)
		err = run(command, &sql_access_user_remove_second_factor, asked->username, &rows);
	return err == OK ? give_link(command, asked, "password_reset", RESET_MINUTES) : say_failed(command, err);
}

static const struct {
	const char *name;
	int (*run)(const struct user_command *command, const struct asked *asked);
	bool needs_username;
} verbs[] = {
	{"add", add, true},         {"invite", invite, true},     {"reset", reset, true},       {"list", list, false},
	{"disable", disable, true}, {"enable", enable, true}, {"sessions", sessions, true},
};

static bool read_flag(const char *argument, struct asked *asked)
{
	const struct {
		const char *name;
		bool *target;
	} flags[] = {{"--json", &asked->json}, {"--print", &asked->print}, {"--end", &asked->end},
		     {"--second-factor", &asked->second_factor}};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (strcmp(flags[i].name, argument) == 0)
			return *flags[i].target = true;
	}
	return false;
}

static bool read_value(const char *argument, const char *value, struct asked *asked)
{
	const struct {
		const char *name;
		const char **target;
	} values[] = {{"--name", &asked->name}, {"--email", &asked->email}, {"--language", &asked->language}};

	for (size_t i = 0; value && i < sizeof(values) / sizeof(values[0]); i++) {
		if (strcmp(values[i].name, argument) == 0) {
			*values[i].target = value;
			return true;
		}
	}
	return false;
}

/* What stands behind the verb. */
static bool read_arguments(int argc, char **argv, struct asked *asked)
{
	for (int i = 2; i < argc; i++) {
		if (read_flag(argv[i], asked))
			continue;
		if (read_value(argv[i], i + 1 < argc ? argv[i + 1] : NULL, asked))
			i++;
		else if (argv[i][0] != '-' && !asked->username)
			asked->username = argv[i];
		else
			return false;
	}
	return true;
}

int user_command(int argc, char **argv, const struct user_command *command)
{
	struct asked asked = {0};

	for (size_t i = 0; argc > 1 && i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(verbs[i].name, argv[1]) != 0)
			continue;
		if (!read_arguments(argc, argv, &asked) || (verbs[i].needs_username && !asked.username))
			break;
		return verbs[i].run(command, &asked);
	}
	fputs(help, command->messages);
	return CALLED_WRONGLY;
}
