/* SPDX-License-Identifier: MIT */
#include "deviation/details.h"

#include "base/str.h"
#include "deviation/details_times.h"
#include "statements.h"
#include "base/banned.h"

#define FINDINGS_BYTES_MAX 65536

static const char *const states[] = {
	[DISCHARGE_KEPT] = "kept", [DISCHARGE_LATE] = "late", [DISCHARGE_MISSING] = "missing"};

/* A row of discharge_rules judged: what is told of the rule, its state, and by how much it was missed. */
static void add_finding(struct str *findings, const struct db_rows *rows, int row, const int64_t times[DISCHARGE_TIMES])
{
	const struct discharge_rule rule = {
		.from = discharge_time_read(db_text(rows, row, 1)),
		.to = discharge_time_read(db_text(rows, row, 2)),
		.within_hours = db_i64(rows, row, 3),
	};
	int64_t late = 0;
	const enum discharge_state state = discharge_judge(&rule, times, details_now(), &late);

	if (state != DISCHARGE_NOTHING_SAID)
		str_addf(findings, "%s{\"rule\":%s,\"state\":\"%s\",\"late_minutes\":%lld}", findings->len > 1 ? "," : "",
			 db_text(rows, row, 4), states[state], (long long)late);
}

enum err details_judge(const struct intake *intake, const struct new_deviation_in *report, const char *helsefellesskap,
		       const char **ret_findings)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	STR_AUTO struct str findings = STR_INIT(FINDINGS_BYTES_MAX);
	int64_t times[DISCHARGE_TIMES];

	*ret_findings = NULL;
	if (!report->discharge_times)
		return OK;
	details_read_times(report->discharge_times, times);
	TRY(db_one(intake->db, NULL, intake->fault, &sql_deviation_discharge_rules,
		   DB_PARAMS(helsefellesskap, report->occurred_on), &rows));
	str_add_char(&findings, '[');
	for (int i = 0; i < rows.count; i++)
		add_finding(&findings, &rows, i, times);
	str_add_char(&findings, ']');
	*ret_findings = arena_strdup(intake->arena, str_text(&findings));
	return OK;
}

enum err details_store(struct db_tx *tx, const char *deviation, const struct new_deviation_in *report, const char *findings)
{
	const struct on_behalf_of_in *behalf = report->on_behalf_of;
	const struct discharge_times_in *times = report->discharge_times;
	DB_ROWS_AUTO struct db_rows added = {0};
	DB_ROWS_AUTO struct db_rows timed = {0};

	if (behalf)
		TRY(db_run(tx, &sql_deviation_add_on_behalf, DB_PARAMS(deviation, behalf->who, behalf->received), &added));
	if (times)
		TRY(db_run(tx, &sql_deviation_add_discharge,
			   DB_PARAMS(deviation, times->admitted_at, times->admission_notice_at, times->planned_discharge_at,
				     times->ready_notice_at, times->discharged_at, times->epicrisis_at, findings),
			   &timed));
	return OK;
}

enum err details_check_reference(const struct intake *intake, const struct new_deviation_in *report, const char *helsefellesskap)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	if (!report->external_reference || !intake->scope)
		return OK;
	TRY(db_one(intake->db, intake->scope, intake->fault, &sql_deviation_reference_taken,
		   DB_PARAMS(helsefellesskap, arena_i64(intake->arena, report->reporter_organisation_id), report->external_system,
			     report->external_reference),
		   &rows));
	if (db_is_null(&rows, 0, 0))
		return OK;
	const char *number = db_text(&rows, 0, 0);
	if (*number)
		fault_add_field(intake->fault, intake->arena, "/external_reference", "reference_used_by", number);
	else
		fault_add_field(intake->fault, intake->arena, "/external_reference", "reference_used", NULL);
	intake->fault->err = ERR_UNPROCESSABLE;
	return ERR_UNPROCESSABLE;
}
