/* SPDX-License-Identifier: MIT */
/*
 * The target of a request out of any bytes. A path that is taken has no dot segment after decoding; what is decoded is
 * UTF-8 without control bytes, and a segment holds no separator.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"
#include "http/http.h"
#include "http/target.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *check_decoded(struct arena *arena, const char *text, size_t len, bool plus_is_space)
{
	const char *decoded = http_decode(arena, text, len, plus_is_space);

	if (!decoded)
		return NULL;
	assert(strlen(decoded) <= len);
	assert(utf8_valid(decoded, strlen(decoded)));
	for (const char *at = decoded; *at; at++)
		assert((unsigned char)*at >= 0x20 && *at != 0x7f);
	assert(plus_is_space || !strpbrk(decoded, "/\\"));
	return decoded;
}

static void check_path(struct arena *arena, const char *path)
{
	if (!target_is_path(path))
		return;
	assert(*path == '/');
	while (*path == '/') {
		size_t len = strcspn(path + 1, "/");
		const char *decoded = check_decoded(arena, path + 1, len, false);

		assert(!decoded || (strcmp(decoded, ".") != 0 && strcmp(decoded, "..") != 0));
		path += 1 + len;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena;
	char *text;

	if (size > 16384) /* no request line is longer */
		return 0;
	arena = arena_new((size_t)16 * 1024 * 1024);
	assert(arena);
	text = arena_alloc(arena, size + 1);
	memcpy(text, data, size);
	check_path(arena, text);
	(void)check_decoded(arena, text, size, false);
	(void)check_decoded(arena, text, size, true);
	if (target_is_query(text))
		assert(!strpbrk(text, " \r\n#"));
	if (target_is_host(text))
		assert(!strpbrk(text, " ,/@?#\r\n"));
	arena_free(arena);
	return 0;
}
