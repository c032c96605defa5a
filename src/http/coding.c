/* SPDX-License-Identifier: MIT */
#include "http/coding.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "base/banned.h"

/* "q=0", "q=0.000" and the like. */
static bool has_zero_weight(const char *parameters, size_t len)
{
	size_t blanks = strspn(parameters, "; \t");
	const char *at = parameters + blanks;

	if (len < blanks + 3 || (*at != 'q' && *at != 'Q') || at[1] != '=' || at[2] != '0')
		return false;
	return strspn(at + 2, "0.") == len - blanks - 2;
}

bool coding_is_accepted(const char *field, const char *coding)
{
	size_t coding_len = strlen(coding);

	while (field && *field) {
		size_t len;
		size_t name;

		field += strspn(field, " \t,");
		len = strcspn(field, ",");
		name = strcspn(field, " \t;,");
		if (name == coding_len && strncasecmp(field, coding, name) == 0) {
			while (len > name && strchr(" \t", field[len - 1]))
				len--;
			return !has_zero_weight(field + name, len - name);
		}
		field += len;
	}
	return false;
}
