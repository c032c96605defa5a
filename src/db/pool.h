/* SPDX-License-Identifier: MIT */
#ifndef DB_POOL_H
#define DB_POOL_H

/* Leasing connections: the inside of the pool of db.h. */

#include "db/connection.h"

/*
 * A connection for this thread alone. ERR_BUSY when none became free within the wait, ERR_UNAVAILABLE when there is none
 * and the database cannot be reached. Give back with pool_release.
 */
MUST_USE enum err pool_lease(struct db_pool *pool, struct connection **ret_connection);

/* Takes the connection back; one that is broken, old, or still in a transaction is closed. */
void pool_release(struct db_pool *pool, struct connection *take_connection);

#endif
