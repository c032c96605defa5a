/* SPDX-License-Identifier: MIT */
/* What happens to patient references by themselves: warning, and a week later destruction. */
#include "privacy/privacy.h"

#include "access/access.h"
#include "statements.h"
#include "base/banned.h"

enum err privacy_warn_of_destruction(struct db_pool *db, struct fault *fault, int64_t *ret_count)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(db, &access_job_scope, fault, &sql_privacy_reference_warn, DB_NO_PARAMS, &rows));
	*ret_count = db_i64(&rows, 0, 0);
	return OK;
}

enum err privacy_destroy_references(struct db_pool *db, struct fault *fault, int64_t *ret_count)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(db, &access_job_scope, fault, &sql_privacy_reference_destroy, DB_NO_PARAMS, &rows));
	*ret_count = db_i64(&rows, 0, 0);
	return OK;
}
