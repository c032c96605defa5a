/* SPDX-License-Identifier: MIT */
#include "deviation/case_clock.h"

#include "base/clock.h"
#include "base/str.h"
#include "deviation/working_days.h"
#include "statements.h"
#include "base/banned.h"

enum { RECEIPT, ANSWER, CLOSING, DEADLINE_COUNT };

/* The order of the statements `clock` (columns 1 to 3) and `resume` ($2 to $4). */
static const char *const names[DEADLINE_COUNT] = {"receipt", "answer", "closing"};

static void add_moved(struct str *json, const char *name, const char *from, const char *to)
{
	str_addf(json, "%s{\"deadline\":\"%s\",\"from\":\"%s\",\"to\":\"%s\"}", json->len > 1 ? "," : "", name, from, to);
}

enum err case_clock_resume(struct db_tx *tx, struct arena *arena, const char *id, bool counts)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	DB_ROWS_AUTO struct db_rows done = {0};
	STR_AUTO struct str moved = STR_INIT(1024);
	struct deadline_set set = {.eves_free = true};
	const char *due[DEADLINE_COUNT] = {0};
	int64_t now = clock_wall_us();

	TRY(db_run(tx, &sql_deviation_clock, DB_PARAMS(id), &rows));
	(void)deadline_set_pick(db_text(&rows, 0, 4), NULL, &set);
	str_add_char(&moved, '[');
	for (int i = 0; i < DEADLINE_COUNT; i++) {
		if (db_is_null(&rows, 0, i + 1) || db_is_null(&rows, 0, 0))
			continue;
		int64_t was = db_i64(&rows, 0, i + 1);
		int64_t is = deadline_after_pause(was, db_i64(&rows, 0, 0), now, set.eves_free);
		if (is == was)
			continue;
		due[i] = deadline_text(arena, is);
		add_moved(&moved, names[i], deadline_text(arena, was), due[i]);
	}
	str_add_char(&moved, ']');
	return db_run(tx, &sql_deviation_resume,
		      DB_PARAMS(id, due[RECEIPT], due[ANSWER], due[CLOSING], str_text(&moved), counts ? "1" : "0"), &done);
}

enum err case_clock_anew(struct db_tx *tx, struct arena *arena, const char *id, struct deadlines *ret_due)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct deadline_set set;

	TRY(db_run(tx, &sql_deviation_clock, DB_PARAMS(id), &rows));
	*ret_due = deadline_set_pick(db_text(&rows, 0, 4), NULL, &set) ? deadlines_from(arena, &set, clock_wall_us())
								        : (struct deadlines){0};
	return OK;
}
