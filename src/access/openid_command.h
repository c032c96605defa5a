/* SPDX-License-Identifier: MIT */
#ifndef ACCESS_OPENID_COMMAND_H
#define ACCESS_OPENID_COMMAND_H

/* The commands that say who may sign in by OpenID Connect. argv[0] is the command; the result is the exit code. */

#include "base/arena.h"
#include "base/settings.h"
#include "db/db.h"

#include <stdio.h>

/*
 * `samavvik identify`: JSON lines {"username", "identity_number" and/or "hpr_number"} say what people are recognised by the
 * first time they sign in. Each is answered by {"username"}; the number is not repeated.
 */
int identify_command(int argc, char **argv, const struct settings *settings, struct db_pool *pool, FILE *in, FILE *out,
		     FILE *messages);
/* `samavvik invite-openid USERNAME ISSUER`: a link that connects an account at the issuer to the person, once within 14 days. */
int invite_openid_command(int argc, char **argv, const struct settings *settings, struct db_pool *pool, FILE *out,
			  FILE *messages);

#endif
