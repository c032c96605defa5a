/* SPDX-License-Identifier: MIT */
/* The queue: its lists, their counts, and the views a person keeps. */
#include <string.h>

#include "access/access.h"
#include "base/number.h"
#include "contract/operations.h"
#include "contract/service.h"
#include "deviation/queue.h"
#include "statements.h"
#include "base/banned.h"

enum { COUNT_CEILING = 1000, VIEWS_MAX = 50, PARAMETERS_MAX = 18 };

/* Which cases a question is about: of councils, or of organisations. */
struct scope {
	bool of_organisation;
	const char *ids; /* PostgreSQL array text */
};

static const struct statement *const statements[] = {
	[QUEUE_URGENT] = &sql_deviation_queue_urgent,
	[QUEUE_DUE] = &sql_deviation_queue_due,
	[QUEUE_OPEN] = &sql_deviation_queue_open,
	[QUEUE_NEW] = &sql_deviation_queue_new,
	[QUEUE_WAITING] = &sql_deviation_queue_waiting,
	[QUEUE_ALL] = &sql_deviation_queue_all,
	[QUEUE_PARTY] = &sql_deviation_queue_party,
	[QUEUE_MINE] = &sql_deviation_queue_mine,
	[QUEUE_MINE_URGENT] = &sql_deviation_queue_mine_urgent,
	[QUEUE_ORGANISATION_OPEN] = &sql_deviation_queue_organisation_open,
	[QUEUE_ORGANISATION_ALL] = &sql_deviation_queue_organisation_all,
	[QUEUE_FOUND] = &sql_deviation_queue_found,
};

static const char *id_text(struct call *call, int64_t id)
{
	return id ? arena_i64(call->arena, id) : NULL;
}

static const char *one_id(struct call *call, int64_t id)
{
	return arena_printf(call->arena, "{%lld}", (long long)id);
}

/* Those named; else the councils of the person, or for who coordinates and sits in none, the organisations. */
static struct scope scope_of(struct call *call, int64_t council, int64_t organisation, const char *helsefellesskap)
{
	const struct actor *actor = call->actor;

	if (organisation)
		return (struct scope){.of_organisation = true, .ids = one_id(call, organisation)};
	if (council)
		return (struct scope){.ids = one_id(call, council)};
	if (helsefellesskap)
		return (struct scope){.ids = "{}"};
	if (strcmp(actor->councils, "{}") == 0 && strcmp(actor->organisations, "{}") != 0)
		return (struct scope){.of_organisation = true, .ids = actor->organisations};
	return (struct scope){.ids = actor->councils};
}

/* The tag of If-None-Match without its quotes; NULL when there is none of ours. */
static const char *known_tag(struct call *call)
{
	const char *sent = http_header(call->request, "If-None-Match");
	size_t len;

	if (!sent)
		return NULL;
	sent += strncmp(sent, "W/", 2) == 0 ? 2 : 0;
	len = strlen(sent);
	if (len < 2 || len > 66 || sent[0] != '"' || sent[len - 1] != '"')
		return NULL;
	return arena_printf(call->arena, "%.*s", (int)(len - 2), sent + 1);
}

/* Columns page, next_cursor, tag. Without a page the client has it already. */
static enum err answer_page(struct call *call, const struct db_rows *rows)
{
	const char *cursor = db_text(rows, 0, 1);

	http_add_header(call->response, "ETag", arena_printf(call->arena, "\"%s\"", db_text(rows, 0, 2)));
	if (db_is_null(rows, 0, 0))
		return contract_answer_empty(call, 304);
	if (cursor)
		contract_add_next_link(call, cursor);
	return contract_answer_rows(call, 200, rows);
}

/* "me", "none" or an id, as an id; 0 is nobody. */
static enum err read_assignee(struct call *call, const char *text, const char **ret_id)
{
	int64_t id = 0;

	if (!text)
		return OK;
	if (strcmp(text, "me") == 0)
		*ret_id = call->actor->person_text;
	else if (strcmp(text, "none") == 0)
		*ret_id = "0";
	else if (number_read(text, 1, INT64_MAX, &id) == OK)
		*ret_id = text;
	else
		fault_add_field(&call->fault, call->arena, "query:assignee", "not_allowed", "me, none, id");
	return call->fault.err;
}

static enum err read_cursor(struct call *call, const char *text, const struct queue_choice *choice, const char **values)
{
	struct queue_cursor cursor;

	values[17] = choice->urgency;
	if (!text)
		return OK;
	if (queue_cursor_read(text, choice->is_keyed, &cursor) != OK) {
		fault_add_field(&call->fault, call->arena, "query:cursor", "bad_cursor", NULL);
		return call->fault.err;
	}
	values[4] = arena_i64(call->arena, cursor.id);
	if (choice->is_keyed) {
		values[16] = arena_i64(call->arena, cursor.due);
		values[17] = arena_i64(call->arena, cursor.urgency);
	}
	return OK;
}

/* A view keeps to its own status; what it does not have leaves nothing. */
static const char *status_within(const struct queue_choice *choice, const char *status)
{
	if (!choice->status || !status)
		return status ? status : choice->status;
	bool is_new = strcmp(status, "sent") == 0 || strcmp(status, "reopened") == 0;
	bool fits = strcmp(choice->status, status) == 0 || (is_new && strcmp(choice->status, "new") == 0) ||
		    (strcmp(status, "closed") != 0 && strcmp(choice->status, "open") == 0);
	return fits ? status : "none";
}

static const char *waiting_within(const struct queue_choice *choice, const char *waiting_for)
{
	if (!choice->waiting_for || !waiting_for)
		return waiting_for ? waiting_for : choice->waiting_for;
	return strcmp(waiting_for, "council") == 0 ? "none" : waiting_for;
}

/* $1 … $18 of the statements in queue.sql. */
static enum err fill_values(struct call *call, const struct list_queue_input *in, const struct scope *scope,
			    const struct queue_choice *choice, const char **values)
{
	values[0] = scope->ids;
	values[1] = in->helsefellesskap;
	values[2] = arena_i64(call->arena, in->limit);
	values[3] = known_tag(call);
	values[5] = status_within(choice, in->status);
	values[6] = in->kind;
	values[7] = in->category;
	values[8] = in->harm;
	values[9] = id_text(call, in->party_id);
	values[11] = in->from;
	values[12] = in->to;
	values[13] = in->agreement_point.set ? arena_i64(call->arena, in->agreement_point.value) : NULL;
	values[14] = waiting_within(choice, in->waiting_for);
	values[15] = choice->overdue ? choice->overdue : in->overdue ? "true" : NULL;
	TRY(read_assignee(call, choice->is_mine ? "me" : in->assignee, &values[10]));
	TRY(read_cursor(call, in->cursor, choice, values));
	if (in->q) {
		values[16] = in->q;
		values[17] = scope->of_organisation ? "true" : "false";
	}
	return OK;
}

static enum err choose(struct call *call, const struct list_queue_input *in, const struct scope *scope,
		       struct queue_choice *ret_choice)
{
	const char *view = in->view ? in->view : "open";
	enum err err = in->q ? queue_choose_search(view, scope->of_organisation, ret_choice)
			     : queue_choose(view, in->sort, scope->of_organisation, ret_choice);

	if (err != OK) {
		fault_add_field(&call->fault, call->arena, "query:sort", "no_such_order", NULL);
		return call->fault.err;
	}
	if (ret_choice->list == QUEUE_ALL && in->party_id)
		ret_choice->list = QUEUE_PARTY;
	return OK;
}

enum err op_list_queue(struct call *call, const struct list_queue_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const struct scope scope = scope_of(call, in->council_id, in->organisation_id, in->helsefellesskap);
	const char *values[PARAMETERS_MAX] = {NULL};
	struct queue_choice choice;

	TRY(choose(call, in, &scope, &choice));
	TRY(fill_values(call, in, &scope, &choice, values));
	const struct statement *statement = statements[choice.list];
	TRY(db_one(call->db, &call->actor->scope, &call->fault, statement, values, statement->parameters, &rows));
	return answer_page(call, &rows);
}

enum err op_count_queue(struct call *call, const struct count_queue_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const struct scope scope = scope_of(call, in->council_id, in->organisation_id, in->helsefellesskap);

	TRY(db_one(call->db, &call->actor->scope, &call->fault,
		   scope.of_organisation ? &sql_deviation_queue_organisation_counts : &sql_deviation_queue_counts,
		   DB_PARAMS(scope.ids, in->helsefellesskap, arena_i64(call->arena, COUNT_CEILING)), &rows));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_list_queue_views(struct call *call, const struct list_queue_views_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	(void)in;
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_deviation_saved_views, DB_NO_PARAMS, &rows));
	return contract_answer_rows(call, 200, &rows);
}

/* What the contract allows of the filters is checked; they are kept as they were sent. */
enum err op_save_queue_view(struct call *call, const struct save_queue_view_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_deviation_save_view,
		   DB_PARAMS(in->body->name, call->request->body, arena_i64(call->arena, VIEWS_MAX)), &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_CONFLICT, "views_full");
	return contract_answer_rows(call, 200, &rows);
}

enum err op_delete_queue_view(struct call *call, const struct delete_queue_view_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_deviation_delete_view,
		   DB_PARAMS(arena_i64(call->arena, in->id)), &rows));
	return rows.count == 1 ? contract_answer_empty(call, 204) : FAULT(&call->fault, ERR_NOT_FOUND, NULL);
}
