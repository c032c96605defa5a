/* SPDX-License-Identifier: MIT */
#include "db/connection.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/log.h"
#include "base/str.h"
#include "base/banned.h"

#define OPTIONS_MAX 4096

/*
 * Used where the connection string says nothing: a dead server or network must show within seconds (connect_timeout counts
 * for each host), and of several hosts only the primary will do.
 */
static const struct {
	const char *keyword, *value;
} defaults[] = {
	{"connect_timeout", "2"},  {"keepalives_idle", "10"},     {"keepalives_interval", "5"},
	{"keepalives_count", "3"}, {"tcp_user_timeout", "10000"}, {"target_session_attrs", "read-write"},
};

static void add(struct connection_recipe *recipe, int *count, const char *keyword, const char *value)
{
	assert(*count < (int)(sizeof(recipe->keywords) / sizeof(recipe->keywords[0])) - 1);
	recipe->keywords[*count] = keyword;
	recipe->values[*count] = value;
	(*count)++;
}

static const char *given_value(const PQconninfoOption *given, const char *keyword)
{
	for (; given->keyword; given++)
		if (strcmp(given->keyword, keyword) == 0)
			return given->val;
	return NULL;
}

/*
 * The session's settings travel in the startup message, so a new connection costs no further round trip. jit is off: it
 * costs more than it wins on statements of milliseconds, and the planner's estimates under row-level security invite it.
 * Plans are made once for a prepared statement: planning the filing statement takes longer than running it, and the
 * statements are written so that one plan fits every parameter. And a plan made while a table is nearly empty, also that
 * of a foreign key's check, must not read the whole table when it has grown: every statement has its index.
 */
static char *session_options(const char *given, const struct session_limits *limits)
{
	struct str options = STR_INIT(OPTIONS_MAX);

	if (given) {
		str_add(&options, given);
		str_add_char(&options, ' ');
	}
	str_addf(&options,
		 "-c search_path=samavvik -c timezone=UTC -c datestyle=ISO -c intervalstyle=iso_8601 -c jit=off"
		 " -c plan_cache_mode=force_generic_plan -c enable_seqscan=off"
		 " -c client_min_messages=warning -c statement_timeout=%lld -c lock_timeout=%lld"
		 " -c idle_in_transaction_session_timeout=%lld",
		 (long long)limits->statement_ms, (long long)limits->lock_ms,
		 (long long)limits->idle_in_transaction_ms);
	if (str_failed(&options)) {
		str_done(&options);
		return NULL;
	}
	return options.data;
}

enum err connection_recipe_init(struct connection_recipe *recipe, const char *connection, const char *application_name,
				const struct session_limits *limits)
{
	PQconninfoOption *given = PQconninfoParse(connection, NULL);
	int count = 0;

	if (!given)
		return ERR_INVALID;
	*recipe = (struct connection_recipe){.given = given};
	recipe->options = session_options(given_value(given, "options"), limits);
	if (!recipe->options) {
		connection_recipe_done(recipe);
		return ERR_INVALID;
	}
	for (const PQconninfoOption *option = given; option->keyword; option++)
		if (option->val)
			add(recipe, &count, option->keyword, option->val);
	for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++)
		if (!given_value(given, defaults[i].keyword))
			add(recipe, &count, defaults[i].keyword, defaults[i].value);
	/* A keyword that comes again wins. */
	add(recipe, &count, "application_name", application_name);
	add(recipe, &count, "client_encoding", "UTF8");
	add(recipe, &count, "options", recipe->options);
	return OK;
}

void connection_recipe_done(struct connection_recipe *recipe)
{
	PQconninfoFree(recipe->given);
	free(recipe->options);
	*recipe = (struct connection_recipe){0};
}

/* Notices may quote data, and nobody waits for them. */
static void ignore_notice(void *context, const PGresult *notice)
{
	(void)context;
	(void)notice;
}

PGconn *connection_recipe_connect(const struct connection_recipe *recipe, char ret_reason[CONNECTION_REASON_SIZE])
{
	PGconn *pq = PQconnectdbParams(recipe->keywords, recipe->values, /* expand_dbname= */ 0);

	if (pq && PQstatus(pq) == CONNECTION_OK) {
		PQsetNoticeReceiver(pq, ignore_notice, NULL);
		return pq;
	}
	(void)snprintf(ret_reason, CONNECTION_REASON_SIZE, "%s", pq ? PQerrorMessage(pq) : "out of memory");
	ret_reason[strcspn(ret_reason, "\n")] = '\0';
	PQfinish(pq);
	return NULL;
}

struct connection *connection_new(const struct connection_recipe *recipe, int64_t answer_ms)
{
	char reason[CONNECTION_REASON_SIZE];
	PGconn *pq = connection_recipe_connect(recipe, reason);
	struct connection *connection;

	if (!pq) {
		LOG(LOG_DEBUG, "database_connection_failed", LOG_TEXT("reason", reason));
		return NULL;
	}
	connection = calloc(1, sizeof(*connection) + (size_t)all_statements_count * sizeof(bool));
	if (!connection || PQsetnonblocking(pq, 1) != 0 || PQenterPipelineMode(pq) != 1) {
		free(connection);
		PQfinish(pq);
		return NULL;
	}
	connection->pq = pq;
	connection->answer_ms = answer_ms;
	return connection;
}

void connection_free(struct connection *connection)
{
	if (!connection)
		return;
	PQfinish(connection->pq);
	free(connection);
}

bool connection_is_alive(const struct connection *connection)
{
	char byte;
	ssize_t got = recv(PQsocket(connection->pq), &byte, 1, MSG_PEEK | MSG_DONTWAIT);

	return got < 0 && errno == EAGAIN;
}
