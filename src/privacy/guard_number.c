/* SPDX-License-Identifier: MIT */
#include "privacy/guard_number.h"

#include "base/banned.h"

#define MODULUS 11
#define DAY_OFFSET 40
#define MONTH_OFFSET_AUXILIARY 40
#define MONTH_OFFSET_SYNTHETIC 80
/* From 2032 on, the first control digit may be off by this much, so that there are numbers enough. */
#define FIRST_REMAINDER_MAX 3

bool calendar_has(uint32_t day, uint32_t month, uint32_t year)
{
	static const uint8_t days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (month < 1 || month > 12 || day < 1 || day > days[month - 1])
		return false;
	if (month != 2 || day < 29)
		return true;
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* The last of the digits is the control digit. */
static uint32_t remainder_of(const uint8_t *digits, const uint8_t *weights, int count)
{
	uint32_t sum = digits[count];

	for (int i = 0; i < count; i++)
		sum += (uint32_t)weights[i] * digits[i];
	return sum % MODULUS;
}

static bool has_control_digits(const uint8_t *digits, uint32_t first_remainder_max)
{
	static const uint8_t first[] = {3, 7, 6, 1, 8, 9, 4, 5, 2};
	static const uint8_t second[] = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2};

	return remainder_of(digits, first, 9) <= first_remainder_max && remainder_of(digits, second, 10) == 0;
}

static bool has_date(const uint8_t *digits, enum guard_kind *ret_kind)
{
	uint32_t day = digits[0] * 10U + digits[1];
	uint32_t month = digits[2] * 10U + digits[3];
	uint32_t year = digits[4] * 10U + digits[5];
	enum guard_kind kind = GUARD_FNR;

	if (day > DAY_OFFSET) {
		day -= DAY_OFFSET;
		kind = GUARD_DNR;
	}
	if (month > MONTH_OFFSET_SYNTHETIC) {
		month -= MONTH_OFFSET_SYNTHETIC;
		kind = GUARD_SYNTHETIC;
	} else if (month > MONTH_OFFSET_AUXILIARY) {
		month -= MONTH_OFFSET_AUXILIARY;
		kind = GUARD_HNR;
	}
	if (!calendar_has(day, month, year))
		return false;
	*ret_kind = kind;
	return true;
}

enum identity identity_check(const uint8_t digits[IDENTITY_DIGITS], enum guard_kind *ret_kind)
{
	if (digits[0] >= 8) {
		if (!has_control_digits(digits, 0))
			return IDENTITY_NONE;
		*ret_kind = GUARD_FHN;
		return IDENTITY_VALID;
	}
	if (!has_date(digits, ret_kind))
		return IDENTITY_NONE;
	if (has_control_digits(digits, FIRST_REMAINDER_MAX))
		return IDENTITY_VALID;
	*ret_kind = GUARD_INVALID_NUMBER;
	return IDENTITY_INVALID;
}
