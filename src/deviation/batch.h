/* SPDX-License-Identifier: MIT */
#ifndef DEVIATION_BATCH_H
#define DEVIATION_BATCH_H

/*
 * Several reports of the same kind sent as one: the rules of intake for each, and all of them filed in one transaction or none.
 * Only for the files of this room.
 */

#include "deviation/deviation.h"

/* One row, column 0 the receipts as JSON. ERR_UNPROCESSABLE with every wrong field of every row; else as intake_file. */
MUST_USE enum err batch_file(const struct intake *intake, const struct new_batch_in *batch, struct db_rows *ret_receipts);
/* What the rows' keys begin with, and the key of one: what a repeat finds again. */
const char *batch_keys(struct arena *arena, const char *key);
const char *batch_key(struct arena *arena, const char *key, int row);

#endif
