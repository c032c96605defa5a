/* SPDX-License-Identifier: MIT */
#include "http/cookie.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"

#include "base/banned.h"

const char *cookie_find(struct arena *arena, const char *field, const char *name)
{
	size_t name_len = strlen(name);

	while (*field) {
		size_t len;

		field += strspn(field, " \t;");
		len = strcspn(field, ";");
		if (len > name_len && field[name_len] == '=' && memcmp(field, name, name_len) == 0) {
			const char *value = field + name_len + 1;
			size_t value_len = len - name_len - 1;

			while (value_len > 0 && strchr(" \t", value[value_len - 1]))
				value_len--;
			return arena_strndup(arena, value, value_len);
		}
		field += len;
	}
	return NULL;
}
