/* SPDX-License-Identifier: MIT */
#include "access/token.h"

#include <string.h>
#include <strings.h>

#include "access/session.h"
#include "statements.h"
#include "base/banned.h"

#define SCHEME "Bearer"

const char *client_token_sent(const struct http_request *request)
{
	const char *field = http_header(request, "Authorization");

	if (!field || strncasecmp(field, SCHEME, sizeof(SCHEME) - 1) != 0)
		return NULL;
	field += sizeof(SCHEME) - 1;
	return *field == ' ' || !*field ? field + strspn(field, " ") : NULL;
}

enum err client_token_authenticate(struct call *call, const char *token)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	char digest[CLIENT_TOKEN_DIGEST];

	if (!client_token_digest(token, digest))
		return FAULT(&call->fault, ERR_UNAUTHENTICATED, "bad_client_token");
	TRY(db_one(call->db, NULL, &call->fault, &sql_access_token_actor, DB_PARAMS(digest), &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_UNAUTHENTICATED, "bad_client_token");
	call->actor = session_actor_from_row(call->arena, &rows);
	call->actor->permissions &= access_permissions_read(db_text(&rows, 0, 9));
	call->actor->is_machine = true;
	call->actor->csrf_token = "";
	return OK;
}
