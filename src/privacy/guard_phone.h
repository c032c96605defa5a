/* SPDX-License-Identifier: MIT */
#ifndef PRIVACY_GUARD_PHONE_H
#define PRIVACY_GUARD_PHONE_H

/* Telephone numbers in a chain of groups of digits. */

#include "privacy/guard_chain.h"

enum phone_told { PHONE_NOT_TOLD, PHONE_TOLD, PHONE_OTHER_NUMBER };

/*
 * How many of the groups at hand, from the first on, are a telephone number; 0 for none. A plus sign before it belongs to
 * it, then ret_span starts there. told says what the words before speak of.
 */
uint32_t phone_in_chain(const struct chain *chain, enum phone_told told, struct span *ret_span);

#endif
