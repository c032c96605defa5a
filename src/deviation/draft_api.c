/* SPDX-License-Identifier: MIT */
/* Reports that somebody has begun: kept for the person alone, on whatever device, until they are filed or have lain too long. */
#include "deviation/deviation.h"

#include <string.h>

#include "access/access.h"
#include "base/settings.h"
#include "contract/service.h"
#include "statements.h"
#include "base/banned.h"

enum { DRAFTS_MAX = 20 };

enum err op_list_drafts(struct call *call, const struct list_drafts_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	(void)in;
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_deviation_list_drafts,
		   DB_PARAMS(arena_i64(call->arena, call->settings->draft_days)), &rows));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_get_draft(struct call *call, const struct get_draft_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_deviation_get_draft, DB_PARAMS(in->draft), &rows));
	return contract_answer_rows(call, 200, &rows);
}

/* Why nothing was saved, as the statement says it. */
static enum err not_saved(struct call *call, const char *why)
{
	if (strcmp(why, "gone") == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	if (strcmp(why, "version_conflict") == 0)
		return FAULT(&call->fault, ERR_PRECONDITION, "version_conflict");
	return FAULT(&call->fault, ERR_CONFLICT, strcmp(why, "draft_filed") == 0 ? "draft_filed" : "drafts_full");
}

enum err op_save_draft(struct call *call, const struct save_draft_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_deviation_save_draft,
		   DB_PARAMS(in->draft, arena_i64(call->arena, in->body->version), call->request->body,
			     arena_i64(call->arena, DRAFTS_MAX)),
		   &rows));
	if (db_is_null(&rows, 0, 0))
		return not_saved(call, db_text(&rows, 0, 1));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_delete_draft(struct call *call, const struct delete_draft_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_deviation_delete_draft, DB_PARAMS(in->draft), &rows));
	return rows.count == 1 ? contract_answer_empty(call, 204) : FAULT(&call->fault, ERR_NOT_FOUND, NULL);
}

enum err op_get_last_choices(struct call *call, const struct get_last_choices_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_deviation_last_choices, DB_PARAMS(in->helsefellesskap), &rows));
	return contract_answer_rows(call, 200, &rows);
}
