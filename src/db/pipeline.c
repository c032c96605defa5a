/* SPDX-License-Identifier: MIT */
#include "db/pipeline.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/clock.h"
#include "base/number.h"
#include "db/own_statements.h"
#include "db/sqlstate.h"

#include "base/banned.h"

#define TLS_TICK_MS 50

/* What came of the steps so far. */
struct answers {
	struct fault *fault;
	const char *where;
	enum err err; /* the first failure */
	PGresult *wanted;
	int step; /* the one whose results come now */
	bool is_done;
};

static void note_step(struct connection *connection, enum step_kind kind, const struct statement *statement)
{
	assert(connection->steps_count < STEPS_MAX);
	connection->steps[connection->steps_count++] = (struct step){.kind = kind, .statement = statement};
}

void pipeline_add(struct connection *connection, const struct statement *statement, const char *const *parameters,
		  int count, enum step_kind kind)
{
	int sent;

	assert(count == statement->parameters);
	if (!connection->prepared[statement->index]) {
		note_step(connection, STEP_PREPARE, statement);
		sent = PQsendPrepare(connection->pq, statement->name, statement->text, 0, NULL);
		connection->is_broken |= sent != 1;
	}
	note_step(connection, kind, statement);
	sent = PQsendQueryPrepared(connection->pq, statement->name, count, parameters, NULL, NULL,
				   /* resultFormat= */ 0);
	connection->is_broken |= sent != 1;
}

void pipeline_add_forget(struct connection *connection)
{
	/* Not prepared itself: it would have to forget itself. */
	note_step(connection, STEP_OTHER, &sql_db_forget_prepared);
	connection->is_broken |=
		PQsendQueryParams(connection->pq, sql_db_forget_prepared.text, 0, NULL, NULL, NULL, NULL, 0) != 1;
	connection->must_prepare_again = false;
	memset(connection->prepared, 0, (size_t)all_statements_count * sizeof(connection->prepared[0]));
}

/* Time that poll may take; -1 for no limit, 0 when it is over. */
static int remaining_ms(const struct connection *connection, int64_t deadline_us)
{
	int64_t left_us;

	if (connection->answer_ms == 0)
		return -1;
	left_us = deadline_us - clock_monotonic_us();
	if (left_us <= 0)
		return 0;
	return left_us > 3600000000 ? 3600000 : (int)(left_us / 1000) + 1;
}

/*
 * Waits until PQgetResult would not block. False when the connection is gone or the deadline passed. libpq itself would
 * wait for ever on a server that is stopped or a network that swallows.
 */
static bool wait_for_result(struct connection *connection, int64_t deadline_us)
{
	PGconn *pq = connection->pq;
	bool tls = PQsslInUse(pq);

	while (PQisBusy(pq)) {
		int unsent = PQflush(pq);
		short events = (short)(unsent == 1 ? POLLIN | POLLOUT : POLLIN);
		struct pollfd socket = {.fd = PQsocket(pq), .events = events};
		int left_ms = remaining_ms(connection, deadline_us);
		int ready;

		if (left_ms == 0)
			return false;
		/* The rest of a TLS record may wait inside the TLS library, where poll does not see it. */
		ready = poll(&socket, 1, tls && (left_ms < 0 || left_ms > TLS_TICK_MS) ? TLS_TICK_MS : left_ms);
		if (ready < 0 && errno != EINTR)
			return false;
		if (PQconsumeInput(pq) != 1 || (tls && PQconsumeInput(pq) != 1))
			return false;
	}
	return true;
}

/*
 * The server does not know a prepared statement (26000: a proxy or an administrator dropped it), or knows an outdated one
 * (0A000: its result type changed; 42P05: we forgot it).
 */
static bool is_about_preparing(const char *sqlstate)
{
	return strcmp(sqlstate, "26000") == 0 || strcmp(sqlstate, "0A000") == 0 || strcmp(sqlstate, "42P05") == 0;
}

static void fail(struct connection *connection, struct answers *answers, const PGresult *result)
{
	const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	bool is_lost = PQstatus(connection->pq) == CONNECTION_BAD;
	enum err err;

	if (sqlstate) {
		err = sqlstate_fault(answers->fault, sqlstate, PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME),
				     answers->where);
		connection->is_broken |= sqlstate_ends_session(sqlstate);
		connection->must_prepare_again |= is_about_preparing(sqlstate);
	} else {
		err = fault_set(answers->fault, is_lost ? ERR_UNAVAILABLE : ERR_INTERNAL, NULL, answers->where);
		connection->is_broken = true;
	}
	if (answers->err == OK)
		answers->err = err;
}

/* COMMIT answers "ROLLBACK", without an error, when the transaction had failed before. */
static bool is_real_commit(PGresult *result)
{
	return strcmp(PQcmdStatus(result), "COMMIT") == 0;
}

/* Takes the result. */
static void succeed(struct connection *connection, struct answers *answers, PGresult *take_result)
{
	const struct step *step = &connection->steps[answers->step];

	if (answers->step >= connection->steps_count) {
		connection->is_broken = true;
	} else if (step->kind == STEP_PREPARE) {
		connection->prepared[step->statement->index] = true;
	} else if (step->kind == STEP_WANTED && !answers->wanted) {
		answers->wanted = take_result;
		return;
	} else if (step->kind == STEP_COMMIT && !is_real_commit(take_result) && answers->err == OK) {
		answers->err = fault_set(answers->fault, ERR_INTERNAL, NULL, answers->where);
	}
	PQclear(take_result);
}

static void take_answer(struct connection *connection, struct answers *answers, PGresult *take_result)
{
	ExecStatusType status = PQresultStatus(take_result);

	if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
		succeed(connection, answers, take_result);
		return;
	}
	if (status == PGRES_PIPELINE_SYNC)
		answers->is_done = true;
	else if (status != PGRES_PIPELINE_ABORTED)
		fail(connection, answers, take_result);
	PQclear(take_result);
}

/* The results of each step end with a NULL; the sync has no NULL after it. */
static void read_answers(struct connection *connection, struct answers *answers)
{
	int64_t deadline_us = clock_monotonic_us() + connection->answer_ms * 1000;
	bool was_end = false;

	while (!answers->is_done) {
		bool arrived = wait_for_result(connection, deadline_us);
		PGresult *result;

		if (!arrived && PQstatus(connection->pq) == CONNECTION_OK)
			return;
		/* On a lost connection this does not wait; the server may have said why before it left. */
		result = PQgetResult(connection->pq);
		if (result)
			take_answer(connection, answers, result);
		else if (was_end || PQstatus(connection->pq) != CONNECTION_OK)
			return;
		else
			answers->step++;
		was_end = !result;
	}
}

static void fill_rows(PGresult *take_result, struct db_rows *ret_rows)
{
	int64_t changed = 0;

	if (!ret_rows) {
		PQclear(take_result);
		return;
	}
	/* Empty for statements that change nothing. */
	if (number_read(PQcmdTuples(take_result), 0, INT64_MAX, &changed) != OK)
		changed = 0;
	*ret_rows = (struct db_rows){.result = take_result,
				     .count = PQntuples(take_result),
				     .columns = PQnfields(take_result),
				     .changed = changed};
}

enum err pipeline_finish(struct connection *connection, struct fault *fault, const char *where,
			 struct db_rows *ret_rows)
{
	struct answers answers = {.fault = fault, .where = where};

	if (!connection->is_broken && PQpipelineSync(connection->pq) == 1)
		read_answers(connection, &answers);
	connection->steps_count = 0;
	if (!answers.is_done) {
		/* Nobody knows how far it came: the connection is of no use, and this is no success. */
		connection->is_broken = true;
		if (answers.err == OK)
			answers.err = fault_set(fault, ERR_UNAVAILABLE, NULL, where);
	}
	if (answers.err != OK) {
		PQclear(answers.wanted);
		return answers.err;
	}
	fill_rows(answers.wanted, ret_rows);
	return OK;
}
