/* SPDX-License-Identifier: MIT */
#ifndef PRIVACY_PATIENT_REFERENCE_H
#define PRIVACY_PATIENT_REFERENCE_H

/*
 * What may be done with the patient reference of a case, and by whom: rules without JSON, HTTP or SQL. The database has
 * the same rules once more (migrations, patient reference). The reference itself is sealed in patient_keys.h.
 */

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

#define REFERENCE_POSTPONE_DAYS 30
#define REFERENCE_POSTPONE_MOST 2

/* Where the reference of a case stands, and who asks. */
struct reference_standing {
	bool is_closed;          /* the case */
	bool is_reporter;        /* the person reported it */
	bool is_reporting_party; /* the person coordinates the party that reported */
	bool is_other_party;
	const char *policy; /* "none", "local_reference", "identity": what the agreement lets enter today */
	bool is_present, is_destroyed;
	bool patient_objects;
	bool needs_approval;    /* of a second person, to open */
	bool is_approved;       /* and the person has one */
	const char *destroy_on; /* "2026-03-01", or NULL */
	int64_t postponed;
};

/* Each: OK, or the refusal in the fault. */
MUST_USE enum err reference_may_put(const struct reference_standing *standing, const char *kind, struct fault *fault);
MUST_USE enum err reference_may_request(const struct reference_standing *standing, struct fault *fault);
MUST_USE enum err reference_may_open(const struct reference_standing *standing, struct fault *fault);
MUST_USE enum err reference_may_postpone(const struct reference_standing *standing, const char *seen,
					 struct fault *fault);

/* What the person may do now, as a JSON array of put, request, open, postpone. */
const char *reference_allowed_json(struct arena *arena, const struct reference_standing *standing);

/*
 * Checks a reference: an identity number has to be one, by the rules of the guard, and is written as its eleven digits; a
 * reference of the party's own may be anything but that, nor one with a slip in it. ERR_UNPROCESSABLE with the field /value.
 * ret_value lies in the arena.
 */
MUST_USE enum err reference_check_value(struct arena *arena, const char *kind, const char *value, struct fault *fault,
					const char **ret_value);

#endif
