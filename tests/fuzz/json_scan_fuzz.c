/* SPDX-License-Identifier: MIT */
/*
 * What the scanner lets through must be what cJSON reads to the last byte, with every text whole: nothing cut at a NUL,
 * nothing that is no UTF-8, no name twice, and no deeper than promised.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "contract/cj.h"
#include "contract/json_scan.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int is_space(const char *from, const char *to)
{
	while (from < to && strchr(" \t\r\n", *from))
		from++;
	return from == to;
}

static void check_name(const cJSON *item)
{
	assert(utf8_valid(item->string, strlen(item->string)));
	for (const cJSON *other = item->next; other; other = other->next)
		assert(strcmp(other->string, item->string) != 0);
}

static void check_tree(const cJSON *json, int depth)
{
	const cJSON *item;

	if (cJSON_IsString(json))
		assert(utf8_valid(json->valuestring, strlen(json->valuestring)));
	if (!cJSON_IsObject(json) && !cJSON_IsArray(json))
		return;
	assert(depth < JSON_DEPTH_MAX);
	cJSON_ArrayForEach (item, json) {
		if (cJSON_IsObject(json))
			check_name(item);
		check_tree(item, depth + 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size ? size : 1); /* no byte more, so that reading beyond is seen */
	const char *end = NULL;
	size_t at = SIZE_MAX;
	cJSON *json;

	if (!text)
		return 0;
	if (size > 0)
		memcpy(text, data, size);
	if (json_scan(text, size, &at)) {
		assert(at <= size);
	} else {
		json = cJSON_ParseWithLengthOpts(text, size, &end, 0);
		assert(json);
		assert(is_space(end, text + size));
		check_tree(json, 0);
		cJSON_Delete(json);
	}
	free(text);
	return 0;
}
