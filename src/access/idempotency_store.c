/* SPDX-License-Identifier: MIT */
#include "access/access.h"

#include <string.h>

#include <sodium.h>

#include "statements.h"
#include "base/banned.h"

const char *idempotency_digest(struct call *call)
{
	const struct http_request *request = call->request;
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state state;
	const size_t size = 2 * sizeof(hash) + 1;
	char *text = arena_alloc(call->arena, size + 2);

	/* The same words written to another case are another request. The NUL of the path marks where the body begins. */
	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, (const unsigned char *)request->path, strlen(request->path) + 1);
	crypto_hash_sha256_update(&state, (const unsigned char *)request->body, request->body_len);
	crypto_hash_sha256_final(&state, hash);
	text[0] = '\\';
	text[1] = 'x';
	sodium_bin2hex(text + 2, size, hash, sizeof(hash));
	return text;
}

bool idempotency_is_repeat(enum err err, const struct fault *fault)
{
	return err == ERR_CONFLICT && fault->constraint && strcmp(fault->constraint, "idempotency_pk") == 0;
}

enum err idempotency_find(struct call *call, const char *operation, const char *key, const char *digest,
			  int64_t *ret_resource_id)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	call->fault = (struct fault){0};
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_access_remembered, DB_PARAMS(operation, key, digest),
		   &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_CONFLICT, NULL);
	if (!db_bool(&rows, 0, 1))
		return FAULT(&call->fault, ERR_UNPROCESSABLE, "key_reused");
	*ret_resource_id = db_i64(&rows, 0, 0);
	return OK;
}
