/* SPDX-License-Identifier: MIT */
#include "base/number.h"

#include "base/banned.h"

enum err number_read(const char *text, int64_t min, int64_t max, int64_t *ret_value)
{
	int64_t value = 0;
	int negative;

	if (!text)
		return ERR_INVALID;
	negative = *text == '-';
	text += negative;
	/* One writing for each number: no leading zeros, no minus zero. */
	if (*text < '0' || *text > '9' || (*text == '0' && (text[1] != '\0' || negative)))
		return ERR_INVALID;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return ERR_INVALID;
		/* Built with its sign on, because the smallest number has no positive twin. */
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, negative ? '0' - *text : *text - '0', &value))
			return ERR_INVALID;
	}
	if (value < min || value > max)
		return ERR_INVALID;
	*ret_value = value;
	return OK;
}
