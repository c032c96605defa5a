/* SPDX-License-Identifier: MIT */
#ifndef CONTRACT_INPUT_H
#define CONTRACT_INPUT_H

/*
 * What the generated tables say about the input of an operation, and the readers that apply them: path, query, headers
 * and JSON body into the struct of the operation. Every wrong field is recorded in the fault, not only the first one
 * (INPUT_FAULTS_MAX at most), and nothing that was sent is repeated in it. Only the engine and the tests include this.
 */

#include "contract/contract.h"

#include <stddef.h>

enum input_kind {
	INPUT_TEXT,        /* const char *: NULL when absent */
	INPUT_ID,          /* int64_t: 0 when absent */
	INPUT_INTEGER,     /* int64_t: required, or with a default */
	INPUT_OPT_INTEGER, /* struct opt_i64 */
	INPUT_BOOL,        /* bool: required, or with a default */
	INPUT_OPT_BOOL,    /* struct opt_bool */
	INPUT_VERSION,     /* int64_t from an entity tag: "7" in quotes; headers only */
	INPUT_OBJECT,      /* const struct <schema>_in *: NULL when absent */
	INPUT_TEXTS,       /* struct string_list */
	INPUT_OBJECTS      /* struct { const struct <schema>_in *items; int count; } */
};

enum input_format {
	FORMAT_TEXT,   /* no control characters but tab and line ends */
	FORMAT_LINE,   /* no control characters at all */
	FORMAT_CODE,   /* [a-z0-9_]+ */
	FORMAT_TOKEN,  /* [A-Za-z0-9_-]+ */
	FORMAT_CURSOR, /* [A-Za-z0-9_.:-]+ */
	FORMAT_DATE,   /* YYYY-MM-DD, a day that exists */
	FORMAT_TIME    /* RFC 3339 with an offset, seconds may be left out (base/moment.h) */
};

/* What the guard does with a text. */
enum input_guarding {
	INPUT_UNGUARDED,
	INPUT_GUARDED,         /* refuses identity numbers, and warnings that nobody confirmed */
	INPUT_GUARDED_IDENTITY /* refuses identity numbers alone */
};

struct input_object;

struct input_field {
	const char *name;    /* as sent */
	const char *pointer; /* in a fault: "/title", "query:limit", "header:if-match" */
	size_t offset;
	enum input_kind kind;
	enum input_format format;
	bool required;
	enum input_guarding guarded; /* INPUT_TEXT and INPUT_TEXTS */
	int64_t min, max;                  /* INPUT_INTEGER and INPUT_OPT_INTEGER */
	int min_length, max_length;        /* texts and each of INPUT_TEXTS, in code points */
	int min_items, max_items;          /* INPUT_TEXTS and INPUT_OBJECTS */
	const char *const *allowed;        /* the enumeration, NULL at its end; or NULL */
	const char *allowed_list;          /* the same for people: "none, low" */
	const char *default_text;          /* for INPUT_TEXT, or NULL */
	int64_t default_number;            /* for INPUT_INTEGER and INPUT_BOOL that are not required */
	const struct input_object *object; /* INPUT_OBJECT and INPUT_OBJECTS */
};

/* An object of a body: struct <schema>_in. At most 64 fields (the generator refuses more). */
struct input_object {
	const struct input_field *fields;
	int count;
	size_t size;
};

/* Everything an operation takes: struct <operation_id>_input. */
struct input_struct {
	size_t size;
	const struct input_field *path; /* in the order of the template */
	int path_count;
	const struct input_field *query;
	int query_count;
	const struct input_field *headers;
	int headers_count;
	const struct input_object *body; /* NULL: takes none */
	size_t body_offset;
	bool body_required;
	const struct input_field *confirmed; /* of the body: the list of confirmed findings; NULL when nothing is guarded */
	bool document;   /* the body is JSON with a form of its own, for the operation as it is: only that it is strict JSON is checked */
	bool form;       /* the body is a form that the operation reads itself */
	bool parts;      /* a form that may come as parts as well */
	bool bytes;      /* the body is a piece of a file, for the operation as it is */
	bool free_query; /* the operation reads the query itself: others put into it what they like */
};

#define INPUT_FAULTS_MAX 50

/* One reading under way. */
struct input_reader {
	struct arena *arena;
	struct fault *fault;
	const char *place; /* JSON pointer of the object that is read; "" for the outermost */
	int faults;
	struct guarded guarded;
	const struct guarded_text **guarded_end; /* where the next one is hung in; NULL before the first */
};

/* Records a wrong field at place + pointer; dropped beyond INPUT_FAULTS_MAX. */
void input_fault(struct input_reader *reader, const char *pointer, const char *code, const char *value);

/*
 * The code of what is wrong with a text by the rules of a field, or NULL when nothing is; *ret_value is set to what the
 * sentence of the code mentions ("120"), in the arena, or NULL. The text is valid UTF-8 of len bytes without NUL.
 */
const char *input_check_text(struct arena *arena, const struct input_field *field, const char *text, size_t len,
			     const char **ret_value);
/* Stores a value that came as text, checked. The text itself is stored, so it must live in the arena. */
void input_store_text(struct input_reader *reader, const struct input_field *field, const char *text, void *target);
/* Stores an integer after checking its range. */
void input_store_integer(struct input_reader *reader, const struct input_field *field, int64_t value, void *target);
/* Fills in the default of an absent field, or records `missing`. */
void input_store_absent(struct input_reader *reader, const struct input_field *field, void *target);
/* The version in an entity tag: "\"7\"" is 7 (RFC 9110 8.8.3). ERR_INVALID for weak ones, lists, "*" and anything else. */
MUST_USE enum err input_read_version(const char *text, int64_t *ret_version);
/* True when a name a client sent looks like one of a field, so that it may be repeated to the client. */
bool input_is_field_name(const char *name);

/* Notes a text that was read for the guard. */
void input_guard(struct input_reader *reader, const struct input_field *field, const char *pointer, const char *text);
/* The same for what the person says is all right: the list in a body, if it has one. */
void input_note_confirmed(struct input_reader *reader, const struct input_field *confirmed, const void *body);

/* Reads the query ("a=1&b=2", or NULL). Unknown and repeated parameters are faults. */
void input_read_query(struct input_reader *reader, const struct input_struct *input, const char *query, void *target);
/* Reads the headers the operation names. */
void input_read_headers(struct input_reader *reader, const struct input_struct *input,
			const struct http_request *request, void *target);
/*
 * Reads a JSON text by an object's table into *ret_body, and notes what is guarded. What is wrong with it, be it a field or that the text is no
 * strict JSON at all (fault->code says so, unless something was wrong before), is recorded and answers OK, so that
 * the rest of the request is read too; reader->faults is asked at the end. ERR_BUSY when out of memory.
 */
MUST_USE enum err input_read_json(struct input_reader *reader, const struct input_object *object, const char *json,
				  size_t len, const void **ret_body);

#endif
