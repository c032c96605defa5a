/* SPDX-License-Identifier: MIT */
#include "attachment/case_lock.h"

#include "statements.h"
#include "base/banned.h"

enum err case_lock(struct call *call, struct db_tx *tx, const char *deviation)
{
	DB_ROWS_AUTO struct db_rows locked = {0};
	DB_ROWS_AUTO struct db_rows seen = {0};

	TRY(db_run(tx, &sql_attachment_lock_case, DB_PARAMS(deviation), &locked));
	if (locked.count == 1)
		return db_bool(&locked, 0, 0) ? OK : FAULT(&call->fault, ERR_CONFLICT, "transition_not_allowed");
	TRY(db_run(tx, &sql_attachment_seen_case, DB_PARAMS(deviation), &seen));
	return FAULT(&call->fault, seen.count == 1 ? ERR_FORBIDDEN : ERR_NOT_FOUND, NULL);
}
