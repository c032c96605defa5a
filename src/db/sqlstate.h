/* SPDX-License-Identifier: MIT */
#ifndef DB_SQLSTATE_H
#define DB_SQLSTATE_H

/* What a failure of the database means: SQLSTATE and constraint name, never the message (PostgreSQL 15, appendix A). */

#include "base/err.h"

#include <stdbool.h>

/* The error a SQLSTATE stands for; ERR_INTERNAL for those that only a mistake of ours can cause. */
enum err sqlstate_err(const char *sqlstate);

/* True when the session is over or of no use after this failure. */
bool sqlstate_ends_session(const char *sqlstate);

/*
 * Records a failure the database reported, unless the fault holds one already. fault and constraint may be NULL; the
 * strings are copied. `where` must outlive the fault.
 */
enum err sqlstate_fault(struct fault *fault, const char *sqlstate, const char *constraint, const char *where);

#endif
