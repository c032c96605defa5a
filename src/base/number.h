/* SPDX-License-Identifier: MIT */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

/* Strict reading of numbers: the whole text, decimal digits, optional '-', no spaces, no plus, no leading zeros. */

#include "base/err.h"

#include <stdint.h>

/* ERR_INVALID when text is NULL, not a number, or outside min..max. */
MUST_USE enum err number_read(const char *text, int64_t min, int64_t max, int64_t *ret_value);

#endif
