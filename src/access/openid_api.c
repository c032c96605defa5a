/* SPDX-License-Identifier: MIT */
/*
 * The way in, as the browser walks it: start, the issuer's pages, callback. What goes wrong on the way leads to a page that
 * says what to do and tells nothing of why; the reason is a fixed word in the log.
 */
#include "access/openid.h"

#include <string.h>

#include "access/access.h"
#include "access/openid_exchange.h"
#include "access/openid_pending.h"
#include "access/openid_provider.h"
#include "access/openid_session.h"
#include "access/openid_token.h"
#include "access/session.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "contract/operations.h"
#include "contract/service.h"
#include "statements.h"
#include "base/banned.h"

#define SECOND_US 1000000

/* A callback on its way. */
struct arrival {
	struct call *call;
	struct openid_issuer *issuer;
	struct openid_secrets secrets;
	const char *return_to, *session, *invitation; /* as remembered; the last two may be NULL */
	bool confirms;
	int64_t began; /* seconds since 1970 */
	struct token_claims claims;
	struct jose_token token;
};

static enum err go_to(struct call *call, const char *location)
{
	http_add_header(call->response, "Location", location);
	return contract_answer_empty(call, 302);
}

/* page is the last part of the address of a page that explains; reason is for the log. */
static enum err explain(struct call *call, const struct openid_issuer *issuer, const char *page, const char *reason)
{
	LOG(LOG_WARNING, "openid sign-in refused", LOG_TEXT("issuer", issuer->code), LOG_TEXT("reason", reason),
	    LOG_TEXT("request_id", call->request->request_id));
	return go_to(call, arena_printf(call->arena, "/innlogging/%s", page));
}

static void set_pending_cookie(struct call *call, const char *value)
{
	/* Lax, because the issuer sends the browser back from another site. */
	http_add_header(call->response, "Set-Cookie",
			arena_printf(call->arena, PENDING_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=%d", value,
				     *value ? PENDING_MINUTES * 60 : 0));
}

static const char *callback_url(struct call *call, const struct openid_issuer *issuer)
{
	return arena_printf(call->arena, "%s/api/v1/openid/%s/callback", call->settings->public_url, issuer->code);
}

enum err op_list_openid_issuers(struct call *call, const struct list_openid_issuers_input *in)
{
	const struct openid *openid = call->service->openid;
	STR_AUTO struct str json = STR_INIT(64 * 1024);

	(void)in;
	str_add(&json, "{\"items\":[");
	for (int i = 0; i < openid->count; i++) {
		str_addf(&json, "%s{\"code\":\"%s\",\"name\":", i ? "," : "", openid->issuers[i].code);
		str_add_json(&json, openid->issuers[i].name[call->language]);
		str_add_char(&json, '}');
	}
	str_add(&json, "]}");
	return contract_answer_json(call, 200, arena_strdup(call->arena, str_text(&json)));
}

static enum err push(struct call *call, struct openid_issuer *issuer, const struct openid_secrets *secrets, bool afresh,
		     const char **ret_url)
{
	PROVIDER_AUTO struct openid_provider *provider = NULL;
	const struct openid *openid = call->service->openid;

	TRY(openid_gate_enter(openid->gate));
	enum err err = openid_provider_get(openid, issuer, &provider);
	if (err == OK) {
		const struct openid_question question = {
			.openid = openid,
			.issuer = issuer,
			.endpoints = openid_provider_endpoints(provider),
			.secrets = secrets,
			.redirect_uri = callback_url(call, issuer),
			.language = language_code(call->language),
			.afresh = afresh,
		};
		err = openid_push(call->arena, &question, ret_url);
	}
	openid_gate_leave(openid->gate);
	return err;
}

enum err op_start_openid(struct call *call, const struct start_openid_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct openid_issuer *issuer = openid_issuer_find(call->service->openid, in->issuer);
	bool confirms = in->purpose && strcmp(in->purpose, "confirm") == 0;
	char *cookie = arena_alloc(call->arena, PENDING_TEXT);
	struct openid_secrets secrets;
	const char *url = NULL;

	if (!issuer)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	openid_pending_new(cookie);
	if (!openid_secrets_of(cookie, &secrets))
		return FAULT(&call->fault, ERR_INTERNAL, NULL);
	enum err err = push(call, issuer, &secrets, confirms, &url);
	if (err != OK)
		return explain(call, issuer, "utilgjengelig", err_name(err));
	const char *back = in->return_to && openid_return_path_allowed(in->return_to) ? in->return_to : "/";
	TRY(db_one(call->db, NULL, &call->fault, &sql_access_openid_begin,
		   DB_PARAMS(secrets.digest, issuer->issuer, back, session_own_digest(call), confirms ? "true" : "false",
			     in->invitation ? openid_digest(call->arena, in->invitation) : NULL,
			     arena_i64(call->arena, PENDING_MINUTES)),
		   &rows));
	set_pending_cookie(call, cookie);
	return go_to(call, url);
}

/* What was remembered under the cookie, taken for good. NULL, or why this is no sign-in of ours. */
static const char *take_pending(struct arrival *arrival, enum err *ret_err)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct call *call = arrival->call;
	const char *cookie = http_cookie(call->request, PENDING_COOKIE);

	if (!cookie || !openid_secrets_of(cookie, &arrival->secrets))
		return "no cookie";
	*ret_err = db_one(call->db, NULL, &call->fault, &sql_access_openid_take, DB_PARAMS(arrival->secrets.digest), &rows);
	if (*ret_err != OK || rows.count != 1)
		return "not under way";
	if (strcmp(db_text(&rows, 0, 0), arrival->issuer->issuer) != 0)
		return "other issuer";
	arrival->return_to = arena_strdup(call->arena, db_text(&rows, 0, 1));
	arrival->session = db_is_null(&rows, 0, 2) ? NULL : arena_strdup(call->arena, db_text(&rows, 0, 2));
	arrival->confirms = db_bool(&rows, 0, 3);
	arrival->invitation = db_is_null(&rows, 0, 4) ? NULL : arena_strdup(call->arena, db_text(&rows, 0, 4));
	arrival->began = db_i64(&rows, 0, 5);
	if (!openid_same(openid_form_value(call->arena, call->request->query, "state"), arrival->secrets.state))
		return "state";
	return NULL;
}

/* RFC 9207: the answer says which issuer it is of, where the issuer said it would. NULL for a good one. */
static const char *check_answering_issuer(struct arrival *arrival, const struct openid_provider *provider)
{
	const char *query = arrival->call->request->query;
	const char *named = openid_form_value(arrival->call->arena, query, "iss");

	if (!named)
		return openid_provider_endpoints(provider)->answers_with_issuer || strstr(query, "iss=") == query ||
				       strstr(query, "&iss=")
			       ? "iss"
			       : NULL;
	return strcmp(named, arrival->issuer->issuer) == 0 ? NULL : "iss";
}

static const char *verify(struct arrival *arrival, const char *id_token)
{
	struct arena *arena = arrival->call->arena;
	const char *fault = openid_token_verify(arrival->call->service->openid, arrival->issuer, arena, id_token, &arrival->token);
	const struct token_expectation expected = {
		.issuer = arrival->issuer->issuer,
		.client_id = arrival->issuer->client_id,
		.nonce = arrival->secrets.nonce,
		.now = clock_wall_us() / SECOND_US,
		.authenticated_after = arrival->confirms ? arrival->began : 0,
	};

	if (fault)
		return fault;
	if (token_claims_read(arena, arrival->token.payload, arrival->token.payload_len, &arrival->claims) != OK)
		return "claims";
	arrival->claims.type = arrival->token.type;
	return token_id_fault(&arrival->claims, &expected);
}

/* Asks the issuer for the token and looks at it. NULL when it is good; "provider" when the issuer is to blame. */
static const char *redeem(struct arrival *arrival)
{
	PROVIDER_AUTO struct openid_provider *provider = NULL;
	struct call *call = arrival->call;
	const struct openid *openid = call->service->openid;
	const char *code = openid_form_value(call->arena, call->request->query, "code");
	const char *id_token = NULL;

	if (openid_provider_get(openid, arrival->issuer, &provider) != OK)
		return "provider";
	const char *fault = check_answering_issuer(arrival, provider);
	if (fault)
		return fault;
	if (openid_form_value(call->arena, call->request->query, "error"))
		return openid_same(openid_form_value(call->arena, call->request->query, "error"), "access_denied") ? "cancelled" : "error";
	if (!code)
		return "code";
	const struct openid_question question = {
		.openid = openid,
		.issuer = arrival->issuer,
		.endpoints = openid_provider_endpoints(provider),
		.secrets = &arrival->secrets,
		.redirect_uri = callback_url(call, arrival->issuer),
		.language = language_code(call->language),
	};
	enum err err = openid_redeem(call->arena, &question, code, &id_token);
	if (err != OK)
		return err == ERR_UNAVAILABLE ? "provider" : "code";
	return verify(arrival, id_token);
}

static const char *redeem_in_turn(struct arrival *arrival)
{
	struct openid_gate *gate = arrival->call->service->openid->gate;

	if (openid_gate_enter(gate) != OK)
		return "provider";
	const char *fault = redeem(arrival);
	openid_gate_leave(gate);
	return fault;
}

static enum err confirm(struct arrival *arrival)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct call *call = arrival->call;

	if (!arrival->session)
		return explain(call, arrival->issuer, "utlopt", "no session");
	TRY(db_one(call->db, NULL, &call->fault, &sql_access_openid_confirm,
		   DB_PARAMS(arrival->session, arrival->issuer->issuer, arrival->claims.subject), &rows));
	if (!db_bool(&rows, 0, 0))
		return explain(call, arrival->issuer, "annen-person", "other person");
	return go_to(call, arrival->return_to);
}

static enum err enter(struct arrival *arrival)
{
	struct call *call = arrival->call;
	struct openid_arrived arrived = {
		.issuer = arrival->issuer,
		.claims = &arrival->claims,
		.token = &arrival->token,
		.replaced = arrival->session,
		.invitation = arrival->invitation,
	};
	const char *page = NULL;

	if (!openid_level_is_enough(call->arena, &arrived))
		return explain(call, arrival->issuer, "niva", "level");
	if (arrival->confirms)
		return confirm(arrival);
	TRY(openid_session_open(call, &arrived, &page));
	return page ? explain(call, arrival->issuer, page, page) : go_to(call, arrival->return_to);
}

enum err op_finish_openid(struct call *call, const struct finish_openid_input *in)
{
	struct arrival arrival = {.call = call, .issuer = openid_issuer_find(call->service->openid, in->issuer)};
	enum err err = OK;

	if (!arrival.issuer)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	const char *fault = take_pending(&arrival, &err);
	if (err != OK)
		return err;
	if (fault)
		return explain(call, arrival.issuer, "utlopt", fault);
	set_pending_cookie(call, "");
	fault = redeem_in_turn(&arrival);
	if (!fault)
		return enter(&arrival);
	if (strcmp(fault, "provider") == 0)
		return explain(call, arrival.issuer, "utilgjengelig", fault);
	return explain(call, arrival.issuer, strcmp(fault, "cancelled") == 0 ? "avbrutt" : "avvist", fault);
}
