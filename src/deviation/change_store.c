/* SPDX-License-Identifier: MIT */
#include "deviation/change.h"

#include "access/access.h"
#include "contract/service.h"
#include "deviation/case_answer.h"
#include "jobs/jobs.h"
#include "privacy/privacy.h"
#include "statements.h"
#include "base/banned.h"

void change_end(struct change *change)
{
	db_tx_end(&change->tx);
}

/* A case that cannot be locked: the actor may read it and no more, or there is none to be seen. */
static enum err refuse_change(struct change *change)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_run(change->tx, &sql_deviation_seen, DB_PARAMS(change->id), &rows));
	return FAULT(&change->call->fault, rows.count == 1 ? ERR_FORBIDDEN : ERR_NOT_FOUND, NULL);
}

/* The case is no longer what was edited: the refusal says what happened to it since. */
static enum err refuse_old(struct change *change, int64_t version)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct call *call = change->call;

	TRY(db_run(change->tx, &sql_deviation_changed_since, DB_PARAMS(change->id, arena_i64(call->arena, version)), &rows));
	if (rows.count == 1)
		call->fault.members = arena_strdup(call->arena, db_text(&rows, 0, 0));
	return FAULT(&call->fault, ERR_PRECONDITION, "version_conflict");
}

static enum err begin(struct change *change, const struct statement *lock, int64_t id, int64_t version,
		      enum deviation_action action)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct call *call = change->call;

	change->id = arena_i64(call->arena, id);
	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &change->tx));
	TRY(db_run(change->tx, lock, DB_PARAMS(change->id), &rows));
	if (rows.count == 0)
		return refuse_change(change);
	if (version && db_i64(&rows, 0, 1) != version)
		return refuse_old(change, version);
	change->standing = (struct case_standing){
		.status = arena_strdup(call->arena, db_text(&rows, 0, 0)),
		.is_council = db_bool(&rows, 0, 2),
		.is_reporter = db_bool(&rows, 0, 3),
		.is_party = db_bool(&rows, 0, 4),
		.is_waiting = db_bool(&rows, 0, 5),
		.is_waited_for = db_bool(&rows, 0, 6),
		.is_secretariat = lock == &sql_deviation_lock_to_hand_over && db_bool(&rows, 0, 7),
	};
	return transition_check(action, &change->standing, &call->fault);
}

enum err change_begin(struct change *change, int64_t id, int64_t version, enum deviation_action action)
{
	return begin(change, &sql_deviation_state, id, version, action);
}

enum err change_begin_overseen(struct change *change, int64_t id, int64_t version, enum deviation_action action)
{
	return begin(change, &sql_deviation_lock_to_hand_over, id, version, action);
}

enum err change_answer(struct change *change, int status)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct call *call = change->call;

	TRY(privacy_record_confirmed(change->tx, change->id, call->confirmed, change->internal));
	TRY(db_run_and_commit(change->tx, &sql_deviation_get,
			      DB_PARAMS(change->id, transitions_json(call->arena), refusals_json(call->arena)), &rows));
	jobs_wake(call->service->jobs);
	if (rows.count == 1)
		contract_set_version(call, db_i64(&rows, 0, 1));
	return contract_answer_rows(call, status, &rows);
}

const char *change_side(const struct change *change)
{
	if (change->standing.is_council)
		return "council";
	return change->standing.is_reporter ? "reporter" : "party";
}

enum err change_answer_repeat(struct change *change, int64_t id, const char *key, const char *digest, enum err refusal)
{
	struct call *call = change->call;
	const char *refused_because = call->fault.code;
	int64_t created = 0;

	if (refusal != ERR_CONFLICT)
		return refusal;
	db_tx_end(&change->tx);
	enum err err = idempotency_find(call, call->operation->id, key, digest, &created);
	if (err == ERR_CONFLICT) {
		call->fault = (struct fault){0};
		return FAULT(&call->fault, refusal, refused_because);
	}
	TRY(err);
	return answer_case(call, id, 201);
}
