/* SPDX-License-Identifier: MIT */
#ifndef DEVIATION_CASE_ANSWER_H
#define DEVIATION_CASE_ANSWER_H

/* What the operations of one case have in common. Only for the files of this room. */

#include "contract/contract.h"
#include "deviation/deviation.h"

/* Answers with a case as its reader may see it, and with its version; ERR_NOT_FOUND when it is not to be seen. */
MUST_USE enum err answer_case(struct call *call, int64_t id, int status);

/* Filing for whoever calls. */
struct intake intake_of(struct call *call);

#endif
