/* SPDX-License-Identifier: MIT */
#include "analysis/measure_store.h"

#include "access/access.h"
#include "analysis/analysis.h"
#include "contract/service.h"
#include "jobs/jobs.h"
#include "privacy/privacy.h"
#include "statements.h"
#include "base/banned.h"

void measure_change_end(struct measure_change *change)
{
	db_tx_end(&change->tx);
}

static enum err refuse_old(struct measure_change *change, int64_t version)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct call *call = change->call;

	TRY(db_run(change->tx, &sql_analysis_measure_changed_since, DB_PARAMS(change->id, arena_i64(call->arena, version)), &rows));
	if (rows.count == 1)
		call->fault.members = arena_strdup(call->arena, db_text(&rows, 0, 0));
	return FAULT(&call->fault, ERR_PRECONDITION, "version_conflict");
}

enum err measure_change_begin(struct measure_change *change, int64_t id, int64_t version, enum measure_step step)
{
	DB_ROWS_AUTO struct db_rows locked = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct call *call = change->call;

	change->id = arena_i64(call->arena, id);
	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &change->tx));
	TRY(db_run(change->tx, &sql_analysis_measure_lock, DB_PARAMS(change->id), &locked));
	TRY(db_run(change->tx, &sql_analysis_measure_standing, DB_PARAMS(change->id), &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	change->standing = (struct measure_standing){
		.state = arena_strdup(call->arena, db_text(&rows, 0, 0)),
		.is_council = db_bool(&rows, 0, 2),
		.is_responsible = db_bool(&rows, 0, 3),
	};
	change->deviation = arena_strdup(call->arena, db_text(&rows, 0, 4));
	change->today = arena_strdup(call->arena, db_text(&rows, 0, 5));
	if (!change->standing.is_council && !change->standing.is_responsible)
		return FAULT(&call->fault, ERR_FORBIDDEN, NULL);
	if (db_i64(&rows, 0, 1) != version)
		return refuse_old(change, version);
	return measure_step_check(step, &change->standing, &call->fault);
}

enum err measure_check_responsible(struct call *call, struct db_tx *tx, const char *deviation, int64_t organisation)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_run(tx, &sql_analysis_measure_may_be_responsible, DB_PARAMS(deviation, arena_i64(call->arena, organisation)), &rows));
	if (db_bool(&rows, 0, 0))
		return OK;
	fault_add_field(&call->fault, call->arena, "/responsible_organisation_id", "unknown_organisation", NULL);
	call->fault.err = ERR_UNPROCESSABLE;
	return ERR_UNPROCESSABLE;
}

enum err measure_answer(struct call *call, int status, const struct db_rows *rows)
{
	if (rows->count == 1)
		contract_set_version(call, db_i64(rows, 0, 1));
	return contract_answer_rows(call, status, rows);
}

enum err measure_change_answer(struct measure_change *change, const char *kind, int status)
{
	DB_ROWS_AUTO struct db_rows entered = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct call *call = change->call;

	TRY(privacy_record_confirmed(change->tx, change->deviation, call->confirmed, false));
	TRY(db_run(change->tx, &sql_analysis_measure_in_history, DB_PARAMS(change->id, kind), &entered));
	TRY(db_run_and_commit(change->tx, &sql_analysis_measure, DB_PARAMS(change->id, measure_steps_json(call->arena)), &rows));
	jobs_wake(call->service->jobs);
	return measure_answer(call, status, &rows);
}

enum err measures_remind(struct db_pool *db, struct fault *fault, const char *helsefellesskap, int64_t *told)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(db, &access_job_scope, fault, &sql_analysis_measure_remind, DB_PARAMS(helsefellesskap), &rows));
	*told += db_i64(&rows, 0, 0);
	return OK;
}
