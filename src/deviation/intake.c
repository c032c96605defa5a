/* SPDX-License-Identifier: MIT */
#include "deviation/intake_store.h"

#include <string.h>

#include "access/access.h"
#include "base/clock.h"
#include "base/str.h"
#include "deviation/details.h"
#include "base/banned.h"

#define ALSO_TOLD_MAX 8
#define ATTEMPTS_MAX 4

void intake_complain(const struct intake *intake, const struct complaint *complaints, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (complaints[i].broken)
			fault_add_field(intake->fault, intake->arena, complaints[i].pointer, complaints[i].code, NULL);
	if (intake->fault->fields)
		intake->fault->err = ERR_UNPROCESSABLE;
}

static enum err check(const struct intake *intake, const struct new_deviation_in *report,
		      const struct intake_facts *facts)
{
	const bool may_file = !intake->reporting || access_list_has(intake->reporting, report->reporter_organisation_id);
	const bool is_positive = strcmp(report->kind, "positive") == 0;
	const bool about_patient = is_positive || strcmp(report->kind, "patient") == 0;
	const struct complaint complaints[] = {
		{!facts->reporter_code, "/reporter_organisation_id", "unknown_organisation"},
		{facts->reporter_code && !may_file, "/reporter_organisation_id", "not_your_organisation"},
		{!facts->other_code, "/other_organisation_id", "unknown_organisation"},
		/* What stays within one organisation belongs in its own system (domain.md 2.1). */
		{report->reporter_organisation_id == report->other_organisation_id, "/other_organisation_id", "same_party"},
		{!facts->reporter_unit_ok, "/reporter_unit_id", "unknown_unit"},
		{!facts->other_unit_ok, "/other_unit_id", "unknown_unit"},
		{!facts->other_service_ok, "/other_service_id", "unknown_service"},
		{!facts->category_ok, "/category", "unknown_code"},
		{!facts->phase_ok, "/phase", "unknown_code"},
		{!facts->patient_group_ok, "/patient_group", "unknown_code"},
		{!facts->agreement_point_ok, "/agreement_point", "not_valid_today"},
		{!facts->hph_item_ok, "/hph_item", "unknown_code"},
		/* The checklist follows a patient home, and so do the times of a stay. */
		{report->hph_item && !about_patient, "/hph_item", "not_for_kind"},
		{report->discharge_times && !about_patient, "/discharge_times", "not_for_kind"},
		{!report->actual_harm && !is_positive, "/actual_harm", "missing"},
		{!report->potential_harm && !is_positive, "/potential_harm", "missing"},
		{!facts->occurred_on_ok, "/occurred_on", "future_date"},
		/* Files belong to whoever uploaded them; who has no account, or sends a list, has none. */
		{report->attachments.count > 0 && !intake->person, "/attachments", "attachment_not_there"},
		/* What import goes by: a person's report must not make a line of a later import count as already there. */
		{intake->reporting && report->external_system && strcmp(report->external_system, "import") == 0,
		 "/external_system", "reserved_name"},
	};

	intake_complain(intake, complaints, sizeof(complaints) / sizeof(complaints[0]));
	details_check(intake, report);
	return intake->fault->err;
}

/* Council codes are [a-z0-9_]: they need no quoting in an array. */
static const char *array_text(struct arena *arena, const char *const *codes, int count)
{
	STR_AUTO struct str text = STR_INIT(4096);

	str_add_char(&text, '{');
	for (int i = 0; i < count; i++)
		str_addf(&text, "%s%s", i ? "," : "", codes[i]);
	str_add_char(&text, '}');
	return arena_strdup(arena, str_text(&text));
}

/*
 * From now, also for what was reported on paper or held for a while: a council's clock runs from the moment the council has the
 * case, and an old report that is entered today is not overdue today.
 */
static struct deadlines due_from_now(const struct intake *intake, const struct intake_facts *facts, const char *code)
{
	struct deadline_set set;

	if (intake->closed || !deadline_set_pick(facts->deadline_sets, code, &set))
		return (struct deadlines){0};
	return deadlines_from(intake->arena, &set, clock_wall_us());
}

static enum err decide(const struct intake *intake, const struct new_deviation_in *report,
		       const struct intake_facts *facts, struct intake_route *ret_route)
{
	const struct rule_set *rules = NULL;
	const char *told[ALSO_TOLD_MAX];
	const struct route_facts about = {
		.kind = report->kind,
		.category = report->category,
		.reporter_party = facts->reporter_party,
		.other_party = facts->other_party,
		.reporter_organisation = facts->reporter_code,
		.other_organisation = facts->other_code,
		.service_area = facts->service_area,
		.patient_group = report->patient_group,
		.phase = report->phase,
		.actual_harm = report->actual_harm ? report->actual_harm : "none",
		.potential_harm = report->potential_harm ? report->potential_harm : "none",
		.agreement_point = report->agreement_point.set ? (int)report->agreement_point.value : 0,
	};

	TRY(rule_cache_get(intake->rules, intake->db, intake->arena, intake->fault, facts->rule_set, &rules));
	const struct rule *rule = routing_decide(rules, &about);
	int count = routing_also_tell(rules, &about, told, ALSO_TOLD_MAX);
	*ret_route = (struct intake_route){
		.council = rule->council,
		.rule = rule->id,
		.why = routing_why_json(intake->arena, rule),
		.also_told = array_text(intake->arena, told, count),
		.due = due_from_now(intake, facts, rule->deadline_set),
	};
	return OK;
}

enum err intake_judge(const struct intake *intake, const struct new_deviation_in *report, struct intake_facts *facts,
		      struct intake_route *route)
{
	TRY(intake_read_facts(intake, report, facts));
	TRY(check(intake, report, facts));
	TRY(details_judge(intake, report, facts->helsefellesskap, &facts->discharge));
	return decide(intake, report, facts, route);
}

/* Whose reference is taken is told by which case, as far as that is theirs to see. Import goes by the constraint. */
static enum err explain(const struct intake *intake, const struct new_deviation_in *report, const struct intake_facts *facts,
			enum err err)
{
	const char *constraint = intake->fault->constraint;

	if (err != ERR_CONFLICT || !intake->reporting || !constraint || strcmp(constraint, "deviation_external_reference_unique") != 0)
		return err;
	*intake->fault = (struct fault){0};
	TRY(details_check_reference(intake, report, facts->helsefellesskap));
	return FAULT(intake->fault, ERR_CONFLICT, NULL);
}

enum err intake_file(const struct intake *intake, const struct new_deviation_in *report, struct db_rows *ret_receipt)
{
	/* The rules may be replaced between deciding and storing: then nothing is stored, and the new ones decide. */
	for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
		struct intake_facts facts = {0};
		struct intake_route route = {0};
		TRY(intake_judge(intake, report, &facts, &route));
		enum err err = intake_store(intake, report, &facts, &route, ret_receipt);
		if (err != OK)
			return explain(intake, report, &facts, err);
		if (ret_receipt->count == 1)
			return OK;
		db_rows_done(ret_receipt);
	}
	return FAULT(intake->fault, ERR_BUSY, NULL);
}

enum err intake_check(const struct intake *intake, const struct new_deviation_in *report)
{
	struct intake_facts facts = {0};
	struct intake_route route = {0};

	return intake_judge(intake, report, &facts, &route);
}

enum err intake_preview(const struct intake *intake, const struct route_question_in *question,
			struct db_rows *ret_route)
{
	struct intake_facts facts = {0};
	struct intake_route route = {0};
	const struct new_deviation_in report = {
		.helsefellesskap = question->helsefellesskap,
		.kind = question->kind,
		.reporter_organisation_id = question->reporter_organisation_id,
		.other_organisation_id = question->other_organisation_id,
		.other_service_id = question->other_service_id,
		.category = question->category,
		.phase = question->phase,
		.patient_group = question->patient_group,
		.agreement_point = question->agreement_point,
		.actual_harm = question->actual_harm ? question->actual_harm : "none",
		.potential_harm = question->potential_harm ? question->potential_harm : "none",
	};

	TRY(intake_judge(intake, &report, &facts, &route));
	return intake_route_json(intake, &facts, &route, ret_route);
}

enum err intake_validate(const struct intake *intake, const struct new_deviation_in *report, struct db_rows *ret_validation)
{
	struct intake_facts facts = {0};
	struct intake_route route = {0};

	TRY(intake_judge(intake, report, &facts, &route));
	TRY(details_check_reference(intake, report, facts.helsefellesskap));
	return intake_validation_json(intake, report, &facts, &route, ret_validation);
}
