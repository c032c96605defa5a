/* SPDX-License-Identifier: MIT */
/* The operations of the read log. */
#include "access/access.h"
#include "base/number.h"
#include "contract/operations.h"
#include "statements.h"
#include "base/banned.h"

enum err op_list_read_log(struct call *call, const struct list_read_log_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	int64_t below = 0;

	if (in->cursor && number_read(in->cursor, 1, INT64_MAX, &below) != OK) {
		fault_add_field(&call->fault, call->arena, "query:cursor", "bad_cursor", NULL);
		return call->fault.err;
	}
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_audit_read_log,
		   DB_PARAMS(in->case_number, in->person, in->from, in->to, in->cursor, arena_i64(call->arena, in->limit)),
		   &rows));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_list_readers(struct call *call, const struct list_readers_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_audit_readers, DB_PARAMS(arena_i64(call->arena, in->id)),
		   &rows));
	return contract_answer_rows(call, 200, &rows);
}
