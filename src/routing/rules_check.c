/* SPDX-License-Identifier: MIT */
#include "routing/rule_set.h"

#include <string.h>

#include "base/banned.h"

static const char *const names[ROUTING_FACT_COUNT] = {
	[ROUTING_KIND] = "kind",
	[ROUTING_CATEGORY] = "category",
	[ROUTING_AGREEMENT_POINT] = "agreement_point",
	[ROUTING_PARTY] = "party",
	[ROUTING_REPORTER_PARTY] = "reporter_party",
	[ROUTING_OTHER_PARTY] = "other_party",
	[ROUTING_REPORTER_ORGANISATION] = "reporter_organisation",
	[ROUTING_OTHER_ORGANISATION] = "other_organisation",
	[ROUTING_SERVICE_AREA] = "service_area",
	[ROUTING_PATIENT_GROUP] = "patient_group",
	[ROUTING_PHASE] = "phase",
	[ROUTING_ACTUAL_HARM] = "actual_harm",
	[ROUTING_POTENTIAL_HARM] = "potential_harm",
};

const char *routing_fact_name(enum routing_fact fact)
{
	return names[fact];
}

const struct routing_codes *routing_fact_codes(const struct routing_known_codes *known, enum routing_fact fact)
{
	switch (fact) {
	case ROUTING_KIND:
		return &known->kind;
	case ROUTING_CATEGORY:
		return &known->category;
	case ROUTING_AGREEMENT_POINT:
		return &known->agreement_point;
	case ROUTING_PARTY:
	case ROUTING_REPORTER_PARTY:
	case ROUTING_OTHER_PARTY:
		return &known->party;
	case ROUTING_REPORTER_ORGANISATION:
	case ROUTING_OTHER_ORGANISATION:
		return &known->organisation;
	case ROUTING_SERVICE_AREA:
		return &known->service_area;
	case ROUTING_PATIENT_GROUP:
		return &known->patient_group;
	case ROUTING_PHASE:
		return &known->phase;
	case ROUTING_ACTUAL_HARM:
	case ROUTING_POTENTIAL_HARM:
	case ROUTING_FACT_COUNT:
		break;
	}
	return &known->harm;
}

static bool has_code(const struct condition *condition, const char *code)
{
	for (int i = 0; i < condition->count; i++) {
		if (strcmp(condition->codes[i], code) == 0)
			return true;
	}
	return false;
}

/* Every code that inner accepts is accepted by outer. */
static bool accepts_all_of(const struct condition *outer, const struct condition *inner)
{
	if (!outer->given)
		return true;
	if (!inner->given || (inner->accepts_none && !outer->accepts_none))
		return false;
	for (int i = 0; i < inner->count; i++) {
		if (!has_code(outer, inner->codes[i]))
			return false;
	}
	return true;
}

/* "party" asks about either side, so an earlier one also covers a later rule that names one side. */
static bool covers_party(const struct condition *earlier, const struct condition *later)
{
	const struct condition *outer = &earlier[ROUTING_PARTY];

	return accepts_all_of(outer, &later[ROUTING_PARTY]) || accepts_all_of(outer, &later[ROUTING_REPORTER_PARTY]) ||
	       accepts_all_of(outer, &later[ROUTING_OTHER_PARTY]);
}

static bool covers(const struct condition *earlier, const struct condition *later)
{
	for (int fact = 0; fact < ROUTING_FACT_COUNT; fact++) {
		if (fact != ROUTING_PARTY && !accepts_all_of(&earlier[fact], &later[fact]))
			return false;
	}
	return covers_party(earlier, later);
}

int rule_list_covered_by(const struct rule_list *list, int index)
{
	for (int i = 0; i < index; i++) {
		if (!list->when[i].broken && !list->when[index].broken &&
		    covers(list->when[i].facts, list->when[index].facts))
			return i;
	}
	return -1;
}

bool rule_list_is_unconditional(const struct rule_list *list, int index)
{
	for (int fact = 0; fact < ROUTING_FACT_COUNT; fact++) {
		if (list->when[index].facts[fact].given)
			return false;
	}
	return true;
}
