/* SPDX-License-Identifier: MIT */
#ifndef ACCESS_USER_COMMAND_H
#define ACCESS_USER_COMMAND_H

/* `samavvik user`: local accounts from the command line, with the rights of the database's owner. */

#include "db/db.h"

#include <stdio.h>

struct user_command {
	struct arena *arena;
	struct db_pool *db;
	const char *account_key, *public_url;
	FILE *out, *messages;
};

/* argv[1] is what to do. 0 done, 1 not done (said on messages), 2 called wrongly. */
int user_command(int argc, char **argv, const struct user_command *command);

#endif
