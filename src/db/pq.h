/* SPDX-License-Identifier: MIT */
#ifndef DB_PQ_H
#define DB_PQ_H

/*
 * libpq with the calls taken away that run or build SQL text, or reuse a connection's state behind the pool's back. The
 * one exception has a name: a migration file holds several statements, which only the simple protocol accepts. Only
 * migrate.c asks for it.
 */

#include <libpq-fe.h>

#ifdef DB_PQ_WITH_MIGRATION_SCRIPTS
static inline PGresult *pq_run_migration_script(PGconn *pq, const char *script)
{
	return PQexec(pq, script);
}
#endif

#pragma GCC poison PQexec PQsendQuery PQfn PQprepare PQreset PQresetStart PQsetdbLogin PQconnectdb PQconnectStart
#pragma GCC poison PQescapeString PQescapeStringConn PQescapeLiteral PQescapeIdentifier PQescapeBytea PQescapeByteaConn
#pragma GCC poison PQprint PQdisplayTuples PQprintTuples PQtrace PQputCopyData PQgetCopyData

#endif
