/* SPDX-License-Identifier: MIT */
#ifndef PRIVACY_GUARD_IDENTITY_H
#define PRIVACY_GUARD_IDENTITY_H

/* Identity numbers in a chain of groups of digits. */

#include "privacy/guard_chain.h"
#include "privacy/guard_number.h"

/*
 * What the groups from the i-th on are, taken together. *ret_groups of them have the eleven digits. is_account: the
 * words before speak of a bank account.
 *
 * Right control digits count when the groups part the number in a usual way (after the date), or when the whole chain is
 * nothing but these eleven digits; wrong ones only in the ways in which people write identity numbers. Otherwise
 * dates, doses and amounts that stand beside each other would now and then add up to a number.
 */
enum identity identity_in_chain(const struct chain *chain, uint32_t i, bool is_account, enum guard_kind *ret_kind,
				uint32_t *ret_groups);

/*
 * The same for a number parted by other marks, 301082/99920 or 30/10/82 99920: those stand between many numbers, so only a
 * right one counts. Starts with a whole group of digits.
 */
bool identity_marked_at(const struct text *text, struct place start, enum guard_kind *ret_kind, struct place *ret_end);

#endif
