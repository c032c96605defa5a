/* SPDX-License-Identifier: MIT */
#ifndef DEVIATION_BATCH_STORE_H
#define DEVIATION_BATCH_STORE_H

/* The statements of batch.sql. Only for the files of this room. */

#include "deviation/intake_store.h"

/* One row as the report it becomes, and what intake made of it. */
struct batch_report {
	struct new_deviation_in report;
	struct intake_facts facts;
	struct intake_route route;
};

/* Files all in one transaction. No row in *ret_receipts: the rules were replaced meanwhile, and nothing is stored. */
MUST_USE enum err batch_store(const struct intake *intake, const struct batch_report *reports, int count,
			      struct db_rows *ret_receipts);

#endif
