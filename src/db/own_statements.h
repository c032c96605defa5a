/* SPDX-License-Identifier: MIT */
#ifndef DB_OWN_STATEMENTS_H
#define DB_OWN_STATEMENTS_H

/* The statements of this folder. The generated statements.h names them too, but is made after this library. */

#include "db/db.h"

extern const struct statement sql_db_begin;
extern const struct statement sql_db_commit;
extern const struct statement sql_db_rollback;
extern const struct statement sql_db_forget_prepared;
extern const struct statement sql_db_last_migration;
extern const struct statement sql_db_create_migration_book;
extern const struct statement sql_db_try_migration_lock;
extern const struct statement sql_db_applied_migrations;
extern const struct statement sql_db_record_migration;

#endif
