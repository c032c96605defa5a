/* SPDX-License-Identifier: MIT */
#include "routing/case_line.h"

#include <string.h>

#include "base/str.h"
#include "contract/json_tree.h"

#include "base/banned.h"

#define ERRORS_MAX 2000
#define TEXT_MAX 500

struct reader {
	struct arena *arena;
	const cJSON *object;
	struct str *errors;
};

static void refuse(struct reader *reader, const char *member, const char *what)
{
	str_addf(reader->errors, "%s%s: %s", reader->errors->len ? "; " : "", member, what);
}

static bool is_known(const struct routing_codes *known, const char *code)
{
	for (int i = 0; i < known->count; i++) {
		if (strcmp(known->codes[i], code) == 0)
			return true;
	}
	return !known->codes;
}

/* A text, or NULL when it is null or absent, or refused. */
static const char *read_text(struct reader *reader, const char *member, bool required)
{
	const cJSON *item = json_member(reader->object, member);
	const char *text = json_text(item);

	if (!item || cJSON_IsNull(item)) {
		if (required)
			refuse(reader, member, "missing");
		return NULL;
	}
	if (!text || !*text || strlen(text) > TEXT_MAX) {
		refuse(reader, member, "not a text of 1 to 500 bytes");
		return NULL;
	}
	return arena_strdup(reader->arena, text);
}

static const char *read_code(struct reader *reader, const char *member, bool required,
			     const struct routing_codes *known)
{
	const char *code = read_text(reader, member, required);

	if (code && !is_known(known, code)) {
		refuse(reader, member, "unknown code");
		return NULL;
	}
	return code;
}

static int read_point(struct reader *reader)
{
	const cJSON *item = json_member(reader->object, "agreement_point");
	int point = 0;

	if (item && !cJSON_IsNull(item) && !json_whole_number(item, 1, ROUTING_POINT_MAX, &point))
		refuse(reader, "agreement_point", "not a whole number from 1 to 99");
	return point;
}

static void read_case(struct reader *reader, const struct routing_known_codes *known, struct case_line *line)
{
	line->id = read_text(reader, "id", true);
	line->facts.kind = read_code(reader, "kind", true, &known->kind);
	line->facts.category = read_code(reader, "category", true, &known->category);
	line->facts.reporter_party = read_code(reader, "reporter_party", true, &known->party);
	line->facts.other_party = read_code(reader, "other_party", true, &known->party);
	line->facts.agreement_point = read_point(reader);
	line->facts.service_area = read_code(reader, "service_area", false, &known->service_area);
	line->facts.patient_group = read_code(reader, "patient_group", false, &known->patient_group);
	line->facts.phase = read_code(reader, "phase", false, &known->phase);
	line->facts.actual_harm = read_code(reader, "actual_harm", false, &known->harm);
	line->facts.potential_harm = read_code(reader, "potential_harm", false, &known->harm);
	line->reporter_org = read_text(reader, "reporter_org", false);
	line->other_org = read_text(reader, "other_org", false);
}

enum err case_line_read(struct arena *arena, const char *line, size_t len, const struct routing_known_codes *known,
			struct case_line *ret_case, const char **ret_error)
{
	const char *code = NULL;
	JSON_TREE_AUTO cJSON *object = json_read(arena, line, len, &code);
	STR_AUTO struct str errors = STR_INIT(ERRORS_MAX);
	struct reader reader = {.arena = arena, .object = object, .errors = &errors};
	struct case_line read = {0};

	if (!cJSON_IsObject(object)) {
		*ret_error = object ? "not a JSON object" : arena_printf(arena, "not valid JSON: %s", code);
		return ERR_INVALID;
	}
	read_case(&reader, known, &read);
	if (errors.len > 0) {
		*ret_error = arena_strdup(arena, str_text(&errors));
		return ERR_INVALID;
	}
	*ret_case = read;
	return OK;
}
