/* SPDX-License-Identifier: MIT */
/* A Cookie field out of any bytes: a value that is found is a part of the field and ends before the next cookie. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "http/coding.h"
#include "http/cookie.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"a", "session", "__Host-session", "csrf"};
	struct arena *arena = arena_new((size_t)1024 * 1024);
	char *field;

	assert(arena);
	field = arena_alloc(arena, (size < 16384 ? size : 16384) + 1);
	memcpy(field, data, size < 16384 ? size : 16384);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = cookie_find(arena, field, names[i]);

		if (!value)
			continue;
		assert(strstr(field, value) && strstr(field, names[i]));
		assert(!strchr(value, ';'));
	}
	(void)coding_is_accepted(field, "br");
	arena_free(arena);
	return 0;
}
