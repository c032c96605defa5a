/* SPDX-License-Identifier: MIT */
#include "learning/note_store.h"

#include "access/access.h"
#include "contract/service.h"
#include "jobs/jobs.h"
#include "statements.h"
#include "base/banned.h"

void note_change_end(struct note_change *change)
{
	db_tx_end(&change->tx);
}

/* Columns of note_standing; the status lives in the arena. */
static void read_standing(struct note_change *change, const struct db_rows *rows)
{
	change->standing = (struct note_standing){
		.status = arena_strdup(change->call->arena, db_text(rows, 0, 0)),
		.is_council = db_bool(rows, 0, 2),
		.is_secretariat = db_bool(rows, 0, 3),
		.is_party = db_bool(rows, 0, 4),
		.is_writer = db_bool(rows, 0, 5),
		.is_reviewed = db_bool(rows, 0, 6),
		.is_released = db_bool(rows, 0, 7),
	};
	change->council = db_i64(rows, 0, 8);
}

enum err note_change_begin(struct note_change *change, int64_t id, int64_t version, enum note_step step)
{
	DB_ROWS_AUTO struct db_rows locked = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct call *call = change->call;

	change->id = arena_i64(call->arena, id);
	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &change->tx));
	TRY(db_run(change->tx, &sql_learning_note_lock, DB_PARAMS(change->id), &locked));
	TRY(db_run(change->tx, &sql_learning_note_standing, DB_PARAMS(change->id), &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	read_standing(change, &rows);
	if (!change->standing.is_council && !change->standing.is_secretariat && !change->standing.is_party)
		return FAULT(&call->fault, ERR_FORBIDDEN, NULL);
	if (db_i64(&rows, 0, 1) != version)
		return FAULT(&call->fault, ERR_PRECONDITION, "version_conflict");
	return note_step_check(step, &change->standing, &call->fault);
}

enum err note_answer(struct call *call, int status, const struct db_rows *rows)
{
	if (rows->count == 1)
		contract_set_version(call, db_i64(rows, 0, 1));
	return contract_answer_rows(call, status, rows);
}

enum err note_change_answer(struct note_change *change, int status)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct call *call = change->call;

	TRY(db_run_and_commit(change->tx, &sql_learning_note, DB_PARAMS(change->id, note_steps_json(call->arena), "false"), &rows));
	jobs_wake(call->service->jobs);
	return note_answer(call, status, &rows);
}
