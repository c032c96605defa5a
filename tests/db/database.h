/* SPDX-License-Identifier: MIT */
#ifndef TESTS_DB_DATABASE_H
#define TESTS_DB_DATABASE_H

/* The throwaway database of the tests, and a second way into it beside the pool. */

#include "db/db.h"

/* Connection strings, from the environment; ends the program with a sentence when they are not set. */
const char *database_service(void);
const char *database_owner(void);

/* The folder of its socket. Free it. */
char *database_socket_folder(void);

/* A pool on it as the service's role; fails the test when it cannot be made. */
struct db_pool *database_pool(int connections, int64_t wait_ms, int64_t statement_ms);

/* Runs SQL (one or several statements) as the owner; fails the test when that fails. First value, or "". Free it. */
char *database_run(const char *connection, const char *sql);

#endif
