/* SPDX-License-Identifier: MIT */
#include "privacy/privacy.h"

#include <string.h>

#include "base/banned.h"

enum err privacy_refuse_identity(struct fault *fault, struct arena *arena, const struct guarded_text *texts, size_t count)
{
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		const char *text = texts[i].text;
		if (!text || guard_scan(text, strlen(text), NULL, 0, &found) != GUARD_BLOCK)
			continue;
		fault_add_field(fault, arena, texts[i].pointer, "identity_number", NULL);
		fault->err = ERR_UNPROCESSABLE;
	}
	return fault->err;
}
