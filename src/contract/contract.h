/* SPDX-License-Identifier: MIT */
#ifndef CONTRACT_CONTRACT_H
#define CONTRACT_CONTRACT_H

/*
 * The engine that applies api/openapi.yaml to a request. The generator (contract/generate.py) makes from the contract:
 *   - contract/operations.h: for each operation `struct <operation_id>_input` and the prototype
 *         enum err op_<operation_id>(struct call *call, const struct <operation_id>_input *in);
 *     a missing function does not link;
 *   - the route table with method, path, permission, body limit and input description of each.
 * The engine matches the route (404; 405 with Allow), asks the hooks who acts and whether the operation is permitted,
 * checks content type (415), size (413) and every field at once (400/422 with errors[]), lets the guard look through the texts that
 * the contract marks x-guarded, fills the input struct, calls the function, and turns its error into application/problem+json (RFC 9457) in the caller's language.
 *
 * A function of an operation answers with contract_answer_* and returns OK, or returns an error with detail in
 * call->fault. It never writes HTTP itself.
 */

#include "base/arena.h"
#include "base/err.h"
#include "base/language.h"
#include "http/http.h"

#include <stdbool.h>
#include <stdint.h>

struct actor;    /* access/access.h */
struct db_pool;  /* db/db.h */
struct settings; /* base/settings.h */
struct service;  /* composition: main.c; rooms reach it through their own functions */

/* A free text of a body that the contract marks x-guarded, and where it stands. */
struct guarded_text {
	const char *pointer; /* "/learning_point/title" */
	const char *text;
	bool warnings_pass; /* kept for the person alone: only identity numbers are refused */
	const struct guarded_text *next;
};

/* What the guard has to look through, and which findings the person says are all right. */
struct guarded {
	const struct guarded_text *texts; /* in the order of the contract */
	const struct confirmed_finding_in *confirmed;
	int confirmed_count;
	bool all_confirmed; /* whoever brings the texts in (an import) says so of every warning */
};

/* One request on its way through the program. Everything it points to lives in its arena. */
struct call {
	struct arena *arena;
	struct http_request *request;
	struct http_response *response;
	const struct operation *operation;
	const struct settings *settings;
	struct db_pool *db;
	struct service *service;
	struct actor *actor; /* set by the authenticate hook; NULL for public operations without a session */
	enum language language;
	struct fault fault;
	/* Warnings of the guard that the person confirmed, as a JSON list of confirmed_finding, or NULL; what is stored of the
	 * texts is stored with it (privacy_record_confirmed). */
	const char *confirmed;
};

struct opt_i64 {
	bool set;
	int64_t value;
};
struct opt_bool {
	bool set;
	bool value;
};
struct string_list {
	const char *const *items;
	int count;
};

/* How an operation is described; the table is generated. */
struct operation {
	const char *id;         /* "submit_deviation" */
	enum http_method method;
	const char *path;       /* "/deviations/{id}", below /api/v1 */
	const char *permission; /* x-permission: a name of access/permissions.c, "public" or "signed_in" */
	bool changes;           /* POST, PUT, PATCH, DELETE: the CSRF token is required for cookie sessions */
	size_t body_max;        /* bytes; 0: no body allowed */
	const struct input_struct *input;
	enum err (*run)(struct call *call, const void *input);
};
extern const struct operation contract_operations[];
extern const int contract_operations_count;

struct contract_hooks {
	/* Sets call->actor and call->language from the session, and checks the CSRF token when the operation changes
	 * something. OK with actor NULL when nobody is signed in. */
	enum err (*authenticate)(struct call *call);
	/* ERR_UNAUTHENTICATED or ERR_FORBIDDEN when the actor may not use operation->permission at all. */
	enum err (*permit)(struct call *call);
	/* ERR_UNPROCESSABLE with every finding that may not pass. *ret_confirmed is as call->confirmed. */
	enum err (*guard)(struct fault *fault, struct arena *arena, const struct guarded *guarded, const char **ret_confirmed);
};

struct contract {
	struct contract_hooks hooks;
	const struct settings *settings;
	struct db_pool *db;
	struct service *service;
};

/* The http_handler for /api/v1: context is a struct contract. Any other path answers 404 as problem+json. */
void contract_handle(void *context, struct http_request *request, struct http_response *response);

/* JSON answer. The text must live in the call's arena or be static. */
enum err contract_answer_json(struct call *call, int status, const char *json);
/* Copies column 0 of row 0 as the answer; ERR_NOT_FOUND when there is no row or it is NULL. */
struct db_rows;
enum err contract_answer_rows(struct call *call, int status, const struct db_rows *rows);
enum err contract_answer_empty(struct call *call, int status); /* 204 */
/* Link to the page behind this one (RFC 8288): the same question with another cursor. */
void contract_add_next_link(struct call *call, const char *cursor);
/* ETag from a version number: "\"7\"". */
void contract_set_version(struct call *call, int64_t version);

/*
 * Reads JSON text by the body description of an operation, as a request would (for import): same checks, same faults.
 * *ret_body is the body struct of the operation (struct <schema>_in *); the caller has the guard look through *ret_guarded.
 */
MUST_USE enum err contract_read_body(struct arena *arena, const struct operation *operation, const char *json, size_t len,
				     struct fault *fault, struct guarded *ret_guarded, const void **ret_body);
/* The operation with an id; NULL when there is none. */
const struct operation *contract_operation(const char *id);

/* The sentence for a problem or field code in a language ("%s" filled with value); the code itself when unknown. */
const char *contract_text(struct arena *arena, enum language language, const char *code, const char *value);

/* The contract as JSON (served at /api/v1/openapi.json); generated. */
extern const char contract_openapi_json[];
extern const unsigned contract_openapi_json_len;

#endif
