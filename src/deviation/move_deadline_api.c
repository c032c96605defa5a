/* SPDX-License-Identifier: MIT */
/* Who leads a council moves what is due of a case. */
#include "deviation/change.h"

#include <string.h>

#include "access/access.h"
#include "base/clock.h"
#include "base/moment.h"
#include "contract/operations.h"
#include "contract/service.h"
#include "deviation/case_answer.h"
#include "deviation/deadlines.h"
#include "deviation/working_days.h"
#include "jobs/jobs.h"
#include "statements.h"
#include "base/banned.h"

#define DAYS_AHEAD_MAX 366
#define MINUTES_OF_DAY (24 * 60)

/* The names of the contract, in the order of the columns of the statement `clock`, from 1. */
static const char *const names[] = {"receipt", "answer", "closing"};

static enum err refuse_day(struct call *call, const char *code)
{
	fault_add_field(&call->fault, call->arena, "/due_on", code, NULL);
	call->fault.err = ERR_UNPROCESSABLE;
	return ERR_UNPROCESSABLE;
}

/* What is met, or was never due, cannot be moved; nor can anything while the clock stands still. */
static enum err check_deadline(struct change *change, const struct db_rows *clock, const char *deadline)
{
	struct call *call = change->call;
	int column = 1;

	while (strcmp(names[column - 1], deadline) != 0)
		column++;
	if (db_is_null(clock, 0, column))
		return FAULT(&call->fault, ERR_CONFLICT, "nothing_due");
	if (change->standing.is_waiting)
		return FAULT(&call->fault, ERR_CONFLICT, "clock_stands_still");
	return OK;
}

/* The end of the day that is named, which has to be one on which people work, from today and within a year. */
static enum err read_day(struct change *change, const struct db_rows *clock, const char *due_on, const char **ret_due)
{
	struct call *call = change->call;
	struct deadline_set set = {.eves_free = true};
	const char *noon = arena_printf(call->arena, "%sT12:00Z", due_on);
	int32_t today = oslo_day(clock_wall_us());
	int64_t minutes = 0;

	(void)deadline_set_pick(db_text(clock, 0, 4), NULL, &set);
	if (!moment_read(noon, strlen(noon), &minutes))
		return refuse_day(call, "bad_date");
	int32_t day = (int32_t)(minutes / MINUTES_OF_DAY);
	if (day < today)
		return refuse_day(call, "past_date");
	if (day > today + DAYS_AHEAD_MAX)
		return refuse_day(call, "date_too_far");
	if (!is_working_day(day, set.eves_free))
		return refuse_day(call, "no_working_day");
	*ret_due = deadline_text(call->arena, oslo_day_end(day));
	return OK;
}

enum err op_move_deadline(struct call *call, const struct move_deadline_input *in)
{
	CHANGE_AUTO struct change change = {.call = call};
	DB_ROWS_AUTO struct db_rows clock = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *due = NULL;

	TRY(change_begin(&change, in->id, in->if_match, ACTION_MOVE_DEADLINE));
	TRY(db_run(change.tx, &sql_deviation_clock, DB_PARAMS(change.id), &clock));
	TRY(check_deadline(&change, &clock, in->body->deadline));
	TRY(read_day(&change, &clock, in->body->due_on, &due));
	TRY(db_run(change.tx, &sql_deviation_move_deadline,
		   DB_PARAMS(change.id, in->body->deadline, due, in->body->reason, call->confirmed), &rows));
	TRY(db_commit(change.tx));
	jobs_wake(call->service->jobs);
	return answer_case(call, in->id, 200);
}
