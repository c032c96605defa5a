/* SPDX-License-Identifier: MIT */
#include "deviation/details.h"

#include <string.h>

#include "base/clock.h"
#include "deviation/details_times.h"
#include "base/banned.h"

bool details_given(const struct new_deviation_in *report)
{
	return report->on_behalf_of || report->discharge_times;
}

void details_read_times(const struct discharge_times_in *given, int64_t ret_times[DISCHARGE_TIMES])
{
	const char *const texts[DISCHARGE_TIMES] = {
		[DISCHARGE_ADMITTED] = given->admitted_at,        [DISCHARGE_ADMISSION_NOTICE] = given->admission_notice_at,
		[DISCHARGE_PLANNED] = given->planned_discharge_at, [DISCHARGE_READY_NOTICE] = given->ready_notice_at,
		[DISCHARGE_DISCHARGED] = given->discharged_at,    [DISCHARGE_EPICRISIS] = given->epicrisis_at,
	};

	for (int i = 0; i < DISCHARGE_TIMES; i++)
		if (!texts[i] || !moment_read(texts[i], strlen(texts[i]), &ret_times[i]))
			ret_times[i] = DISCHARGE_UNKNOWN;
}

static void complain(const struct intake *intake, enum discharge_time time, const char *code)
{
	fault_add_field(intake->fault, intake->arena,
			arena_printf(intake->arena, "/discharge_times/%s", discharge_time_name(time)), code, NULL);
	intake->fault->err = ERR_UNPROCESSABLE;
}

void details_check(const struct intake *intake, const struct new_deviation_in *report)
{
	int64_t times[DISCHARGE_TIMES];

	if (!report->discharge_times)
		return;
	details_read_times(report->discharge_times, times);
	for (int i = 0; i < DISCHARGE_TIMES; i++) {
		/* What is planned may lie ahead; anything else has happened. */
		if (i != DISCHARGE_PLANNED && times[i] != DISCHARGE_UNKNOWN && times[i] > details_now())
			complain(intake, (enum discharge_time)i, "future_time");
		else if (i > DISCHARGE_ADMITTED && times[i] != DISCHARGE_UNKNOWN && times[DISCHARGE_ADMITTED] != DISCHARGE_UNKNOWN &&
			 times[i] < times[DISCHARGE_ADMITTED])
			complain(intake, (enum discharge_time)i, "before_admission");
	}
}

int64_t details_now(void)
{
	return clock_wall_us() / (60 * INT64_C(1000000));
}
