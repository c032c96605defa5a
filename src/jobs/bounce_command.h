/* SPDX-License-Identifier: MIT */
#ifndef JOBS_BOUNCE_COMMAND_H
#define JOBS_BOUNCE_COMMAND_H

/*
 * samavvik bounce: reads one report that mail could not be delivered from standard input, as the mail system of this machine
 * hands it to a pipe, marks the message of the outbox it is about, and the address when that is the reason. The result is 0
 * when the report is dealt with, also when there is nothing to do, and 75 (sysexits.h: EX_TEMPFAIL) when it should be brought again.
 */

#include "db/db.h"

#include <stdio.h>

int bounce_command(int argc, char **argv, struct db_pool *db, FILE *in, FILE *out, FILE *messages);

#endif
