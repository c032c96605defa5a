/* SPDX-License-Identifier: MIT */
#include "db/constraint_fields.h"

#include <stddef.h>
#include <string.h>

#include "base/banned.h"

const struct constraint_field constraint_fields[] = {
	{"deviation_reporter_organisation_fk", "/reporter_organisation_id", "unknown_organisation"},
	{"deviation_reporter_unit_fk", "/reporter_unit_id", "unknown_unit"},
	{"deviation_other_organisation_fk", "/other_organisation_id", "unknown_organisation"},
	{"deviation_other_unit_fk", "/other_unit_id", "unknown_unit"},
	{"deviation_other_service_fk", "/other_service_id", "unknown_service"},
	{"deviation_external_reference_unique", "/external_reference", "reference_used"},
	{"measure_due_on_range", "/due_on", "bad_date"},
	{"measure_done_on_range", "/done_on", "bad_date"},
	{"measure_effect_months_known", "/effect_months", "unknown_code"},
	{"membership_council_named", "/council_id", "unknown_council"},
	{"membership_organisation_named", "/organisation_id", "unknown_organisation"},
	{"membership_period", "/valid_to", "period_backwards"},
	{"person_language_known", "/language", "unknown_code"},
	{"rule_plan_starts_later", "/starts_at", "not_later"},
	{"substitute_period", "/valid_to", "period_backwards"},
	{"report_later_version_says_why", "/what_changed", "required"},
	{"subscription_frequency_known", "/frequency", "unknown_code"},
	{"subscription_language_known", "/language", "unknown_code"},
	{NULL, NULL, NULL},
};

const struct constraint_field *constraint_fields_find(const char *constraint)
{
	for (const struct constraint_field *entry = constraint_fields; entry->constraint; entry++)
		if (strcmp(entry->constraint, constraint) == 0)
			return entry;
	return NULL;
}
