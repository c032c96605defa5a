/* SPDX-License-Identifier: MIT */
#include "database.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libpq-fe.h>

#include "base/banned.h"

static const char *needed(const char *name)
{
	const char *value = getenv(name);

	if (value)
		return value;
	fprintf(stderr, "%s is not set: run these tests with tests/db/run\n", name);
	exit(1);
}

const char *database_service(void)
{
	return needed("SAMAVVIK_TEST_DATABASE");
}

const char *database_owner(void)
{
	return needed("SAMAVVIK_TEST_OWNER_DATABASE");
}

struct db_pool *database_pool(int connections, int64_t wait_ms, int64_t statement_ms)
{
	const struct db_pool_settings settings = {.connection = database_service(),
						  .application_name = "samavvik test",
						  .connections = connections,
						  .wait_ms = wait_ms,
						  .statement_ms = statement_ms};
	struct db_pool *pool = NULL;

	assert_int_equal(db_pool_open(&settings, &pool), OK);
	return pool;
}

static void ignore_notice(void *context, const PGresult *notice)
{
	(void)context;
	(void)notice;
}

char *database_socket_folder(void)
{
	PGconn *pq = PQconnectdb(database_service());
	char *folder = strdup(PQhost(pq));

	PQfinish(pq);
	assert_int_equal(folder[0], '/');
	return folder;
}

char *database_run(const char *connection, const char *sql)
{
	PGconn *pq = PQconnectdb(connection);
	PGresult *result;
	ExecStatusType status;
	char *value;

	PQsetNoticeReceiver(pq, ignore_notice, NULL);
	result = PQexec(pq, sql);
	status = PQresultStatus(result);
	if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(pq));
	value = strdup(PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "");
	PQclear(result);
	PQfinish(pq);
	return value;
}
