/* SPDX-License-Identifier: MIT */
#ifndef COMMANDS_H
#define COMMANDS_H

/*
 * The commands that need the database: they open a pool with one connection, hand over to the function of the room, and
 * close it. argv[0] is the command. The result is the exit code: 0 done, 1 something failed (said on standard error), 2
 * called wrongly.
 */

#include "base/arena.h"
#include "base/settings.h"

struct command_context {
	const struct settings *settings;
	struct arena *arena;
};

int command_configure(int argc, char **argv, struct command_context *context);
int command_import(int argc, char **argv, struct command_context *context);
int command_route(int argc, char **argv, struct command_context *context);
int command_keys(int argc, char **argv, struct command_context *context);
int command_user(int argc, char **argv, struct command_context *context);
int command_identify(int argc, char **argv, struct command_context *context);
int command_invite_openid(int argc, char **argv, struct command_context *context);
int command_report(int argc, char **argv, struct command_context *context);
int command_bounce(int argc, char **argv, struct command_context *context);
int command_notes(int argc, char **argv, struct command_context *context);
int command_digest(int argc, char **argv, struct command_context *context);
int command_case(int argc, char **argv, struct command_context *context);
int command_seal(int argc, char **argv, struct command_context *context);
int command_verify(int argc, char **argv, struct command_context *context);

#endif
