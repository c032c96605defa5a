/* SPDX-License-Identifier: MIT */
/*
 * What it costs to find the council of a case, and who is told as well, through 200 rules of which the last ones decide. Prints the figure;
 * ends with 1 when it is over the bar.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "routing/routing.h"

#include "base/banned.h"

#define RULES 200
#define TIMES 1000000
#define BAR_US 50.0
#define WHY "\"why\":{\"nb\":\"x\",\"nn\":\"x\",\"en\":\"x\"}}"

static const char *const categories[] = {"legemidler", "epikrise", "henvisning", "transport", "kapasitet"};
#define CATEGORIES (sizeof(categories) / sizeof(categories[0]))

/* Each rule asks about four facts, so that none covers another. */
static void write_rules(struct str *json)
{
	str_add(json, "{\"version\":1,\"title\":\"x\",\"rules\":[");
	for (int i = 0; i < RULES - 1; i++)
		str_addf(json,
			 "{\"id\":\"r%d\",\"when\":{\"category\":[\"%s\",\"annet\"],\"other_organisation\":[\"org_%d\",\"org_%d\"],"
			 "\"agreement_point\":[null,%d],\"party\":[\"gp\",\"hospital\"]},\"council\":\"c%d\"," WHY ",",
			 i, categories[(size_t)i % CATEGORIES], i, i + 1, i % 13 + 1, i % 7);
	str_add(json, "{\"id\":\"last\",\"when\":{},\"council\":\"c0\"," WHY "],\"also_tell\":["
		      "{\"id\":\"severe\",\"when\":{\"actual_harm\":[\"severe\",\"fatal\"]},\"council\":\"told\"," WHY "]}");
}

static double cpu_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static double cost(const struct rule_set *set, size_t *ret_positions)
{
	char organisation[32];
	const char *told[8];
	double from = cpu_us();

	for (int i = 0; i < TIMES; i++) {
		int number = RULES - 2 - i % 10;
		struct route_facts facts = {
			.kind = "patient",
			.category = i % 3 ? categories[(size_t)number % CATEGORIES] : "unknown",
			.reporter_party = "municipality",
			.other_party = "hospital",
			.other_organisation = organisation,
			.actual_harm = "severe",
			.potential_harm = "severe",
		};
		(void)snprintf(organisation, sizeof(organisation), "org_%d", number);
		*ret_positions += (size_t)routing_decide(set, &facts)->position;
		*ret_positions += (size_t)routing_also_tell(set, &facts, told, 8);
	}
	return (cpu_us() - from) / TIMES;
}

int main(void)
{
	struct arena *arena = arena_new((size_t)32 * 1024 * 1024);
	STR_AUTO struct str json = STR_INIT((size_t)1024 * 1024);
	const struct rule_set *set = NULL;
	size_t positions = 0;
	double us;

	write_rules(&json);
	if (!arena || routing_rules_read(arena, str_text(&json), json.len, NULL, NULL, &set) != OK) {
		fputs("the rules of the bench cannot be read\n", stderr);
		arena_free(arena);
		return 2;
	}
	us = cost(set, &positions);
	printf("%s routing a case through %d rules, with who is told: %.2f us (bar: %.0f), rule %.0f on the average\n",
	       us < BAR_US ? "ok  " : "MISS", routing_rules_count(set), us, BAR_US, (double)positions / TIMES);
	arena_free(arena);
	return us >= BAR_US;
}
