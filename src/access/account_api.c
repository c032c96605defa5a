/* SPDX-License-Identifier: MIT */
/* The operations of a local account: its password, and the one-time links of invitations and resets. */
#include "access/access.h"
#include "access/account_key.h"
#include "access/account_link.h"
#include "access/password_rules.h"
#include "access/proof_store.h"
#include "access/session.h"
#include "base/clock.h"
#include "base/settings.h"
#include "contract/operations.h"
#include "contract/service.h"
#include "jobs/jobs.h"
#include "statements.h"
#include "base/banned.h"

/* Longer than the statement takes when there is an account to write to, so that the time tells nothing. */
#define RESET_ANSWER_MS 250

/* ERR_INVALID with what to change when the password may not be used. */
static enum err check_new_password(struct call *call, const char *password, const char *const *own_words)
{
	const char *refusal = password_refusal(password, own_words);

	if (!refusal)
		return OK;
	fault_add_field(&call->fault, call->arena, "/password", refusal, NULL);
	return ERR_INVALID;
}

static enum err hash_password(struct call *call, const char *password, const char **ret_hash)
{
	enum err err = password_hash(call->arena, password, ret_hash);

	return err == OK ? OK : FAULT(&call->fault, err, NULL);
}

enum err op_change_password(struct call *call, const struct change_password_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct account account = {0};
	enum proof proof;
	const char *hash = NULL;

	TRY(account_of_actor(call, &account));
	TRY(proof_check(call, &account, in->body->current_password, NULL, &proof));
	if (proof == PROOF_WRONG_PASSWORD) {
		fault_add_field(&call->fault, call->arena, "/current_password", "wrong_password", NULL);
		return ERR_INVALID;
	}
	TRY(check_new_password(call, in->body->password,
			       account_own_words(call->arena, account.username, account.name, account.email)));
	TRY(hash_password(call, in->body->password, &hash));
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_change_my_password,
		   DB_PARAMS(hash, account.name_digest, call->actor->session_digest), &rows));
	jobs_wake(call->service->jobs);
	return contract_answer_empty(call, 204);
}

enum err op_request_password_reset(struct call *call, const struct request_password_reset_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *key = call->settings->account_key;
	struct account_link link;

	if (!account_key_set(key))
		return FAULT(&call->fault, ERR_UNAVAILABLE, "not_set_up");
	account_link_new(call->arena, key, &link);
	TRY(db_one(call->db, NULL, &call->fault, &sql_access_request_password_reset,
		   DB_PARAMS(in->body->username, link.nonce, link.digest, arena_i64(call->arena, RESET_MINUTES)), &rows));
	jobs_wake(call->service->jobs);
	int64_t taken_ms = (clock_monotonic_us() - call->request->started_us) / 1000;
	if (taken_ms < RESET_ANSWER_MS)
		clock_sleep_ms(RESET_ANSWER_MS - taken_ms);
	return contract_answer_empty(call, 204);
}

/* The row of a link that may still be used. Used, too old, forged or somebody's who was disabled: one answer. */
static enum err read_link(struct call *call, const char *token, const char **ret_digest, struct db_rows *ret_rows)
{
	const char *digest = account_link_digest(call->arena, call->settings->account_key, token);

	TRY(db_one(call->db, NULL, &call->fault, &sql_access_account_link_read, DB_PARAMS(digest), ret_rows));
	if (ret_rows->count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, "link_not_usable");
	*ret_digest = digest;
	return OK;
}

enum err op_inspect_account_link(struct call *call, const struct inspect_account_link_input *in)
{
	DB_ROWS_AUTO struct db_rows link = {0};
	const char *digest = NULL;

	TRY(read_link(call, in->body->token, &digest, &link));
	return contract_answer_json(call, 200, arena_strdup(call->arena, db_text(&link, 0, 3)));
}

enum err op_set_password(struct call *call, const struct set_password_input *in)
{
	DB_ROWS_AUTO struct db_rows link = {0};
	DB_ROWS_AUTO struct db_rows used = {0};
	const char *digest = NULL;
	const char *hash = NULL;

	TRY(read_link(call, in->body->token, &digest, &link));
	TRY(check_new_password(call, in->body->password,
			       account_own_words(call->arena, db_text(&link, 0, 0), db_text(&link, 0, 1), db_text(&link, 0, 2))));
	TRY(hash_password(call, in->body->password, &hash));
	TRY(db_one(call->db, NULL, &call->fault, &sql_access_account_link_use,
		   DB_PARAMS(digest, hash,
			     account_digest(call->arena, call->settings->account_key, DIGEST_NAME, db_text(&link, 0, 0))),
		   &used));
	if (!db_bool(&used, 0, 0))
		return FAULT(&call->fault, ERR_NOT_FOUND, "link_not_usable");
	jobs_wake(call->service->jobs);
	return contract_answer_empty(call, 204);
}
