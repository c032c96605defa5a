/* SPDX-License-Identifier: MIT */
#ifndef PRIVACY_GUARD_BIRTH_H
#define PRIVACY_GUARD_BIRTH_H

/* Dates as people write them after "født": the whole date, with its year, or nothing. */

#include "privacy/guard_text.h"

/* True for a date of the calendar that starts at a place; *ret_end is behind its year. */
bool birth_date_at(const struct text *text, struct place start, struct place *ret_end);

#endif
