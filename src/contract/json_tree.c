/* SPDX-License-Identifier: MIT */
#include "contract/json_tree.h"

#include <string.h>

#include "contract/json_scan.h"

#include "base/banned.h"

#define CODE_MAX 60

cJSON *json_read(struct arena *arena, const char *json, size_t len, const char **ret_code)
{
	size_t at = 0;
	const char *code = json_scan(json, len, &at);
	cJSON *tree;

	if (!code && !arena_would_fit(arena, len + 1))
		code = "too_long";
	if (code) {
		*ret_code = code;
		return NULL;
	}
	/* cJSON sees that the text ends only when the NUL is within the length it is given. */
	tree = cJSON_ParseWithLengthOpts(arena_strndup(arena, json, len), len + 1, NULL, 1);
	if (!tree)
		*ret_code = "malformed_json";
	return tree;
}

void json_tree_done(cJSON **tree)
{
	cJSON_Delete(*tree);
	*tree = NULL;
}

const cJSON *json_member(const cJSON *object, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(object, name);
}

const char *json_text(const cJSON *item)
{
	return cJSON_IsString(item) ? item->valuestring : NULL;
}

bool json_whole_number(const cJSON *item, int min, int max, int *ret_value)
{
	if (!cJSON_IsNumber(item) || !(item->valuedouble >= min && item->valuedouble <= max))
		return false;
	if ((double)(int)item->valuedouble < item->valuedouble)
		return false;
	*ret_value = (int)item->valuedouble;
	return true;
}

bool json_is_code(const char *text)
{
	size_t len = strlen(text);

	return len > 0 && len <= CODE_MAX &&
	       strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == len;
}
