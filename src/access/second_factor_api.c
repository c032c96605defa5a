/* SPDX-License-Identifier: MIT */
/* The operations of the own second factor. What would lock the person out, or let somebody in, wants a recent proof. */
#include <sodium.h>

#include "access/access.h"
#include "access/account_key.h"
#include "access/totp.h"
#include "base/clock.h"
#include "base/settings.h"
#include "base/str.h"
#include "contract/operations.h"
#include "contract/service.h"
#include "jobs/jobs.h"
#include "statements.h"
#include "base/banned.h"

#define JSON_BYTES_MAX 4096

/* New recovery codes: for the answer and for the database. */
struct codes {
	struct str json, digests;
};
#define CODES_AUTO __attribute__((cleanup(codes_done)))

static void codes_done(struct codes *codes)
{
	str_done(&codes->json);
	str_done(&codes->digests);
}

static void codes_make(struct call *call, struct codes *codes)
{
	*codes = (struct codes){STR_INIT(JSON_BYTES_MAX), STR_INIT(JSON_BYTES_MAX)};
	str_add(&codes->json, "{\"recovery_codes\":[");
	for (int i = 0; i < RECOVERY_CODES; i++) {
		const char *code = recovery_code_new(call->arena);
		const char *digest = account_digest(call->arena, call->settings->account_key, DIGEST_RECOVERY,
						    recovery_code_spelling(call->arena, code));
		str_addf(&codes->json, "%s\"%s\"", i > 0 ? "," : "", code);
		str_addf(&codes->digests, "%s\"\\%s\"", i > 0 ? "," : "{", digest);
	}
	str_add(&codes->json, "]}");
	str_add_char(&codes->digests, '}');
}

static enum err codes_answer(struct call *call, struct codes *codes)
{
	if (str_failed(&codes->json))
		return FAULT(&call->fault, ERR_INTERNAL, NULL);
	return contract_answer_json(call, 200, arena_strdup(call->arena, str_text(&codes->json)));
}

enum err op_get_second_factor(struct call *call, const struct get_second_factor_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	(void)in;
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_second_factor_json, DB_NO_PARAMS, &rows));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_begin_second_factor(struct call *call, const struct begin_second_factor_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	unsigned char secret[TOTP_SECRET_BYTES];

	(void)in;
	TRY(access_require_recent(call));
	if (!account_key_set(call->settings->account_key))
		return FAULT(&call->fault, ERR_UNAVAILABLE, "not_set_up");
	randombytes_buf(secret, sizeof(secret));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_begin_second_factor,
		   DB_PARAMS(account_seal(call->arena, call->settings->account_key, call->actor->person, secret)), &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_CONFLICT, "second_factor_there");
	const char *text = totp_secret_text(call->arena, secret);
	sodium_memzero(secret, sizeof(secret));
	return contract_answer_json(call, 200, arena_printf(call->arena, "{\"secret\":\"%s\"}", text));
}

/* The step of a code by the secret that was begun with. */
static enum err find_begun_step(struct call *call, const char *code, int64_t *ret_step)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	unsigned char secret[TOTP_SECRET_BYTES];

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_begun_second_factor, DB_NO_PARAMS, &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_CONFLICT, "second_factor_not_begun");
	if (account_open(call->settings->account_key, call->actor->person, db_text(&rows, 0, 0), secret) != OK)
		return FAULT(&call->fault, ERR_INTERNAL, NULL);
	bool found = totp_find_step(secret, clock_wall_us() / 1000000, code_typed(call->arena, code), ret_step);
	sodium_memzero(secret, sizeof(secret));
	if (found)
		return OK;
	fault_add_field(&call->fault, call->arena, "/code", "wrong_code", NULL);
	return ERR_INVALID;
}

enum err op_enrol_second_factor(struct call *call, const struct enrol_second_factor_input *in)
{
	DB_ROWS_AUTO struct db_rows cleared = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};
	DB_TX_AUTO struct db_tx *tx = NULL;
	CODES_AUTO struct codes codes = {0};
	int64_t step = 0;

	TRY(access_require_recent(call));
	TRY(find_begun_step(call, in->body->code, &step));
	codes_make(call, &codes);
	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	TRY(db_run(tx, &sql_access_clear_recovery_codes, DB_NO_PARAMS, &cleared));
	TRY(db_run_and_commit(tx, &sql_access_enrol_second_factor,
			      DB_PARAMS(arena_i64(call->arena, step), str_text(&codes.digests)), &rows));
	if (rows.changed == 0)
		return FAULT(&call->fault, ERR_CONFLICT, "second_factor_not_begun");
	return codes_answer(call, &codes);
}

enum err op_renew_recovery_codes(struct call *call, const struct renew_recovery_codes_input *in)
{
	DB_ROWS_AUTO struct db_rows cleared = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};
	DB_TX_AUTO struct db_tx *tx = NULL;
	CODES_AUTO struct codes codes = {0};

	(void)in;
	TRY(access_require_recent(call));
	codes_make(call, &codes);
	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	TRY(db_run(tx, &sql_access_clear_recovery_codes, DB_NO_PARAMS, &cleared));
	TRY(db_run_and_commit(tx, &sql_access_replace_recovery_codes, DB_PARAMS(str_text(&codes.digests)), &rows));
	if (rows.changed == 0)
		return FAULT(&call->fault, ERR_CONFLICT, "second_factor_not_begun");
	return codes_answer(call, &codes);
}

enum err op_remove_second_factor(struct call *call, const struct remove_second_factor_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	(void)in;
	TRY(access_require_recent(call));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_remove_second_factor, DB_NO_PARAMS, &rows));
	jobs_wake(call->service->jobs);
	return contract_answer_empty(call, 204);
}
