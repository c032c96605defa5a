/* SPDX-License-Identifier: MIT */
#include "privacy/findings_json.h"

#include <string.h>

#include "base/arena.h"
#include "base/banned.h"

void findings_add_json(struct str *json, struct arena *arena, const char *text)
{
	size_t len = strlen(text);
	size_t capacity = GUARD_FINDINGS_MAX(len);
	struct guard_finding *findings = ARENA_ARRAY(arena, struct guard_finding, capacity);
	size_t count = 0;
	enum guard_verdict verdict = guard_scan(text, len, findings, capacity, &count);

	str_addf(json, "\"verdict\":\"%s\",\"findings\":[", guard_verdict_name(verdict));
	for (size_t i = 0; i < count; i++)
		str_addf(json, "%s{\"kind\":\"%s\",\"start\":%u,\"end\":%u}", i ? "," : "",
			 guard_kind_name(findings[i].kind), findings[i].start, findings[i].end);
	str_add_char(json, ']');
}
