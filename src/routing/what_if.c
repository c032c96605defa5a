/* SPDX-License-Identifier: MIT */
#include "routing/what_if.h"

#include <string.h>

#include "base/banned.h"

/* Of councils that are named by 400 rules at most; in practice a handful. */
#define MOVES_MAX 4096

void what_if_begin(struct arena *arena, const struct rule_set *now, const struct rule_set *changed, struct what_if *ret_trial)
{
	*ret_trial = (struct what_if){
		.now = now,
		.changed = changed,
		.decided = ARENA_ARRAY(arena, int64_t, (size_t)routing_rules_count(changed)),
		.moves = ARENA_ARRAY(arena, struct what_if_move, MOVES_MAX),
	};
}

static void count_move(struct what_if *trial, const char *from, const char *to)
{
	int i = 0;

	while (i < trial->moves_count && (strcmp(trial->moves[i].from, from) != 0 || strcmp(trial->moves[i].to, to) != 0))
		i++;
	if (i == MOVES_MAX)
		return;
	if (i == trial->moves_count)
		trial->moves[trial->moves_count++] = (struct what_if_move){.from = from, .to = to};
	trial->moves[i].count++;
}

bool what_if_case(struct what_if *trial, const struct route_facts *facts, const char **ret_from, const struct rule **ret_rule)
{
	const char *from = routing_decide(trial->now, facts)->council;
	const struct rule *rule = routing_decide(trial->changed, facts);

	trial->cases++;
	trial->decided[rule->position - 1]++;
	if (strcmp(from, rule->council) == 0)
		return false;
	trial->moved++;
	count_move(trial, from, rule->council);
	*ret_from = from;
	*ret_rule = rule;
	return true;
}

int64_t what_if_shown(int64_t count, int64_t smallest)
{
	return smallest > 1 ? count - count % smallest : count;
}
