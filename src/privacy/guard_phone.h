/* SPDX-License-Identifier: MIT */
#ifndef PRIVACY_GUARD_PHONE_H
#define PRIVACY_GUARD_PHONE_H

/* Telephone numbers in a chain of groups of digits. */

#include "privacy/guard_chain.h"

/*
 * How many of the groups at hand, from the first on, are a telephone number; 0 for none. A plus sign before it belongs to
 * it, then ret_span starts there. is_other_number: the words before speak of a case, an amount or the like.
 */
uint32_t phone_in_chain(const struct chain *chain, bool is_other_number, struct span *ret_span);

#endif
