/* SPDX-License-Identifier: MIT */
#include "db/sqlstate.h"

#include <stdio.h>
#include <string.h>

#include "db/constraint_fields.h"

#include "base/banned.h"

struct meaning {
	const char *prefix; /* a whole SQLSTATE, or the class all others of it belong to */
	enum err err;
	bool ends_session;
};

/* The first that fits counts: single states before their class. */
static const struct meaning meanings[] = {
	/* Raised by our own functions with a problem's code as constraint name; see db.h. */
	{"SV403", ERR_FORBIDDEN, false},
	{"SV404", ERR_NOT_FOUND, false},
	{"SV409", ERR_CONFLICT, false},
	{"SV412", ERR_PRECONDITION, false},
	{"SV422", ERR_UNPROCESSABLE, false},

	{"08", ERR_UNAVAILABLE, true},    /* connection exceptions */
	{"22", ERR_INVALID, false},       /* data exceptions: text that is no number, NUL, too long */
	{"23502", ERR_INVALID, false},    /* not null */
	{"23503", ERR_INVALID, false},    /* foreign key */
	{"23514", ERR_INVALID, false},    /* check */
	{"23", ERR_CONFLICT, false},      /* unique, exclusion, restrict */
	{"25006", ERR_UNAVAILABLE, true}, /* read only: the primary became a standby */
	{"25P03", ERR_TIMEOUT, true},     /* idle in transaction */
	{"40003", ERR_UNAVAILABLE, true}, /* whether it was done is unknown */
	{"40", ERR_CONFLICT, false},      /* serialization failure, deadlock */
	{"42501", ERR_FORBIDDEN, false},  /* row-level security, or no grant */
	{"53", ERR_BUSY, false},          /* out of connections, memory, disk */
	{"54", ERR_INVALID, false},       /* larger than the database can hold */
	{"55P03", ERR_TIMEOUT, false},    /* lock timeout */
	{"57014", ERR_TIMEOUT, false},    /* statement timeout, or canceled */
	{"57", ERR_UNAVAILABLE, true},    /* shut down, starting, database dropped */
	{"58", ERR_UNAVAILABLE, true},    /* the server's disk or system */
};

static const struct meaning *find(const char *sqlstate)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (strncmp(sqlstate, meanings[i].prefix, strlen(meanings[i].prefix)) == 0)
			return &meanings[i];
	return NULL;
}

enum err sqlstate_err(const char *sqlstate)
{
	const struct meaning *meaning = find(sqlstate);

	return meaning ? meaning->err : ERR_INTERNAL;
}

bool sqlstate_ends_session(const char *sqlstate)
{
	const struct meaning *meaning = find(sqlstate);

	return meaning && meaning->ends_session;
}

/* In front of the fields there may be none yet: the first fault wins, and fields come with it. */
static void add_field(struct fault *fault, const struct constraint_field *field)
{
	fault->constraint_field = (struct field_fault){.pointer = field->pointer, .code = field->code};
	fault->fields = &fault->constraint_field;
	fault->tail = &fault->constraint_field.next;
}

enum err sqlstate_fault(struct fault *fault, const char *sqlstate, const char *constraint, const char *where)
{
	enum err err = sqlstate_err(sqlstate);
	const struct constraint_field *field;

	if (!fault || fault->err != OK)
		return err;
	fault_set(fault, err, NULL, where);
	(void)snprintf(fault->sqlstate, sizeof(fault->sqlstate), "%s", sqlstate);
	if (!constraint || !*constraint)
		return err;
	(void)snprintf(fault->constraint_name, sizeof(fault->constraint_name), "%s", constraint);
	fault->constraint = fault->constraint_name;
	if (strncmp(sqlstate, "SV", 2) == 0)
		fault->code = fault->constraint_name;
	field = constraint_fields_find(constraint);
	if (field)
		add_field(fault, field);
	return err;
}
