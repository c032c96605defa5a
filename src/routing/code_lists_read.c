/* SPDX-License-Identifier: MIT */
#include "routing/routing.h"

#include <stdbool.h>

#include "contract/json_tree.h"

#include "base/banned.h"

/* The codes of one list of the file, {"lists": {"kind": [{"code": "patient", …}, …]}}. */
static bool read_codes(struct arena *arena, const cJSON *lists, const char *name, struct routing_codes *ret_codes)
{
	const cJSON *list = json_member(lists, name);
	int size = cJSON_IsArray(list) ? cJSON_GetArraySize(list) : 0;
	const char **codes;
	const cJSON *entry;
	int count = 0;

	if (size == 0 || !arena_would_fit(arena, (size_t)size * (sizeof(*codes) + 128)))
		return false;
	codes = ARENA_ARRAY(arena, const char *, (size_t)size);
	cJSON_ArrayForEach (entry, list) {
		const char *code = json_text(json_member(entry, "code"));

		if (!code || !json_is_code(code))
			return false;
		codes[count++] = arena_strdup(arena, code);
	}
	*ret_codes = (struct routing_codes){.codes = codes, .count = count};
	return true;
}

enum err routing_known_codes_read(struct arena *arena, const char *json, size_t len, struct fault *fault,
				  struct routing_known_codes *ret_known)
{
	const char *code = NULL;
	JSON_TREE_AUTO cJSON *root = json_read(arena, json, len, &code);
	const cJSON *lists = json_member(root, "lists");
	struct routing_known_codes known = {0};
	const struct {
		const char *name;
		struct routing_codes *codes;
		bool optional;
	} wanted[] = {
		{"kind", &known.kind, .optional = false},
		{"category", &known.category, .optional = false},
		{"agreement_point", &known.agreement_point, .optional = false},
		{"party", &known.party, .optional = false},
		{"service_area", &known.service_area, .optional = false},
		{"patient_group", &known.patient_group, .optional = false},
		{"phase", &known.phase, .optional = false},
		{"harm", &known.harm, .optional = false},
		{"organisation", &known.organisation, .optional = true},
		{"council", &known.council, .optional = true},
		{"deadline_set", &known.deadline_set, .optional = true},
	};

	if (!root) {
		fault_add_field(fault, arena, "", code, NULL);
		return ERR_INVALID;
	}
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		if (wanted[i].optional && !json_member(lists, wanted[i].name))
			continue;
		if (!read_codes(arena, lists, wanted[i].name, wanted[i].codes)) {
			fault_add_field(fault, arena, arena_printf(arena, "/lists/%s", wanted[i].name), "required",
					NULL);
			return ERR_INVALID;
		}
	}
	*ret_known = known;
	return OK;
}
