/* SPDX-License-Identifier: MIT */
/* Everything held about one case, for the patient's request for access. */
#include "audit/audit.h"

#include <string.h>

#include "access/access.h"
#include "statements.h"
#include "base/banned.h"

int audit_case_command(int argc, char **argv, struct db_pool *db, FILE *out, FILE *messages)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct fault fault = {0};

	if (argc != 3 || strcmp(argv[1], "export") != 0) {
		fprintf(messages, "Use: samavvik case export NUMBER\n");
		return 2;
	}
	enum err err = db_one(db, &access_job_scope, &fault, &sql_audit_case_export, DB_PARAMS(argv[2]), &rows);
	if (err != OK) {
		fprintf(messages, "case: the database could not be asked (%s)\n", err_name(err));
		return 1;
	}
	if (rows.count == 0) {
		fprintf(messages, "case: there is no case with this number\n");
		return 1;
	}
	fprintf(out, "%s\n", db_text(&rows, 0, 0));
	return 0;
}
