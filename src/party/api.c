/* SPDX-License-Identifier: MIT */
/* The register of a helsefellesskap, for forms. */
#include "access/access.h"
#include "contract/operations.h"
#include "statements.h"
#include "base/banned.h"

enum err op_get_register(struct call *call, const struct get_register_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_party_register, DB_PARAMS(in->helsefellesskap), &rows));
	return contract_answer_rows(call, 200, &rows);
}
