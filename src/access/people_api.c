/* SPDX-License-Identifier: MIT */
/* The operations of people and memberships. Who may ask is decided by the functions of the database that do it. */
#include "access/access.h"

#include "access/account_key.h"
#include "access/account_link.h"
#include "base/number.h"
#include "base/settings.h"
#include "contract/operations.h"
#include "contract/service.h"
#include "jobs/jobs.h"
#include "mail/mail.h"
#include "statements.h"
#include "base/banned.h"

/* An id for a parameter: 0 is "not given". */
static const char *id_text(struct arena *arena, int64_t id)
{
	return id ? arena_i64(arena, id) : NULL;
}

static enum err check_cursor(struct call *call, const char *cursor)
{
	int64_t id = 0;

	if (cursor && number_read(cursor, 1, INT64_MAX, &id) != OK)
		fault_add_field(&call->fault, call->arena, "query:cursor", "bad_cursor", NULL);
	return call->fault.err;
}

static enum err answer_person(struct call *call, int64_t person, int status)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_person,
		   DB_PARAMS(arena_i64(call->arena, person)), &rows));
	return contract_answer_rows(call, status, &rows);
}

/* Runs a statement that changes a person and gives the person's id, and answers with the person as it is now. */
static enum err change_person(struct call *call, const struct statement *statement, const char *const *parameters, int count,
			      int status)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(access_require_recent(call));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, statement, parameters, count, &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	return answer_person(call, db_i64(&rows, 0, 0), status);
}

enum err op_list_people(struct call *call, const struct list_people_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(check_cursor(call, in->cursor));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_list_people,
		   DB_PARAMS(in->helsefellesskap, in->search, id_text(call->arena, in->organisation_id),
			     id_text(call->arena, in->council_id), in->role, in->who, in->cursor,
			     arena_i64(call->arena, in->limit)),
		   &rows));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_get_person(struct call *call, const struct get_person_input *in)
{
	return answer_person(call, in->id, 200);
}

/* A link to choose a first password by. Without an account_key there are none: people then sign in elsewhere. */
static enum err mail_invitation(struct call *call, int64_t person)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct account_link link;

	if (!account_key_set(call->settings->account_key))
		return FAULT(&call->fault, ERR_UNAVAILABLE, "not_set_up");
	account_link_new(call->arena, call->settings->account_key, &link);
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_mail_invitation,
		   DB_PARAMS(arena_i64(call->arena, person), link.nonce, link.digest,
			     arena_i64(call->arena, INVITATION_MINUTES)),
		   &rows));
	jobs_wake(call->service->jobs);
	return OK;
}

enum err op_mail_invitation(struct call *call, const struct mail_invitation_input *in)
{
	TRY(access_require_recent(call));
	TRY(mail_invitation(call, in->id));
	return answer_person(call, in->id, 200);
}

enum err op_invite_person(struct call *call, const struct invite_person_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const struct new_person_in *body = in->body;
	const char *digest = idempotency_digest(call);
	int64_t person = 0;

	if (!mail_address_valid(body->email)) {
		fault_add_field(&call->fault, call->arena, "/email", "bad_email", NULL);
		return ERR_INVALID;
	}
	TRY(access_require_recent(call));
	enum err err = db_one(call->db, &call->actor->scope, &call->fault, &sql_access_invite_person,
			      DB_PARAMS(in->helsefellesskap, body->name, body->email, body->language, body->role,
					id_text(call->arena, body->organisation_id), id_text(call->arena, body->council_id),
					body->valid_from, body->valid_to, in->idempotency_key, digest),
			      &rows);
	if (idempotency_is_repeat(err, &call->fault)) {
		TRY(idempotency_find(call, call->operation->id, in->idempotency_key, digest, &person));
		return answer_person(call, person, 201);
	}
	TRY(err);
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	person = db_i64(&rows, 0, 0);
	/* Who is there already, or signs in elsewhere, gets no link; neither is a reason to refuse the membership. */
	if (mail_invitation(call, person) != OK)
		call->fault = (struct fault){0};
	return answer_person(call, person, 201);
}

enum err op_add_membership(struct call *call, const struct add_membership_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const struct new_membership_in *body = in->body;

	TRY(access_require_recent(call));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_add_membership,
		   DB_PARAMS(arena_i64(call->arena, in->id), body->helsefellesskap, body->role,
			     id_text(call->arena, body->organisation_id), id_text(call->arena, body->council_id),
			     body->valid_from, body->valid_to),
		   &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	return answer_person(call, in->id, 201);
}

enum err op_end_membership(struct call *call, const struct end_membership_input *in)
{
	return change_person(call, &sql_access_end_membership, DB_PARAMS(arena_i64(call->arena, in->id), in->body->valid_to),
			     200);
}

enum err op_set_person_disabled(struct call *call, const struct set_person_disabled_input *in)
{
	return change_person(call, &sql_access_disable_person,
			     DB_PARAMS(arena_i64(call->arena, in->id), in->body->disabled ? "true" : "false"), 200);
}

enum err op_person_leaves(struct call *call, const struct person_leaves_input *in)
{
	return change_person(call, &sql_access_person_leaves,
			     DB_PARAMS(arena_i64(call->arena, in->id), in->body->day, in->body->successor), 200);
}

enum err op_list_own_memberships(struct call *call, const struct list_own_memberships_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	(void)in;
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_own_memberships, DB_NO_PARAMS, &rows));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_name_substitute(struct call *call, const struct name_substitute_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const struct new_substitute_in *body = in->body;

	TRY(access_require_recent(call));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_name_substitute,
		   DB_PARAMS(arena_i64(call->arena, in->id), body->who, body->valid_from, body->valid_to), &rows));
	return contract_answer_empty(call, 204);
}

enum err op_end_substitute(struct call *call, const struct end_substitute_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_end_substitute,
		   DB_PARAMS(arena_i64(call->arena, in->id)), &rows));
	return contract_answer_empty(call, 204);
}

enum err op_list_access_changes(struct call *call, const struct list_access_changes_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(check_cursor(call, in->cursor));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_list_access_changes,
		   DB_PARAMS(in->helsefellesskap, id_text(call->arena, in->person_id), in->cursor,
			     arena_i64(call->arena, in->limit)),
		   &rows));
	return contract_answer_rows(call, 200, &rows);
}
