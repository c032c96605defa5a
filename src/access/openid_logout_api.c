/* SPDX-License-Identifier: MIT */
/* The ways out: ours, which also ends the issuer's session, and the issuer's, by the browser or from server to server. */
#include "access/openid.h"

#include "access/access.h"
#include "access/openid_exchange.h"
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
#define URL_BYTES_MAX ((size_t)64 * 1024)

/* Where the browser ends the session at the issuer (RP-Initiated Logout); NULL when the issuer has no such place. */
static const char *end_url(struct call *call, struct openid_issuer *issuer, const char *id_token)
{
	PROVIDER_AUTO struct openid_provider *provider = NULL;
	STR_AUTO struct str url = STR_INIT(URL_BYTES_MAX);

	if (openid_provider_get(call->service->openid, issuer, &provider) != OK)
		return NULL;
	const char *end = openid_provider_endpoints(provider)->end_session;
	if (!end)
		return NULL;
	str_addf(&url, "%s?", end);
	if (id_token)
		openid_form_add(&url, "id_token_hint", id_token);
	openid_form_add(&url, "client_id", issuer->client_id);
	openid_form_add(&url, "post_logout_redirect_uri", arena_printf(call->arena, "%s/logg-inn", call->settings->public_url));
	openid_form_add(&url, "ui_locales", language_code(call->language));
	return str_failed(&url) ? NULL : arena_strdup(call->arena, str_text(&url));
}

/* The session here is over whatever the issuer does. */
enum err op_sign_out_openid(struct call *call, const struct sign_out_openid_input *in)
{
	STR_AUTO struct str json = STR_INIT(URL_BYTES_MAX);
	const char *code = NULL;
	const char *id_token = NULL;
	const char *url = NULL;

	(void)in;
	TRY(openid_session_origin(call, &code, &id_token));
	struct openid_issuer *issuer = code ? openid_issuer_find(call->service->openid, code) : NULL;
	TRY(session_end(call));
	if (issuer && openid_gate_enter(call->service->openid->gate) == OK) {
		url = end_url(call, issuer, id_token);
		openid_gate_leave(call->service->openid->gate);
	}
	str_add(&json, "{\"continue_at\":");
	str_add_json(&json, url);
	str_add_char(&json, '}');
	return contract_answer_json(call, 200, arena_strdup(call->arena, str_text(&json)));
}

static enum err end_sessions(struct call *call, const struct openid_issuer *issuer, const char *sid, const char *subject,
			     int64_t said_at)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, NULL, &call->fault, &sql_access_openid_end,
		   DB_PARAMS(issuer->issuer, sid, subject, arena_i64(call->arena, said_at + TOKEN_SKEW_SECONDS)), &rows));
	LOG(LOG_INFO, "openid sessions ended", LOG_TEXT("issuer", issuer->code), LOG_NUMBER("count", db_i64(&rows, 0, 0)));
	return OK;
}

/*
 * Front-Channel Logout 3: the issuer's page has the browser ask this in a frame, without our cookies. So it must name both
 * issuer and session; a session id that cannot be guessed is the proof.
 */
enum err op_end_openid_frontchannel(struct call *call, const struct end_openid_frontchannel_input *in)
{
	const struct openid_issuer *issuer = openid_issuer_find(call->service->openid, in->issuer);
	const char *sid = openid_form_value(call->arena, call->request->query, "sid");
	const char *named = openid_form_value(call->arena, call->request->query, "iss");

	if (!issuer)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	if (!sid || !*sid || !named || !openid_same(named, issuer->issuer))
		return FAULT(&call->fault, ERR_INVALID, "logout_refused");
	TRY(end_sessions(call, issuer, sid, NULL, clock_wall_us() / SECOND_US));
	return contract_answer_empty(call, 200);
}

static const char *verify(struct call *call, struct openid_issuer *issuer, const char *compact, struct token_claims *claims)
{
	struct jose_token token;
	const char *fault = openid_token_verify(call->service->openid, issuer, call->arena, compact, &token);
	const struct token_expectation expected = {
		.issuer = issuer->issuer, .client_id = issuer->client_id, .now = clock_wall_us() / SECOND_US};

	if (fault)
		return fault;
	if (token_claims_read(call->arena, token.payload, token.payload_len, claims) != OK)
		return "claims";
	claims->type = token.type;
	return token_logout_fault(claims, &expected);
}

/* Back-Channel Logout 2.5 to 2.8. */
enum err op_end_openid_backchannel(struct call *call, const struct end_openid_backchannel_input *in)
{
	struct openid_issuer *issuer = openid_issuer_find(call->service->openid, in->issuer);
	const char *compact = openid_form_value(call->arena, call->request->body, "logout_token");
	struct token_claims claims = {0};

	if (!issuer)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	TRY(openid_gate_enter(call->service->openid->gate));
	const char *fault = compact ? verify(call, issuer, compact, &claims) : "missing";
	openid_gate_leave(call->service->openid->gate);
	if (fault) {
		LOG(LOG_WARNING, "openid logout refused", LOG_TEXT("issuer", issuer->code), LOG_TEXT("reason", fault));
		return FAULT(&call->fault, ERR_INVALID, "logout_refused");
	}
	TRY(end_sessions(call, issuer, claims.session_id, claims.subject, claims.issued.seconds));
	return contract_answer_empty(call, 200);
}
