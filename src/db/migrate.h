/* SPDX-License-Identifier: MIT */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

/*
 * The schema's history: the files migrations/NNNN_name.sql, built into the binary. Forward only; each file is one
 * transaction together with its row in samavvik.schema_migration; an advisory lock lets one migrator work at a time. A
 * file that was applied must never change: its checksum is compared. A database that is ahead of the binary is left as it
 * is (old and new binaries overlap during an upgrade, so migrations expand first and contract a release later).
 */

#include "base/err.h"

#include <stdbool.h>
#include <stdio.h>

struct migration {
	int number;
	const char *name;
	const char *sha256; /* of the file, in hex */
	const char *sql;
};

/* By number, from 1 without gaps (generated). */
extern const struct migration all_migrations[];
extern const int all_migrations_count;

/*
 * Applies what is missing, as the role that owns the schema, and says on `out` what it does, and in one sentence what is
 * wrong when it fails: ERR_UNAVAILABLE (no connection), ERR_CONFLICT (an applied file was changed or renamed),
 * ERR_TIMEOUT (another migrator holds the lock for minutes, or a table stayed locked), ERR_INTERNAL (a file failed; nothing of
 * it remains, the files before it stay applied). *ret_applied is the number of files applied now.
 */
MUST_USE enum err db_migrate(const char *owner_connection, FILE *out, int *ret_applied);

/* The same with other migrations than the built-in ones. */
MUST_USE enum err db_migrate_to(const char *owner_connection, const struct migration *migrations, int count, FILE *out,
				int *ret_applied);

struct db_pool;

/* Whether all built-in migrations are applied. One small statement, for readiness. Errors of db_one. */
MUST_USE enum err db_migrations_current(struct db_pool *pool, bool *ret_current);

#endif
