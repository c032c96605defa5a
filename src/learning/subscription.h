/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_SUBSCRIPTION_H
#define LEARNING_SUBSCRIPTION_H

/*
 * Changing a subscription, for who is signed in and for who comes by a link of a mail. person: NULL for whoever is signed in. Only the
 * operations of this room include this.
 */

#include "contract/operations.h"
#include "db/db.h"

#include <stdbool.h>

/* ERR_NOT_FOUND without a row of subscription_known, ERR_UNPROCESSABLE with every wrong field. */
MUST_USE enum err subscription_check(struct call *call, const struct new_subscription_in *wanted, const struct db_rows *known);
/* No row: there is none of that person that has not ended. ERR_CONFLICT ("subscription_twice"). */
MUST_USE enum err subscription_store(struct call *call, struct db_tx *tx, const char *id, const struct new_subscription_in *wanted,
				     const char *person, struct db_rows *ret_rows);
/* No row: there is none of that person. */
MUST_USE enum err subscription_store_end(struct call *call, struct db_tx *tx, const char *id, bool ended, const char *person,
					 struct db_rows *ret_rows);

#endif
