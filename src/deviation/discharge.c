/* SPDX-License-Identifier: MIT */
#include "deviation/discharge.h"

#include <string.h>

#include "base/banned.h"

static const char *const names[DISCHARGE_TIMES] = {
	[DISCHARGE_ADMITTED] = "admitted_at",           [DISCHARGE_ADMISSION_NOTICE] = "admission_notice_at",
	[DISCHARGE_PLANNED] = "planned_discharge_at",   [DISCHARGE_READY_NOTICE] = "ready_notice_at",
	[DISCHARGE_DISCHARGED] = "discharged_at",       [DISCHARGE_EPICRISIS] = "epicrisis_at",
};

enum discharge_time discharge_time_read(const char *name)
{
	int time = 0;

	while (time < DISCHARGE_TIMES && strcmp(names[time], name) != 0)
		time++;
	return (enum discharge_time)time;
}

const char *discharge_time_name(enum discharge_time time)
{
	return names[time];
}

enum discharge_state discharge_judge(const struct discharge_rule *rule, const int64_t times[DISCHARGE_TIMES], int64_t now,
				     int64_t *ret_late)
{
	const int64_t from = times[rule->from], to = times[rule->to];

	*ret_late = 0;
	if (from == DISCHARGE_UNKNOWN)
		return DISCHARGE_NOTHING_SAID;
	const int64_t due = from + rule->within_hours * 60;
	const int64_t late = (to == DISCHARGE_UNKNOWN ? now : to) - due;
	if (late > 0)
		*ret_late = late;
	if (to == DISCHARGE_UNKNOWN)
		return late > 0 ? DISCHARGE_MISSING : DISCHARGE_NOTHING_SAID;
	return late > 0 ? DISCHARGE_LATE : DISCHARGE_KEPT;
}
