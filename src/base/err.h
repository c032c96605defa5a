/* SPDX-License-Identifier: MIT */
#ifndef BASE_ERR_H
#define BASE_ERR_H

/*
 * Errors. A function that can fail returns enum err and must be looked at; results come out of ret_ parameters, which
 * are last, are set on success and untouched on failure. The detail of a failure travels in a struct fault that lives
 * in the request's arena; the first fault wins. Only the edge (http, a job, a command) logs, and logs once.
 */

#include <stddef.h>
#include <stdint.h>

#define MUST_USE __attribute__((warn_unused_result))

enum err {
	OK = 0,
	ERR_INVALID,         /* the input is wrong: 400 or 422, fault->fields says where */
	ERR_UNAUTHENTICATED, /* nobody is signed in: 401 */
	ERR_FORBIDDEN,       /* signed in, may not: 403 */
	ERR_NOT_FOUND,       /* not there, or not to be seen: 404 */
	ERR_METHOD,          /* known path, other method: 405 */
	ERR_CONFLICT,        /* the state forbids it: 409 */
	ERR_PRECONDITION,    /* If-Match names an old version: 412 */
	ERR_TOO_LARGE,       /* body over its limit: 413 */
	ERR_UNSUPPORTED,     /* content type: 415 */
	ERR_UNPROCESSABLE,   /* well formed, but breaks a rule of the field: 422 */
	ERR_LIMITED,         /* too many requests: 429 */
	ERR_BUSY,            /* no connection or thread in time: 503 with Retry-After */
	ERR_UNAVAILABLE,     /* database away: 503 with Retry-After */
	ERR_TIMEOUT,         /* the client or the database took too long: 408 or 504 */
	ERR_INTERNAL,        /* our fault: 500 */
	ERR_COUNT
};

/* The name of an error in logs, "not_found". */
const char *err_name(enum err err);

/* One wrong field of an input. */
struct field_fault {
	const char *pointer; /* JSON pointer into the body ("/title"), or "query:limit", "header:if-match" */
	const char *code;    /* key of a text in contract/problem_text.c: "too_long" */
	const char *value;   /* the number or list the text mentions ("200"), or NULL */
	const char *kind;    /* what a guard found in the field, "phone", or NULL */
	uint32_t start, end; /* where it found that, in code points, half-open */
	struct field_fault *next;
};

struct arena;

/* What is known of a failure. Zeroed means none. Never holds text from a body. Not to be copied once it holds something. */
struct fault {
	enum err err;
	const char *code;           /* machine code of the problem, "version_conflict"; NULL: err_name() */
	const char *constraint;     /* name of the database constraint, or NULL */
	const char *where;          /* "file:line" or the name of a statement, for the log */
	char sqlstate[6];           /* "23505", or empty */
	const char *members;        /* further members of the problem, as JSON: "\"version\":7"; or NULL. Borrowed */
	struct field_fault *fields; /* in the order they were found */
	struct field_fault **tail;  /* internal */
	char constraint_name[64];   /* internal: room for what the database says, so that db/ needs no arena */
	struct field_fault constraint_field;
};

/* Records a failure unless one is recorded already. code may be NULL and must outlive the fault. Returns err. */
enum err fault_set(struct fault *fault, enum err err, const char *code, const char *where);
#define FAULT(fault, err, code) fault_set((fault), (err), (code), FAULT_WHERE)
#define FAULT_WHERE __FILE__ ":" FAULT_LINE(__LINE__)
#define FAULT_LINE(line) FAULT_LINE_TEXT(line)
#define FAULT_LINE_TEXT(line) #line

/* Adds a wrong field; strings are copied into the arena (value may be NULL). Sets err to ERR_INVALID if none was set. */
void fault_add_field(struct fault *fault, struct arena *arena, const char *pointer, const char *code,
		     const char *value);
/* The same for a part of a field's text: what it is, and where. kind must outlive the fault. */
struct finding_place {
	const char *kind;
	uint32_t start, end;
};
void fault_add_finding(struct fault *fault, struct arena *arena, const char *pointer, const char *code,
		       const struct finding_place *place);

#define TRY(expr)                                                                                                      \
	do {                                                                                                           \
		enum err try_err_ = (expr);                                                                            \
		if (try_err_ != OK)                                                                                    \
			return try_err_;                                                                               \
	} while (0)

#endif
