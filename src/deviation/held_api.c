/* SPDX-License-Identifier: MIT */
/* The operations of whoever files without an account: what the form needs, the puzzle, and the report itself. */
#include "deviation/deviation.h"

#include <string.h>

#include <sodium.h>

#include "access/access.h"
#include "base/clock.h"
#include "base/settings.h"
#include "contract/service.h"
#include "deviation/puzzle.h"
#include "deviation/receipt_code.h"
#include "jobs/jobs.h"
#include "statements.h"
#include "base/banned.h"

#define SECRET_BYTES 32
#define MICROSECONDS INT64_C(1000000)
#define FULL_RETRY_SECONDS "900"
#define CODE_LISTS "{kind,category,phase,patient_group,harm,hph_item,party}"

/* A helsefellesskap that takes reports without an account. */
struct open_filing {
	const char *helsefellesskap; /* id as text */
	const char *organisations;   /* ids, "{1,2}" */
	unsigned char secret[SECRET_BYTES];
	struct puzzle puzzle;
};

enum err op_list_open_filing(struct call *call, const struct list_open_filing_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	(void)in;
	TRY(db_one(call->db, NULL, &call->fault, &sql_deviation_list_open_filing, DB_NO_PARAMS, &rows));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_get_open_register(struct call *call, const struct get_open_register_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, NULL, &call->fault, &sql_deviation_open_register, DB_PARAMS(in->helsefellesskap, CODE_LISTS),
		   &rows));
	return contract_answer_rows(call, 200, &rows);
}

/* ERR_NOT_FOUND when the helsefellesskap takes no such reports, or is none. */
static enum err read_open_filing(struct call *call, const char *helsefellesskap, struct open_filing *ret_filing)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	size_t len = 0;

	TRY(db_one(call->db, NULL, &call->fault, &sql_deviation_open_filing, DB_PARAMS(helsefellesskap), &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	*ret_filing = (struct open_filing){
		.helsefellesskap = arena_strdup(call->arena, db_text(&rows, 0, 0)),
		.organisations = arena_strdup(call->arena, db_text(&rows, 0, 1)),
	};
	if (sodium_hex2bin(ret_filing->secret, SECRET_BYTES, db_text(&rows, 0, 3), 2 * SECRET_BYTES, NULL, &len, NULL) != 0 ||
	    len != SECRET_BYTES)
		return FAULT(&call->fault, ERR_INTERNAL, NULL);
	ret_filing->puzzle = (struct puzzle){
		.secret = ret_filing->secret,
		.secret_len = SECRET_BYTES,
		.helsefellesskap = helsefellesskap,
		.level = puzzle_level(db_i64(&rows, 0, 2), call->settings->open_filing_per_hour),
		.now = clock_wall_us() / MICROSECONDS,
	};
	return OK;
}

enum err op_get_filing_puzzle(struct call *call, const struct get_filing_puzzle_input *in)
{
	struct open_filing filing;

	TRY(read_open_filing(call, in->helsefellesskap, &filing));
	return contract_answer_json(call, 200, puzzle_issue(call->arena, &filing.puzzle));
}

/* The same rules as for everyone, and that the organisation may be named by someone without an account. */
static enum err check_report(struct call *call, const struct open_filing *filing, const struct new_deviation_in *report)
{
	const struct intake intake = {
		.arena = call->arena,
		.db = call->db,
		.rules = call->service->rules,
		.fault = &call->fault,
	};

	if (!access_list_has(filing->organisations, report->reporter_organisation_id)) {
		fault_add_field(&call->fault, call->arena, "/reporter_organisation_id", "organisation_needs_account", NULL);
		call->fault.err = ERR_UNPROCESSABLE;
	}
	return intake_check(&intake, report);
}

static const char *key_digest(struct arena *arena, const char *key)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	const size_t size = 2 * sizeof(hash) + 1;
	char *text = arena_alloc(arena, size + 2);

	crypto_hash_sha256(hash, (const unsigned char *)key, strlen(key));
	text[0] = '\\';
	text[1] = 'x';
	sodium_bin2hex(text + 2, size, hash, sizeof(hash));
	return text;
}

static enum err answer_code(struct call *call, const char *code, const char *held_at)
{
	return contract_answer_json(call, 201,
				    arena_printf(call->arena, "{\"receipt_code\":\"%s\",\"held_at\":\"%s\"}", code, held_at));
}

/*
 * A report that could not be stored because its key, or its puzzle, was used: the same request gets the same code again, as
 * its answer was lost. Anything else is refused.
 */
static enum err answer_repeat(struct call *call, const struct db_scope *scope, const char *code)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const bool puzzle = call->fault.constraint && strcmp(call->fault.constraint, "spent_puzzle_pk") == 0;

	call->fault = (struct fault){0};
	TRY(db_one(call->db, scope, &call->fault, &sql_deviation_held_at, DB_NO_PARAMS, &rows));
	if (rows.count == 1)
		return answer_code(call, code, db_text(&rows, 0, 0));
	if (puzzle)
		return FAULT(&call->fault, ERR_FORBIDDEN, "puzzle_refused");
	return FAULT(&call->fault, ERR_UNPROCESSABLE, "key_reused");
}

static enum err hold(struct call *call, const struct open_filing *filing, const struct puzzle_solution *solution,
		     const struct hold_report_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct arena *arena = call->arena;
	const char *code = receipt_code_make(arena, filing->secret, SECRET_BYTES, in->idempotency_key,
					     idempotency_digest(call));
	const char *const scope_parameters[] = {receipt_code_digest(arena, code)};
	const struct db_scope scope = {.statement = &sql_deviation_receipt_scope, .parameters = scope_parameters};

	enum err err = db_one(call->db, &scope, &call->fault, &sql_deviation_hold,
			      DB_PARAMS(filing->helsefellesskap, arena_i64(arena, call->settings->open_filing_per_hour),
					arena_printf(arena, "\\x%s", solution->nonce),
					arena_i64(arena, solution->expires_at), call->request->body,
					arena_i64(arena, in->body->reporter_organisation_id),
					key_digest(arena, in->idempotency_key), language_code(call->language)),
			      &rows);
	if (err == ERR_CONFLICT)
		return answer_repeat(call, &scope, code);
	TRY(err);
	if (rows.count == 0) {
		http_add_header(call->response, "Retry-After", FULL_RETRY_SECONDS);
		return FAULT(&call->fault, ERR_LIMITED, "filing_full");
	}
	jobs_wake(call->service->jobs);
	return answer_code(call, code, db_text(&rows, 0, 0));
}

enum err op_hold_report(struct call *call, const struct hold_report_input *in)
{
	struct open_filing filing;
	struct puzzle_solution solution;

	enum err err = read_open_filing(call, in->body->helsefellesskap, &filing);
	if (err == ERR_NOT_FOUND) {
		call->fault = (struct fault){0};
		fault_add_field(&call->fault, call->arena, "/helsefellesskap", "filing_needs_account", NULL);
		call->fault.err = ERR_UNPROCESSABLE;
		return ERR_UNPROCESSABLE;
	}
	TRY(err);
	/* The puzzle comes first: what has not paid for it costs no more than this. */
	if (!puzzle_check(call->arena, &filing.puzzle, in->puzzle_solution, &solution))
		return FAULT(&call->fault, ERR_FORBIDDEN, "puzzle_refused");
	TRY(check_report(call, &filing, in->body));
	return hold(call, &filing, &solution, in);
}
