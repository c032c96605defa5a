/* SPDX-License-Identifier: MIT */
#include "deviation/deadlines.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "deviation/working_days.h"
#include "base/banned.h"

static int next_number(const char **at)
{
	char *end;
	long number = strtol(*at, &end, 10);

	*at = end;
	return (int)number;
}

/* One set of the list. false: not in the form the database writes. */
static bool read_set(const char *at, struct deadline_set *set, bool *is_default)
{
	size_t len = strcspn(at, " ;");

	if (len > DEADLINE_CODE_MAX || at[len] != ' ')
		return false;
	memcpy(set->code, at, len);
	set->code[len] = '\0';
	at += len;
	set->receipt_days = next_number(&at);
	set->answer_days = next_number(&at);
	set->closing_days = next_number(&at);
	set->eves_free = next_number(&at) == 1;
	*is_default = next_number(&at) == 1;
	return *at == ';';
}

bool deadline_set_pick(const char *sets, const char *code, struct deadline_set *ret_set)
{
	bool found = false;

	for (const char *at = sets; at && *at;) {
		struct deadline_set set;
		bool is_default = false;
		if (!read_set(at, &set, &is_default))
			return found;
		bool named = code && strcmp(set.code, code) == 0;
		if (named || is_default) {
			*ret_set = set;
			found = true;
		}
		if (named)
			return true;
		at = strchr(at, ';') + 1;
	}
	return found;
}

const char *deadline_text(struct arena *arena, int64_t due_us)
{
	char buffer[32];

	return arena_strdup(arena, clock_rfc3339(due_us, buffer, sizeof(buffer)));
}

struct deadlines deadlines_from(struct arena *arena, const struct deadline_set *set, int64_t now_us)
{
	return (struct deadlines){
		.set = arena_strdup(arena, set->code),
		.receipt = deadline_text(arena, deadline_after(now_us, set->receipt_days, set->eves_free)),
		.answer = deadline_text(arena, deadline_after(now_us, set->answer_days, set->eves_free)),
		.closing = deadline_text(arena, deadline_after(now_us, set->closing_days, set->eves_free)),
	};
}
