/* SPDX-License-Identifier: MIT */
#ifndef DEVIATION_DETAILS_TIMES_H
#define DEVIATION_DETAILS_TIMES_H

/* What details.c and details_store.c share. */

#include "base/moment.h"
#include "contract/operations.h"
#include "deviation/discharge.h"

void details_read_times(const struct discharge_times_in *given, int64_t ret_times[DISCHARGE_TIMES]);
int64_t details_now(void); /* minutes since 1970 */

#endif
