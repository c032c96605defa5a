/* SPDX-License-Identifier: MIT */
#include "routing/rule_set.h"

#include <string.h>

#include "base/utf8.h"
#include "contract/json_tree.h"

#include "base/banned.h"

#define TEXT_MAX 500
#define TITLE_MAX 200
#define VERSION_MAX 1000000000
#define CODES_MAX 500
#define REASONS_MAX 1000
/* What reading one byte of JSON may take in the arena, with room to spare: pointers, copies, places. */
#define ARENA_PER_BYTE 16
#define ARENA_BESIDES ((size_t)1024 * 1024)

struct reader {
	struct arena *arena;
	const struct routing_known_codes *known;
	struct fault *fault;
	int reasons;
};

/* One reason why the set is refused. name is a member or NULL, index an element or -1; both are below place. */
static void refuse(struct reader *reader, const char *place, const char *name, int index, const char *code,
		   const char *value)
{
	const char *pointer = place;

	if (reader->reasons++ >= REASONS_MAX)
		return;
	if (name)
		pointer = arena_printf(reader->arena, "%s/%s", pointer, name);
	if (index >= 0)
		pointer = arena_printf(reader->arena, "%s/%d", pointer, index);
	(void)FAULT(reader->fault, ERR_INVALID, "rule_set_refused");
	fault_add_field(reader->fault, reader->arena, pointer, code, value);
}

/* A name from the file as part of a JSON pointer (RFC 6901: ~ and / are escaped), cut when it is long. */
static const char *pointer_name(struct reader *reader, const char *name)
{
	char *escaped;
	size_t at = 0;

	if (strlen(name) > 40 || reader->reasons >= REASONS_MAX)
		return "…";
	escaped = arena_alloc(reader->arena, 2 * 40 + 1);
	for (; *name; name++) {
		if (*name == '~' || *name == '/') {
			escaped[at++] = '~';
			escaped[at++] = *name == '~' ? '0' : '1';
		} else {
			escaped[at++] = *name;
		}
	}
	return escaped;
}

/* Refuses members that are not among the names. (A name that is there twice has been refused by the scan.) */
static void check_members(struct reader *reader, const cJSON *object, const char *place, const char *const names[],
			  int count, const char *code)
{
	const cJSON *member;

	cJSON_ArrayForEach (member, object) {
		int i = 0;

		while (i < count && strcmp(member->string, names[i]) != 0)
			i++;
		if (i == count)
			refuse(reader, place, pointer_name(reader, member->string), -1, code, NULL);
	}
}

static const char *read_text(struct reader *reader, const cJSON *object, const char *place, const char *name, int max)
{
	const char *text = json_text(json_member(object, name));

	if (!json_member(object, name) || (text && text[strspn(text, " \t\r\n")] == '\0')) {
		refuse(reader, place, name, -1, "required", NULL);
	} else if (!text) {
		refuse(reader, place, name, -1, "wrong_type", "text");
	} else if (utf8_length(text, strlen(text)) > (size_t)max) {
		refuse(reader, place, name, -1, "too_long", arena_i64(reader->arena, max));
	} else {
		return arena_strdup(reader->arena, text);
	}
	return "";
}

static bool is_known(const struct routing_codes *known, const char *code)
{
	if (!known->codes)
		return true;
	for (int i = 0; i < known->count; i++) {
		if (strcmp(known->codes[i], code) == 0)
			return true;
	}
	return false;
}

static const char *read_code(struct reader *reader, const cJSON *object, const char *place, const char *name,
			     const struct routing_codes *known)
{
	const char *code = json_text(json_member(object, name));

	if (!json_member(object, name)) {
		refuse(reader, place, name, -1, "required", NULL);
	} else if (!code) {
		refuse(reader, place, name, -1, "wrong_type", "text");
	} else if (!json_is_code(code)) {
		refuse(reader, place, name, -1, "bad_code", NULL);
	} else if (known && !is_known(known, code)) {
		refuse(reader, place, name, -1, "unknown_code", NULL);
	} else {
		return arena_strdup(reader->arena, code);
	}
	return "";
}

/* The text of one element of a condition's list; NULL when it is refused. */
static const char *read_element(struct reader *reader, const cJSON *element, enum routing_fact fact)
{
	int point;

	if (fact != ROUTING_AGREEMENT_POINT)
		return json_text(element);
	return json_whole_number(element, 1, ROUTING_POINT_MAX, &point) ? arena_i64(reader->arena, point) : NULL;
}

static bool has_element(const struct condition *condition, const char *code)
{
	for (int i = 0; i < condition->count; i++) {
		if (strcmp(condition->codes[i], code) == 0)
			return true;
	}
	return false;
}

static void add_element(struct reader *reader, const cJSON *element, enum routing_fact fact, const char *place,
			int index, struct condition *condition)
{
	const char *code = read_element(reader, element, fact);

	if (cJSON_IsNull(element)) {
		if (condition->accepts_none)
			refuse(reader, place, NULL, index, "duplicate", place);
		condition->accepts_none = true;
	} else if (!code) {
		refuse(reader, place, NULL, index, "wrong_type", fact == ROUTING_AGREEMENT_POINT ? "1–99" : "text");
	} else if (!json_is_code(code)) {
		refuse(reader, place, NULL, index, "bad_code", NULL);
	} else if (has_element(condition, code)) {
		refuse(reader, place, NULL, index, "duplicate", place);
	} else {
		if (reader->known && !is_known(routing_fact_codes(reader->known, fact), code))
			refuse(reader, place, NULL, index, "unknown_code", NULL);
		condition->codes[condition->count++] = arena_strdup(reader->arena, code);
	}
}

static void read_condition(struct reader *reader, const cJSON *list, enum routing_fact fact, const char *when,
			   struct condition *condition)
{
	const char *name = routing_fact_name(fact);
	int size = cJSON_IsArray(list) ? cJSON_GetArraySize(list) : 0;
	const char *place;
	const cJSON *element;
	int index = 0;

	condition->given = true;
	if (!cJSON_IsArray(list)) {
		refuse(reader, when, name, -1, "wrong_type", "list");
		return;
	}
	if (size == 0 || size > CODES_MAX) {
		refuse(reader, when, name, -1, size ? "too_many" : "required",
		       size ? arena_i64(reader->arena, CODES_MAX) : NULL);
		return;
	}
	place = arena_printf(reader->arena, "%s/%s", when, name);
	condition->codes = ARENA_ARRAY(reader->arena, const char *, (size_t)size);
	cJSON_ArrayForEach (element, list)
		add_element(reader, element, fact, place, index++, condition);
}

static void read_when(struct reader *reader, const cJSON *rule, const char *place, struct conditions *conditions)
{
	const cJSON *when = json_member(rule, "when");
	const char *names[ROUTING_FACT_COUNT];
	const char *when_place = arena_printf(reader->arena, "%s/when", place);
	int reasons = reader->reasons;

	for (int fact = 0; fact < ROUTING_FACT_COUNT; fact++)
		names[fact] = routing_fact_name((enum routing_fact)fact);
	if (!cJSON_IsObject(when))
		refuse(reader, when_place, NULL, -1, when ? "wrong_type" : "required", when ? "object" : NULL);
	else
		check_members(reader, when, when_place, names, ROUTING_FACT_COUNT, "unknown_fact");
	for (int fact = 0; fact < ROUTING_FACT_COUNT; fact++) {
		const cJSON *list = json_member(when, names[fact]);

		if (list)
			read_condition(reader, list, (enum routing_fact)fact, when_place, &conditions->facts[fact]);
	}
	conditions->broken = reader->reasons > reasons;
}

static void read_why(struct reader *reader, const cJSON *object, const char *place, struct rule *rule)
{
	const cJSON *why = json_member(object, "why");
	const char *why_place = arena_printf(reader->arena, "%s/why", place);
	const char *names[LANGUAGE_COUNT];

	for (int language = 0; language < LANGUAGE_COUNT; language++) {
		names[language] = language_code((enum language)language);
		rule->why[language] = "";
	}
	if (!cJSON_IsObject(why)) {
		refuse(reader, why_place, NULL, -1, why ? "wrong_type" : "required", why ? "object" : NULL);
		return;
	}
	check_members(reader, why, why_place, names, LANGUAGE_COUNT, "unknown_key");
	for (int language = 0; language < LANGUAGE_COUNT; language++)
		rule->why[language] = read_text(reader, why, why_place, names[language], TEXT_MAX);
}

/* Only a rule that decides may name a deadline set. */
static void read_rule(struct reader *reader, const cJSON *object, const char *place, bool decides, struct rule *rule,
		      struct conditions *conditions)
{
	static const char *const names[] = {"id", "when", "council", "why", "deadline_set"};

	rule->id = rule->council = "";
	for (int language = 0; language < LANGUAGE_COUNT; language++)
		rule->why[language] = "";
	if (!cJSON_IsObject(object)) {
		refuse(reader, place, NULL, -1, "wrong_type", "object");
		conditions->broken = true;
		return;
	}
	check_members(reader, object, place, names, decides ? 5 : 4, "unknown_key");
	rule->id = read_code(reader, object, place, "id", NULL);
	read_when(reader, object, place, conditions);
	rule->council = read_code(reader, object, place, "council", reader->known ? &reader->known->council : NULL);
	if (decides && json_member(object, "deadline_set"))
		rule->deadline_set = read_code(reader, object, place, "deadline_set",
					       reader->known ? &reader->known->deadline_set : NULL);
	read_why(reader, object, place, rule);
}

static void check_ids(struct reader *reader, const struct rule_list *list, const char *name)
{
	for (int i = 1; i < list->count; i++) {
		for (int j = 0; j < i; j++) {
			if (*list->rules[i].id && strcmp(list->rules[i].id, list->rules[j].id) == 0) {
				refuse(reader, arena_printf(reader->arena, "/%s/%d", name, i), "id", -1, "duplicate",
				       arena_printf(reader->arena, "/%s/%d", name, j));
				break;
			}
		}
	}
}

static void read_list(struct reader *reader, const cJSON *root, const char *name, bool required, struct rule_list *list)
{
	const cJSON *array = json_member(root, name);
	int size = cJSON_IsArray(array) ? cJSON_GetArraySize(array) : 0;
	const cJSON *object;

	if (!array && !required)
		return;
	if (!cJSON_IsArray(array) || (size == 0 && required)) {
		refuse(reader, "", name, -1, array && size ? "wrong_type" : "required", NULL);
		return;
	}
	if (size > ROUTING_RULES_MAX) {
		refuse(reader, "", name, -1, "too_many", arena_i64(reader->arena, ROUTING_RULES_MAX));
		return;
	}
	list->rules = ARENA_ARRAY(reader->arena, struct rule, (size_t)size + 1);
	list->when = ARENA_ARRAY(reader->arena, struct conditions, (size_t)size + 1);
	cJSON_ArrayForEach (object, array) {
		int index = list->count++;

		list->rules[index].position = index + 1;
		read_rule(reader, object, arena_printf(reader->arena, "/%s/%d", name, index), required,
			  &list->rules[index], &list->when[index]);
	}
	check_ids(reader, list, name);
}

/* Order matters only among the rules that decide: the others all apply. */
static void check_order(struct reader *reader, const struct rule_list *list)
{
	for (int i = 1; i < list->count; i++) {
		int earlier = rule_list_covered_by(list, i);

		if (earlier >= 0)
			refuse(reader, "/rules", NULL, i, "unreachable",
			       arena_printf(reader->arena, "/rules/%d", earlier));
	}
	if (list->count > 0 && !list->when[list->count - 1].broken &&
	    !rule_list_is_unconditional(list, list->count - 1))
		refuse(reader, "/rules", NULL, list->count - 1, "no_default", NULL);
}

static void read_set(struct reader *reader, const cJSON *root, struct rule_set *set)
{
	static const char *const names[] = {"version", "title", "rules", "also_tell"};

	if (!cJSON_IsObject(root)) {
		refuse(reader, "", NULL, -1, "wrong_type", "object");
		return;
	}
	check_members(reader, root, "", names, 4, "unknown_key");
	if (!json_member(root, "version"))
		refuse(reader, "", "version", -1, "required", NULL);
	else if (!json_whole_number(json_member(root, "version"), 1, VERSION_MAX, &set->version))
		refuse(reader, "", "version", -1, "wrong_type", "1–1000000000");
	set->title = read_text(reader, root, "", "title", TITLE_MAX);
	read_list(reader, root, "rules", true, &set->decide);
	read_list(reader, root, "also_tell", false, &set->tell);
	check_order(reader, &set->decide);
}

enum err routing_rules_read(struct arena *arena, const char *json, size_t len, const struct routing_known_codes *known,
			    struct fault *fault, const struct rule_set **ret_set)
{
	struct fault own = {0};
	struct reader reader = {.arena = arena, .known = known, .fault = fault ? fault : &own};
	JSON_TREE_AUTO cJSON *root = NULL;
	const char *code = NULL;
	struct rule_set *set;

	if (len > ROUTING_JSON_MAX || !arena_would_fit(arena, len * ARENA_PER_BYTE + ARENA_BESIDES))
		return FAULT(fault, ERR_TOO_LARGE, NULL);
	root = json_read(arena, json, len, &code);
	set = ARENA_NEW(arena, struct rule_set);
	if (root)
		read_set(&reader, root, set);
	else
		refuse(&reader, "", NULL, -1, code, NULL);
	if (reader.reasons > 0)
		return ERR_INVALID;
	if (rule_list_prepare(arena, &set->decide) != OK || rule_list_prepare(arena, &set->tell) != OK)
		return FAULT(fault, ERR_TOO_LARGE, NULL);
	*ret_set = set;
	return OK;
}
