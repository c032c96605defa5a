/* SPDX-License-Identifier: MIT */
#include "access/openid_token.h"

#include <string.h>

#include "base/banned.h"

#define SUBJECT_BYTES_MAX 255 /* OpenID Connect Core 2 */

static bool is(const char *value, const char *wanted)
{
	return value && strcmp(value, wanted) == 0;
}

/* Ours alone, or ours among others and then issued to us. */
static bool is_for_us(const struct token_claims *claims, const char *client_id)
{
	bool named = false;

	for (int i = 0; i < claims->audience_count; i++)
		named = named || strcmp(claims->audiences[i], client_id) == 0;
	if (claims->authorized_party && strcmp(claims->authorized_party, client_id) != 0)
		return false;
	return named && (claims->audience_count == 1 || claims->authorized_party);
}

/* What both kinds of token have in common. */
static const char *common_fault(const struct token_claims *claims, const struct token_expectation *expected)
{
	if (!is(claims->issuer, expected->issuer))
		return "issuer";
	if (!is_for_us(claims, expected->client_id))
		return "audience";
	if (!claims->expires.given || claims->expires.seconds <= expected->now - TOKEN_SKEW_SECONDS)
		return "expired";
	if (!claims->issued.given || claims->issued.seconds > expected->now + TOKEN_SKEW_SECONDS)
		return "issued";
	if (claims->not_before.given && claims->not_before.seconds > expected->now + TOKEN_SKEW_SECONDS)
		return "not_before";
	if (claims->subject && (!*claims->subject || strlen(claims->subject) > SUBJECT_BYTES_MAX))
		return "subject";
	return NULL;
}

const char *token_id_fault(const struct token_claims *claims, const struct token_expectation *expected)
{
	const char *fault = common_fault(claims, expected);

	if (fault)
		return fault;
	/* Another kind of token of the same issuer is no ID token (RFC 8725 3.11). */
	if ((*claims->type && strcmp(claims->type, "jwt") != 0) || claims->is_logout)
		return "type";
	if (!claims->subject)
		return "subject";
	if (!is(claims->nonce, expected->nonce))
		return "nonce";
	if (expected->authenticated_after > 0 &&
	    (!claims->authenticated.given ||
	     claims->authenticated.seconds < expected->authenticated_after - TOKEN_SKEW_SECONDS ||
	     claims->authenticated.seconds > expected->now + TOKEN_SKEW_SECONDS))
		return "authenticated";
	return NULL;
}

const char *token_logout_fault(const struct token_claims *claims, const struct token_expectation *expected)
{
	const char *fault = common_fault(claims, expected);

	if (fault)
		return fault;
	if ((*claims->type && strcmp(claims->type, "jwt") != 0 && strcmp(claims->type, "logout+jwt") != 0) || !claims->is_logout)
		return "type";
	/* Makes sure that no ID token passes for one. */
	if (claims->has_nonce)
		return "nonce";
	if (!claims->token_id || (!claims->subject && !claims->session_id))
		return "subject";
	if (claims->issued.seconds < expected->now - LOGOUT_TOKEN_AGE_SECONDS - TOKEN_SKEW_SECONDS)
		return "issued";
	return NULL;
}
