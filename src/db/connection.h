/* SPDX-License-Identifier: MIT */
#ifndef DB_CONNECTION_H
#define DB_CONNECTION_H

/*
 * One connection to PostgreSQL, for one thread at a time, in pipeline mode from its first to its last moment: steps are
 * queued (pipeline.h), sent and answered together. It knows which statements it has prepared.
 */

#include "base/err.h"
#include "db/db.h"
#include "db/pq.h"

#include <stdbool.h>
#include <stdint.h>

/* How to connect, worked out once from the connection string. Read-only afterwards, so threads may share it. */
struct connection_recipe {
	const char *keywords[64]; /* for PQconnectdbParams */
	const char *values[64];
	PQconninfoOption *given; /* owns the strings */
	char *options;
};

/* What a session is set to; 0 means no limit. */
struct session_limits {
	int64_t statement_ms;
	int64_t lock_ms;
	int64_t idle_in_transaction_ms;
};

/* ERR_INVALID when the connection string cannot be parsed. */
MUST_USE enum err connection_recipe_init(struct connection_recipe *recipe, const char *connection,
					 const char *application_name, const struct session_limits *limits);
void connection_recipe_done(struct connection_recipe *recipe); /* accepts a zeroed one */

#define CONNECTION_REASON_SIZE 512

/*
 * A plain libpq connection by the recipe, or NULL with the reason when it failed: for an operator, as it names host, user
 * and database. May take as long as connect_timeout for each host.
 */
PGconn *connection_recipe_connect(const struct connection_recipe *recipe, char ret_reason[CONNECTION_REASON_SIZE]);

enum step_kind { STEP_OTHER, STEP_PREPARE, STEP_WANTED, STEP_COMMIT };

struct step {
	enum step_kind kind;
	const struct statement *statement;
};

/* DEALLOCATE; then BEGIN, scope, statement and COMMIT, each with its preparation. */
#define STEPS_MAX 9

struct connection {
	PGconn *pq;
	struct connection *next; /* the pool's list of idle connections */
	int64_t expires_us;      /* monotonic */
	int64_t answer_ms;       /* the longest to wait for an answer; 0: for ever */
	bool is_broken;          /* to be closed, not used again */
	bool must_prepare_again; /* a prepared statement turned out to be missing or outdated */
	int steps_count;         /* queued and not answered */
	struct step steps[STEPS_MAX];
	bool prepared[]; /* by statement->index */
};

/* Opens a connection, or returns NULL; the reason goes to the debug log. Free with connection_free. */
struct connection *connection_new(const struct connection_recipe *recipe, int64_t answer_ms);
void connection_free(struct connection *connection); /* accepts NULL */

/*
 * True when an idle connection is still there: a server that ended it has left an end of file or a last message in the
 * socket. One recv, no round trip.
 */
bool connection_is_alive(const struct connection *connection);

#endif
