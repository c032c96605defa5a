/* SPDX-License-Identifier: MIT */
#include "db/db.h"
#include "privacy/privacy.h"
#include "statements.h"
#include "base/banned.h"

enum err privacy_record_confirmed(struct db_tx *tx, const char *deviation, const char *confirmed, bool internal)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	if (!confirmed)
		return OK;
	return db_run(tx, &sql_privacy_warnings_confirmed, DB_PARAMS(deviation, confirmed, internal ? "true" : "false"),
		      &rows);
}
