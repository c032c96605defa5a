/* SPDX-License-Identifier: MIT */
#ifndef ACCESS_OPENID_EXCHANGE_H
#define ACCESS_OPENID_EXCHANGE_H

/* The two questions to an issuer, and the form both ways of asking are written in. Asks over the network. */

#include "access/openid.h"
#include "access/openid_pending.h"
#include "access/openid_provider.h"

struct openid_question {
	const struct openid *openid;
	const struct openid_issuer *issuer;
	const struct openid_endpoints *endpoints;
	const struct openid_secrets *secrets;
	const char *redirect_uri;
	const char *language; /* of the pages the issuer shows */
	bool afresh;          /* the person must prove to be there now (prompt=login) */
};

/*
 * Pushes the request (RFC 9126); *ret_url is where the browser goes on. ERR_UNAVAILABLE when the issuer does not answer as
 * it should.
 */
MUST_USE enum err openid_push(struct arena *arena, const struct openid_question *question, const char **ret_url);
/* Redeems a code (RFC 6749 4.1.3, RFC 7636 4.5) for an ID token, not yet verified. ERR_INVALID when the issuer refuses it. */
MUST_USE enum err openid_redeem(struct arena *arena, const struct openid_question *question, const char *code,
				const char **ret_id_token);

/* "name=value" with '&' between, for bodies and queries. */
struct str;
void openid_form_add(struct str *form, const char *name, const char *value);
/* The value of a name in a form or query, decoded; NULL when it is not there, stands twice, or is badly encoded. */
const char *openid_form_value(struct arena *arena, const char *form, const char *name);

#endif
