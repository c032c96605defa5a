/* SPDX-License-Identifier: MIT */
#ifndef ATTACHMENT_CASE_LOCK_H
#define ATTACHMENT_CASE_LOCK_H

#include "contract/contract.h"
#include "db/db.h"

/*
 * Locks a case that a file is to be added to: OK for those who write in its dialogue while it is open. ERR_FORBIDDEN for those who
 * may only read it, ERR_NOT_FOUND for everybody else, ERR_CONFLICT when it is closed.
 */
MUST_USE enum err case_lock(struct call *call, struct db_tx *tx, const char *deviation);

/* As many as a person may have uploaded for reports that are not sent yet. */
#define UPLOADS_WAITING_MAX 20

#endif
