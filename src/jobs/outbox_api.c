/* SPDX-License-Identifier: MIT */
/*
 * The operations of mail: what became of it, for administrators and the secretariat, and what a person should know about the own
 * mail. Who may ask for what is decided by the functions of the database.
 */
#include "jobs/jobs.h"

#include "access/access.h"
#include "base/number.h"
#include "base/str.h"
#include "contract/operations.h"
#include "contract/service.h"
#include "statements.h"
#include "base/banned.h"

#define IDS_MAX_BYTES ((size_t)16 * 1024)
#define MINUTE_MS 60000

enum err op_list_outbox(struct call *call, const struct list_outbox_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	int64_t id = 0;

	if (in->cursor && number_read(in->cursor, 1, INT64_MAX, &id) != OK) {
		fault_add_field(&call->fault, call->arena, "query:cursor", "bad_cursor", NULL);
		return ERR_INVALID;
	}
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_jobs_outbox_page,
		   DB_PARAMS(in->helsefellesskap, in->state, in->kind, arena_i64(call->arena, in->days), in->search, in->cursor,
			     arena_i64(call->arena, in->limit)),
		   &rows));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_count_outbox(struct call *call, const struct count_outbox_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_jobs_outbox_counts,
		   DB_PARAMS(in->helsefellesskap, arena_i64(call->arena, in->days)), &rows));
	return contract_answer_rows(call, 200, &rows);
}

static enum err read_ids(struct call *call, const struct string_list *list, struct str *ids)
{
	int64_t id = 0;

	for (int i = 0; i < list->count; i++) {
		if (number_read(list->items[i], 1, INT64_MAX, &id) != OK) {
			fault_add_field(&call->fault, call->arena, arena_printf(call->arena, "/ids/%d", i), "bad_id", NULL);
			return ERR_INVALID;
		}
		str_addf(ids, "%s%s", i == 0 ? "{" : ",", list->items[i]);
	}
	str_add_char(ids, '}');
	return OK;
}

enum err op_change_outbox(struct call *call, const struct change_outbox_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	STR_AUTO struct str ids = STR_INIT(IDS_MAX_BYTES);

	TRY(read_ids(call, &in->body->ids, &ids));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_jobs_outbox_change,
		   DB_PARAMS(in->helsefellesskap, in->body->action, str_text(&ids)), &rows));
	jobs_wake(call->service->jobs);
	return contract_answer_rows(call, 200, &rows);
}

enum err op_get_mail_state(struct call *call, const struct get_mail_state_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	(void)in;
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_jobs_mail_state,
		   DB_PARAMS(arena_i64(call->arena, call->settings->mail_stuck_minutes * MINUTE_MS)), &rows));
	return contract_answer_rows(call, 200, &rows);
}
