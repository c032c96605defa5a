/* SPDX-License-Identifier: MIT */
#ifndef PARTY_CONFIGURATION_H
#define PARTY_CONFIGURATION_H

/*
 * The configuration of a helsefellesskap as one document: organisations, units, services, catchment, councils, agreements, code
 * lists, rules. The same steps for the command and for the API; who may is decided by the database (administered() in the
 * policies). All or nothing: the caller commits. The form of the document stands in the table configuration_field.
 */

#include "base/arena.h"
#include "db/db.h"

#include <stdbool.h>

/* A document being brought in. Borrowed for the calls below. */
struct configuration {
	struct arena *arena;
	struct db_tx *tx;
	struct fault *fault;
	const char *document;        /* its text: strict JSON, an object */
	const char *helsefellesskap; /* id as text */
	bool by_command;             /* as the owner: the document may have people, and nobody's membership is asked for */
	const char *step;            /* the last one begun, for messages */
};

/* ERR_UNPROCESSABLE with every mistake in the form of the document and its place ("/units/3/name"). */
MUST_USE enum err configuration_check(struct configuration *configuration);

/* The register and the code lists. Adds and changes; takes nothing away. Errors of the database's constraints. */
MUST_USE enum err configuration_load(struct configuration *configuration);

/* Takes away what the document does not have. ERR_UNPROCESSABLE (in_use) for what cases or other entries refer to: it can only end. */
MUST_USE enum err configuration_remove_missing(struct configuration *configuration);

/* The rules, when they are others than the active ones. ERR_INVALID with every mistake and its place. */
MUST_USE enum err configuration_load_rules(struct configuration *configuration);

#endif
