/* SPDX-License-Identifier: MIT */
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

/*
 * That history is true: seals over the chains of all cases and the read log (written by the database, migrations/, as
 * events are added), and the verifier, which recomputes every hash in C and knows nothing of the SQL that wrote them. Also who
 * has seen a case, and erasing one. README.md says how the hashes are made, for whoever writes a verifier of their own.
 * Not here: adding events and noting looks (the statement that does or shows something does that itself).
 */

#include "base/err.h"
#include "db/db.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define AUDIT_HASH_TEXT 65 /* SHA-256 in hex, with its end */

/* The end of the chain of seals. */
struct audit_seal {
	int64_t number; /* 0: nothing was ever sealed */
	char hash[AUDIT_HASH_TEXT];
};

/* Seals what happened since the last seal. *ret_made: how many seals it took, 0 when nothing happened. */
MUST_USE enum err audit_seal_history(struct db_pool *db, struct fault *fault, int64_t *ret_made, struct audit_seal *ret_last);

/* The commands; the result is the exit code. owner: a pool of the schema's owner, who sees all of it. */
/* Exporting a case is itself in the read log. */
int audit_case_command(int argc, char **argv, struct db_pool *db, FILE *out, FILE *messages);
int audit_seal_command(int argc, char **argv, struct db_pool *db, FILE *out, FILE *messages);

/* What `samavvik verify` is asked to do. */
struct verify_wish {
	const char *seal; /* hash of a seal kept elsewhere, or NULL */
	const char *file; /* an export to verify instead of the database, or NULL */
	bool export;      /* write an export and verify nothing */
};
/* ERR_INVALID when the command line cannot be read, said on messages. */
MUST_USE enum err audit_verify_wish(int argc, char **argv, FILE *messages, struct verify_wish *ret_wish);
/* db may be NULL when a file is verified. 0: all is well; 1: something is not, or could not be read. */
int audit_verify_command(const struct verify_wish *wish, struct db_pool *db, FILE *out, FILE *messages);

#endif
