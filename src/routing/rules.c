/* SPDX-License-Identifier: MIT */
#include "routing/rule_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

#define ROW_BITS 64

/* The text of a point's number, as conditions hold it; buffer has room for two digits. */
static const char *point_text(int point, char buffer[3])
{
	if (point <= 0 || point > ROUTING_POINT_MAX)
		return NULL;
	if (point < 10) {
		buffer[0] = (char)('0' + point);
		buffer[1] = '\0';
	} else {
		buffer[0] = (char)('0' + point / 10);
		buffer[1] = (char)('0' + point % 10);
		buffer[2] = '\0';
	}
	return buffer;
}

static int compare_codes(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static size_t find_row(const struct fact_rows *fact, const char *code)
{
	int low = 0;
	int high = fact->count;

	if (!code)
		return (size_t)fact->count;
	while (low < high) {
		int middle = (low + high) / 2;
		int order = strcmp(code, fact->codes[middle]);

		if (order == 0)
			return (size_t)middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return (size_t)fact->count + 1;
}

/* Sorted codes that the rules name for a fact, each once. */
static void collect_codes(struct arena *arena, const struct rule_list *list, int fact, struct fact_rows *rows)
{
	size_t total = 0;
	int kept = 0;

	for (int i = 0; i < list->count; i++)
		total += (size_t)list->when[i].facts[fact].count;
	rows->codes = ARENA_ARRAY(arena, const char *, total ? total : 1);
	total = 0;
	for (int i = 0; i < list->count; i++) {
		const struct condition *condition = &list->when[i].facts[fact];

		for (int j = 0; j < condition->count; j++)
			rows->codes[total++] = condition->codes[j];
	}
	qsort(rows->codes, total, sizeof(*rows->codes), compare_codes);
	for (size_t i = 0; i < total; i++) {
		if (kept == 0 || strcmp(rows->codes[kept - 1], rows->codes[i]) != 0)
			rows->codes[kept++] = rows->codes[i];
	}
	rows->count = kept;
}

static void set_bit(const struct rule_list *list, struct fact_rows *rows, size_t row, int rule)
{
	rows->rows[row * (size_t)list->words + (size_t)rule / ROW_BITS] |= UINT64_C(1) << (rule % ROW_BITS);
}

static void fill_rows(const struct rule_list *list, int fact, struct fact_rows *rows)
{
	for (int i = 0; i < list->count; i++) {
		const struct condition *condition = &list->when[i].facts[fact];

		if (!condition->given) {
			for (size_t row = 0; row < (size_t)rows->count + 2; row++)
				set_bit(list, rows, row, i);
			continue;
		}
		for (int j = 0; j < condition->count; j++)
			set_bit(list, rows, find_row(rows, condition->codes[j]), i);
		if (condition->accepts_none)
			set_bit(list, rows, (size_t)rows->count, i);
	}
}

static bool anyone_asks(const struct rule_list *list, int fact)
{
	for (int i = 0; i < list->count; i++) {
		if (list->when[i].facts[fact].given)
			return true;
	}
	return false;
}

enum err rule_list_prepare(struct arena *arena, struct rule_list *list)
{
	list->words = (list->count + ROW_BITS - 1) / ROW_BITS;
	list->all = ARENA_ARRAY(arena, uint64_t, (size_t)list->words + 1);
	for (int i = 0; i < list->count; i++)
		list->all[i / ROW_BITS] |= UINT64_C(1) << (i % ROW_BITS);
	for (int fact = 0; fact < ROUTING_FACT_COUNT; fact++) {
		struct fact_rows *rows = &list->facts[fact];
		size_t cells;

		if (!anyone_asks(list, fact))
			continue;
		collect_codes(arena, list, fact, rows);
		cells = ((size_t)rows->count + 2) * (size_t)list->words;
		if (!arena_would_fit(arena, cells * sizeof(uint64_t)))
			return ERR_TOO_LARGE;
		rows->rows = ARENA_ARRAY(arena, uint64_t, cells);
		fill_rows(list, fact, rows);
	}
	return OK;
}

/* The rows that a case's codes pick. "party" picks two, of which one is enough. */
struct picked {
	const uint64_t *rows[ROUTING_FACT_COUNT];
	int count;
	const uint64_t *either[2];
};

static const uint64_t *pick_row(const struct rule_list *list, enum routing_fact fact, const char *code)
{
	const struct fact_rows *rows = &list->facts[fact];

	return rows->rows + find_row(rows, code) * (size_t)list->words;
}

static void pick_rows(const struct rule_list *list, const struct route_facts *facts, struct picked *picked)
{
	char point[3];
	const char *const codes[ROUTING_FACT_COUNT] = {
		[ROUTING_KIND] = facts->kind,
		[ROUTING_CATEGORY] = facts->category,
		[ROUTING_AGREEMENT_POINT] = point_text(facts->agreement_point, point),
		[ROUTING_REPORTER_PARTY] = facts->reporter_party,
		[ROUTING_OTHER_PARTY] = facts->other_party,
		[ROUTING_REPORTER_ORGANISATION] = facts->reporter_organisation,
		[ROUTING_OTHER_ORGANISATION] = facts->other_organisation,
		[ROUTING_SERVICE_AREA] = facts->service_area,
		[ROUTING_PATIENT_GROUP] = facts->patient_group,
		[ROUTING_PHASE] = facts->phase,
		[ROUTING_ACTUAL_HARM] = facts->actual_harm,
		[ROUTING_POTENTIAL_HARM] = facts->potential_harm,
	};

	*picked = (struct picked){.either = {list->all, list->all}};
	for (int fact = 0; fact < ROUTING_FACT_COUNT; fact++) {
		if (!list->facts[fact].rows)
			continue;
		if (fact == ROUTING_PARTY) {
			picked->either[0] = pick_row(list, ROUTING_PARTY, facts->reporter_party);
			picked->either[1] = pick_row(list, ROUTING_PARTY, facts->other_party);
		} else {
			picked->rows[picked->count++] = pick_row(list, (enum routing_fact)fact, codes[fact]);
		}
	}
}

static uint64_t matching(const struct rule_list *list, const struct picked *picked, int word)
{
	uint64_t bits = list->all[word] & (picked->either[0][word] | picked->either[1][word]);

	for (int i = 0; i < picked->count; i++)
		bits &= picked->rows[i][word];
	return bits;
}

const struct rule *routing_decide(const struct rule_set *set, const struct route_facts *facts)
{
	const struct rule_list *list = &set->decide;
	struct picked picked;

	pick_rows(list, facts, &picked);
	for (int word = 0; word < list->words; word++) {
		uint64_t bits = matching(list, &picked, word);

		if (bits)
			return &list->rules[word * ROW_BITS + __builtin_ctzll(bits)];
	}
	/* Not reached: the reader refuses a set whose last rule has conditions. */
	return &list->rules[list->count - 1];
}

/* Adds a council unless it is there already or decides itself; returns the new count. */
static int add_council(const char *councils[], int count, const char *deciding, const char *council)
{
	if (strcmp(council, deciding) == 0)
		return count;
	for (int i = 0; i < count; i++) {
		if (strcmp(councils[i], council) == 0)
			return count;
	}
	councils[count] = council;
	return count + 1;
}

int routing_also_tell(const struct rule_set *set, const struct route_facts *facts, const char *councils[], int max)
{
	const char *deciding = routing_decide(set, facts)->council;
	const struct rule_list *list = &set->tell;
	struct picked picked;
	int count = 0;

	pick_rows(list, facts, &picked);
	for (int word = 0; word < list->words; word++) {
		uint64_t bits = matching(list, &picked, word);

		for (; bits && count < max; bits &= bits - 1) {
			const struct rule *rule = &list->rules[word * ROW_BITS + __builtin_ctzll(bits)];

			count = add_council(councils, count, deciding, rule->council);
		}
	}
	return count;
}

int routing_rules_version(const struct rule_set *set)
{
	return set->version;
}

const char *routing_rules_title(const struct rule_set *set)
{
	return set->title;
}

int routing_rules_count(const struct rule_set *set)
{
	return set->decide.count;
}

const struct rule *routing_rules_at(const struct rule_set *set, int index)
{
	return &set->decide.rules[index];
}
