/* SPDX-License-Identifier: MIT */
/* The operations of the patient reference: each reads where it stands, asks the rules, and stores in the same transaction. */
#include "privacy/patient_reference.h"

#include <string.h>

#include <sodium.h>

#include "access/access.h"
#include "base/str.h"
#include "contract/operations.h"
#include "contract/service.h"
#include "jobs/jobs.h"
#include "privacy/patient_keys.h"
#include "privacy/privacy.h"
#include "statements.h"
#include "base/banned.h"

#define SHOWN_SECONDS 60
#define ANSWER_BYTES_MAX 4096

/* An operation under way. */
struct handling {
	struct call *call;
	struct db_tx *tx;
	const char *id;
	struct reference_standing standing;
	struct sealed_place place;
	struct sealed_text sealed; /* hex NULL: none, or not for this person */
	const char *agreement_version;
	const char *approval_days;
	const char *approval; /* the approved request, or NULL */
	bool basis_known;
};

#define HANDLING_AUTO __attribute__((cleanup(handling_end)))

static void handling_end(struct handling *handling)
{
	db_tx_end(&handling->tx);
}

static const char *copy(struct handling *handling, const struct db_rows *rows, int column)
{
	return db_is_null(rows, 0, column) ? NULL : arena_strdup(handling->call->arena, db_text(rows, 0, column));
}

/* The columns of the statement reference_standing. */
static void take_standing(struct handling *handling, const struct db_rows *rows)
{
	handling->standing = (struct reference_standing){
		.is_closed = db_bool(rows, 0, 0),
		.is_reporter = db_bool(rows, 0, 1),
		.is_reporting_party = db_bool(rows, 0, 2),
		.is_other_party = db_bool(rows, 0, 3),
		.policy = copy(handling, rows, 5),
		.is_present = db_bool(rows, 0, 6),
		.is_destroyed = db_bool(rows, 0, 7),
		.patient_objects = db_bool(rows, 0, 8),
		.needs_approval = db_bool(rows, 0, 9),
		.destroy_on = copy(handling, rows, 11),
		.postponed = db_i64(rows, 0, 12),
		.is_approved = !db_is_null(rows, 0, 16),
	};
	handling->agreement_version = copy(handling, rows, 4);
	handling->approval_days = copy(handling, rows, 10);
	handling->place.organisation = db_i64(rows, 0, 13);
	handling->sealed = (struct sealed_text){.key_id = copy(handling, rows, 14), .hex = copy(handling, rows, 15)};
	handling->approval = copy(handling, rows, 16);
	handling->basis_known = db_bool(rows, 0, 17);
}

/* ERR_NOT_FOUND when the case is not to be seen. basis NULL: none was given. */
static enum err read_standing(struct handling *handling, const char *basis)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_run(handling->tx, &sql_privacy_reference_standing, DB_PARAMS(handling->id, basis), &rows));
	if (rows.count == 0)
		return FAULT(&handling->call->fault, ERR_NOT_FOUND, NULL);
	take_standing(handling, &rows);
	return OK;
}

static enum err handling_begin(struct handling *handling, int64_t id, const char *basis)
{
	struct call *call = handling->call;

	handling->id = arena_i64(call->arena, id);
	handling->place.deviation = id;
	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &handling->tx));
	return read_standing(handling, basis);
}

/* Which warnings of the guard about a purpose or reason the person confirmed. */
static enum err record_confirmed(struct handling *handling)
{
	return privacy_record_confirmed(handling->tx, handling->id, handling->call->confirmed, /* internal= */ false);
}

/* Commits, wakes the mail worker, and answers with how the reference stands now. */
static enum err handling_answer(struct handling *handling, int status)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct call *call = handling->call;

	TRY(read_standing(handling, /* basis= */ NULL));
	TRY(db_run_and_commit(handling->tx, &sql_privacy_reference_json,
			      DB_PARAMS(handling->id, reference_allowed_json(call->arena, &handling->standing)),
			      &rows));
	if (call->operation->changes)
		jobs_wake(call->service->jobs);
	return contract_answer_rows(call, status, &rows);
}

static enum err check_basis(struct handling *handling)
{
	struct call *call = handling->call;

	if (handling->basis_known)
		return OK;
	fault_add_field(&call->fault, call->arena, "/legal_basis", "unknown_code", NULL);
	call->fault.err = ERR_UNPROCESSABLE;
	return ERR_UNPROCESSABLE;
}

enum err op_get_patient_reference(struct call *call, const struct get_patient_reference_input *in)
{
	HANDLING_AUTO struct handling handling = {.call = call};

	TRY(handling_begin(&handling, in->id, /* basis= */ NULL));
	return handling_answer(&handling, 200);
}

enum err op_put_patient_reference(struct call *call, const struct put_patient_reference_input *in)
{
	HANDLING_AUTO struct handling handling = {.call = call};
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct sealed_text sealed;
	const char *value = NULL;

	call->response->holds_secret = true;
	TRY(handling_begin(&handling, in->id, /* basis= */ NULL));
	TRY(reference_may_put(&handling.standing, in->body->kind, &call->fault));
	TRY(reference_check_value(call->arena, in->body->kind, in->body->value, &call->fault, &value));
	enum err err = patient_seal(call->service->patient_keys, &handling.place, value, call->arena, &sealed);
	if (err != OK)
		return FAULT(&call->fault, err, err == ERR_UNAVAILABLE ? "reference_no_keys" : NULL);
	TRY(db_run(handling.tx, &sql_privacy_reference_put,
		   DB_PARAMS(handling.id, handling.agreement_version, in->body->kind,
			     in->body->patient_objects ? "true" : "false",
			     arena_i64(call->arena, handling.place.organisation), sealed.key_id, sealed.hex),
		   &rows));
	return handling_answer(&handling, 200);
}

/* The only answer that holds a reference. It is entered and committed before it goes out. */
static enum err answer_opened(struct call *call, const char *plain)
{
	STR_AUTO struct str json = STR_INIT(ANSWER_BYTES_MAX);

	str_add(&json, "{\"value\":");
	str_add_json(&json, plain);
	str_addf(&json, ",\"shown_seconds\":%d}", SHOWN_SECONDS);
	const char *answer = arena_strdup(call->arena, str_text(&json));
	sodium_memzero(json.data, json.len);
	return contract_answer_json(call, 200, answer);
}

static enum err enter_opening(struct handling *handling, const struct open_patient_reference_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(record_confirmed(handling));
	return db_run_and_commit(handling->tx, &sql_privacy_reference_opened,
				 DB_PARAMS(handling->id, in->body->legal_basis, in->body->purpose,
					   handling->standing.needs_approval ? handling->approval : NULL),
				 &rows);
}

enum err op_open_patient_reference(struct call *call, const struct open_patient_reference_input *in)
{
	HANDLING_AUTO struct handling handling = {.call = call};
	char plain[PATIENT_REFERENCE_MAX + 1];

	call->response->holds_secret = true;
	TRY(handling_begin(&handling, in->id, in->body->legal_basis));
	TRY(check_basis(&handling));
	TRY(reference_may_open(&handling.standing, &call->fault));
	TRY(access_require_recent(call));
	if (!handling.sealed.hex ||
	    patient_unseal(call->service->patient_keys, &handling.place, &handling.sealed, plain) != OK)
		return FAULT(&call->fault, ERR_INTERNAL, NULL);
	enum err err = enter_opening(&handling, in);
	if (err == OK) {
		jobs_wake(call->service->jobs);
		err = answer_opened(call, plain);
	}
	sodium_memzero(plain, sizeof(plain));
	return err;
}

enum err op_request_patient_reference(struct call *call, const struct request_patient_reference_input *in)
{
	HANDLING_AUTO struct handling handling = {.call = call};
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(handling_begin(&handling, in->id, in->body->legal_basis));
	TRY(check_basis(&handling));
	TRY(reference_may_request(&handling.standing, &call->fault));
	TRY(record_confirmed(&handling));
	TRY(db_run(handling.tx, &sql_privacy_reference_request,
		   DB_PARAMS(handling.id, in->body->legal_basis, in->body->purpose, handling.approval_days), &rows));
	return handling_answer(&handling, 200);
}

/* The case of a request. Nobody decides what they asked for themselves. */
static enum err find_request(struct call *call, int64_t request, int64_t *ret_deviation)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_privacy_reference_request_standing,
		   DB_PARAMS(arena_i64(call->arena, request)), &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	if (db_bool(&rows, 0, 1))
		return FAULT(&call->fault, ERR_FORBIDDEN, "own_request");
	*ret_deviation = db_i64(&rows, 0, 0);
	return OK;
}

enum err op_decide_reference_request(struct call *call, const struct decide_reference_request_input *in)
{
	HANDLING_AUTO struct handling handling = {.call = call};
	DB_ROWS_AUTO struct db_rows rows = {0};
	int64_t deviation = 0;

	TRY(find_request(call, in->id, &deviation));
	/* By a person who is there: a token has no second pair of eyes. */
	TRY(access_require_recent(call));
	TRY(handling_begin(&handling, deviation, /* basis= */ NULL));
	TRY(db_run(handling.tx, &sql_privacy_reference_decide,
		   DB_PARAMS(arena_i64(call->arena, in->id), in->body->approve ? "true" : "false"), &rows));
	return handling_answer(&handling, 200);
}

enum err op_postpone_reference_destruction(struct call *call, const struct postpone_reference_destruction_input *in)
{
	HANDLING_AUTO struct handling handling = {.call = call};
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(handling_begin(&handling, in->id, /* basis= */ NULL));
	TRY(reference_may_postpone(&handling.standing, in->body->destroy_on, &call->fault));
	TRY(record_confirmed(&handling));
	TRY(db_run(handling.tx, &sql_privacy_reference_postpone,
		   DB_PARAMS(handling.id, in->body->destroy_on, arena_i64(call->arena, REFERENCE_POSTPONE_DAYS),
			     in->body->reason),
		   &rows));
	return handling_answer(&handling, 200);
}
