/* SPDX-License-Identifier: MIT */
#ifndef PRIVACY_GUARD_NUMBER_H
#define PRIVACY_GUARD_NUMBER_H

/* What eleven digits are, and what the calendar has (domain.md 6.1). */

#include "privacy/privacy.h"

#include <stdbool.h>
#include <stdint.h>

#define IDENTITY_DIGITS 11

enum identity { IDENTITY_NONE, IDENTITY_INVALID, IDENTITY_VALID };

/*
 * IDENTITY_VALID with its kind: a date of the calendar once the offsets are taken off, and control digits that are right
 * by today's rule or that of 2032; or a first digit of 8 or 9 and today's rule. IDENTITY_INVALID: the date is there, the
 * control digits are wrong.
 */
enum identity identity_check(const uint8_t digits[IDENTITY_DIGITS], enum guard_kind *ret_kind);

/* A two-digit year says nothing of the century: 00 counts as a leap year. */
bool calendar_has(uint32_t day, uint32_t month, uint32_t year);

#endif
