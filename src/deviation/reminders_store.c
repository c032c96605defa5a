/* SPDX-License-Identifier: MIT */
#include "deviation/deviation.h"

#include "access/access.h"
#include "analysis/analysis.h"
#include "base/arena.h"
#include "base/clock.h"
#include "deviation/deadlines.h"
#include "deviation/working_days.h"
#include "statements.h"
#include "base/banned.h"

#define ARENA_BYTES ((size_t)256 * 1024)

enum { HELSEFELLESSKAP, CODE, REMINDER_DAYS, ROLE, EVES_FREE, DEFAULT_SET }; /* columns of sets_in_force */

static enum err remind(struct db_pool *db, struct fault *fault, struct arena *arena, const struct db_rows *sets, int row,
		       int64_t now, int64_t *told)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	int32_t until = working_days_after(oslo_day(now), (int)db_i64(sets, row, REMINDER_DAYS), db_bool(sets, row, EVES_FREE));

	TRY(db_one(db, &access_job_scope, fault, &sql_deviation_remind,
		   DB_PARAMS(db_text(sets, row, HELSEFELLESSKAP), db_text(sets, row, CODE),
			     deadline_text(arena, oslo_day_end(until)), db_text(sets, row, ROLE)),
		   &rows));
	*told += db_i64(&rows, 0, 0);
	/* In the same hours; a second set of the same helsefellesskap finds nothing left to tell. */
	return measures_remind(db, fault, db_text(sets, row, HELSEFELLESSKAP), told);
}

static enum err remind_of_all(struct db_pool *db, struct fault *fault, struct arena *arena, const struct reminder_hours *hours,
			      int64_t *ret_told)
{
	DB_ROWS_AUTO struct db_rows sets = {0};
	int64_t now = clock_wall_us();
	int64_t told = 0;

	TRY(db_one(db, &access_job_scope, fault, &sql_deviation_sets_in_force, DB_NO_PARAMS, &sets));
	for (int row = 0; row < sets.count; row++)
		if (hours->always || is_working_time(now, hours->from, hours->to, db_bool(&sets, row, EVES_FREE)))
			TRY(remind(db, fault, arena, &sets, row, now, &told));
	*ret_told = told;
	return OK;
}

enum err deviation_remind(struct db_pool *db, struct fault *fault, const struct reminder_hours *hours, int64_t *ret_told)
{
	struct arena *arena = arena_new(ARENA_BYTES);

	if (!arena)
		return FAULT(fault, ERR_INTERNAL, NULL);
	enum err err = remind_of_all(db, fault, arena, hours, ret_told);
	arena_free(arena);
	return err;
}

static enum err give_deadlines(struct db_pool *db, struct fault *fault, struct arena *arena, int64_t *ret_given)
{
	DB_ROWS_AUTO struct db_rows sets = {0};
	int64_t given = 0;

	TRY(db_one(db, &access_job_scope, fault, &sql_deviation_sets_in_force, DB_NO_PARAMS, &sets));
	for (int row = 0; row < sets.count; row++) {
		DB_ROWS_AUTO struct db_rows rows = {0};
		struct deadline_set set;
		if (!deadline_set_pick(db_text(&sets, row, DEFAULT_SET), NULL, &set))
			continue;
		struct deadlines due = deadlines_from(arena, &set, clock_wall_us());
		TRY(db_one(db, &access_job_scope, fault, &sql_deviation_give_deadlines,
			   DB_PARAMS(db_text(&sets, row, HELSEFELLESSKAP), due.set, due.receipt, due.answer, due.closing), &rows));
		given += rows.changed;
	}
	*ret_given = given;
	return OK;
}

enum err deviation_give_deadlines(struct db_pool *db, struct fault *fault, int64_t *ret_given)
{
	struct arena *arena = arena_new(ARENA_BYTES);

	if (!arena)
		return FAULT(fault, ERR_INTERNAL, NULL);
	enum err err = give_deadlines(db, fault, arena, ret_given);
	arena_free(arena);
	return err;
}
