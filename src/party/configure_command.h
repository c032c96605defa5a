/* SPDX-License-Identifier: MIT */
#ifndef PARTY_CONFIGURE_COMMAND_H
#define PARTY_CONFIGURE_COMMAND_H

/*
 * Loads a helsefellesskap from one file: organisations, units, services, catchment, councils, agreements, code lists,
 * routing rules, people. All or nothing; loading a file again changes what is different and never deletes.
 */

#include "base/arena.h"
#include "db/db.h"

#include <stdio.h>

/*
 * `samavvik configure FILE`, as the owner role. Exit code 0; 1 when the file is refused, with the reason on messages (a
 * rule set: every reason with its place; else the constraint that refused); 2 when called wrongly.
 */
int configure_command(int argc, char **argv, struct arena *arena, struct db_pool *owner, FILE *out, FILE *messages);

#endif
