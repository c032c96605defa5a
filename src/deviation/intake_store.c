/* SPDX-License-Identifier: MIT */
#include "deviation/intake_store.h"

#include "attachment/attachment.h"
#include "deviation/details.h"
#include "privacy/privacy.h"
#include "statements.h"
#include "base/banned.h"

/* The second finds what the first put in stock, unless others take it all meanwhile. */
#define NUMBER_ATTEMPTS_MAX 5

/* An id for a parameter: 0 is "not given". */
static const char *id_text(struct arena *arena, int64_t id)
{
	return id ? arena_i64(arena, id) : NULL;
}

static const char *point_text(struct arena *arena, struct opt_i64 point)
{
	return point.set ? arena_i64(arena, point.value) : NULL;
}

static const char *seconds_text(struct arena *arena, struct opt_i64 seconds)
{
	return seconds.set ? arena_i64(arena, seconds.value) : NULL;
}

/* What went well has done no harm; it is not asked for there. */
static const char *harm_text(const char *harm)
{
	return harm ? harm : "none";
}

static const char *copy(struct arena *arena, const char *text)
{
	return text ? arena_strdup(arena, text) : NULL;
}

static enum err ask_facts(const struct intake *intake, const struct new_deviation_in *report, struct db_rows *ret_rows)
{
	struct arena *arena = intake->arena;

	return db_one(intake->db, NULL, intake->fault, &sql_deviation_intake_facts,
		   DB_PARAMS(report->helsefellesskap, arena_i64(arena, report->reporter_organisation_id),
			     arena_i64(arena, report->other_organisation_id), report->category, report->phase,
			     report->patient_group, report->hph_item, point_text(arena, report->agreement_point),
			     id_text(arena, report->reporter_unit_id), id_text(arena, report->other_unit_id),
			     report->occurred_on, id_text(arena, report->other_service_id)),
		   ret_rows);
}

/* Rules that were planned begin with the first report that comes after their moment. */
static enum err ask_facts_of_now(const struct intake *intake, const struct new_deviation_in *report, struct db_rows *ret_rows)
{
	int64_t begun = 0;

	TRY(ask_facts(intake, report, ret_rows));
	if (ret_rows->count == 0 || !db_bool(ret_rows, 0, 17))
		return OK;
	TRY(routing_begin_planned(intake->db, intake->fault, db_text(ret_rows, 0, 0), &begun));
	db_rows_done(ret_rows);
	return ask_facts(intake, report, ret_rows);
}

enum err intake_read_facts(const struct intake *intake, const struct new_deviation_in *report,
			   struct intake_facts *ret_facts)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct arena *arena = intake->arena;

	TRY(ask_facts_of_now(intake, report, &rows));
	if (rows.count == 0) {
		fault_add_field(intake->fault, arena, "/helsefellesskap", "unknown_helsefellesskap", NULL);
		intake->fault->err = ERR_UNPROCESSABLE;
		return ERR_UNPROCESSABLE;
	}
	*ret_facts = (struct intake_facts){
		.helsefellesskap = copy(arena, db_text(&rows, 0, 0)),
		.rule_set = db_i64(&rows, 0, 1),
		.reporter_code = copy(arena, db_text(&rows, 0, 2)),
		.reporter_party = copy(arena, db_text(&rows, 0, 3)),
		.other_code = copy(arena, db_text(&rows, 0, 4)),
		.other_party = copy(arena, db_text(&rows, 0, 5)),
		.category_ok = db_bool(&rows, 0, 6),
		.phase_ok = db_bool(&rows, 0, 7),
		.patient_group_ok = db_bool(&rows, 0, 8),
		.hph_item_ok = db_bool(&rows, 0, 9),
		.reporter_unit_ok = db_bool(&rows, 0, 10),
		.other_unit_ok = db_bool(&rows, 0, 11),
		.occurred_on_ok = db_bool(&rows, 0, 12),
		.deadline_sets = copy(arena, db_text(&rows, 0, 13)),
		.agreement_version = copy(arena, db_text(&rows, 0, 14)),
		.agreement_point_ok = !report->agreement_point.set || !db_is_null(&rows, 0, 14),
		.other_service_ok = db_bool(&rows, 0, 15),
		.service_area = copy(arena, db_text(&rows, 0, 16)),
	};
	return OK;
}

/* A held report that nobody has decided yet, locked: of two who confirm at once, one is first. */
static enum err lock_held(const struct intake *intake, struct db_tx *tx)
{
	DB_ROWS_AUTO struct db_rows locked = {0};

	if (!intake->held)
		return OK;
	TRY(db_run(tx, &sql_deviation_lock_held, DB_PARAMS(intake->held->id, intake->held->version), &locked));
	return locked.count == 1 ? OK : FAULT(intake->fault, ERR_CONFLICT, "held_decided");
}

static enum err confirm_held(const struct intake *intake, struct db_tx *tx, const char *id)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	if (!intake->held)
		return OK;
	return db_run(tx, &sql_deviation_confirm_held, DB_PARAMS(intake->held->id, id, intake->held->confirmed_by), &rows);
}

/* A report on its way into the database. */
struct filing {
	const struct intake *intake;
	const struct new_deviation_in *report;
	const char *helsefellesskap;
	const char *discharge;
	const char *const *parameters;
	int count;
};

/* In the transaction, or as one of its own. */
static enum err run(const struct filing *filing, struct db_tx *tx, const struct statement *statement, const char *const *parameters,
		    int count, struct db_rows *ret_rows)
{
	const struct intake *intake = filing->intake;

	if (tx)
		return db_run(tx, statement, parameters, count, ret_rows);
	return db_one(intake->db, intake->scope, intake->fault, statement, parameters, count, ret_rows);
}

/* A row without an id: nothing was stored, as no case number was free. */
static bool lacks_number(const struct db_rows *receipt)
{
	return receipt->count == 1 && db_is_null(receipt, 0, 1);
}

static enum err stock_numbers(const struct filing *filing, struct db_tx *tx)
{
	DB_ROWS_AUTO struct db_rows stocked = {0};

	return run(filing, tx, &sql_deviation_stock_numbers, DB_PARAMS(filing->helsefellesskap, filing->intake->reported_at), &stocked);
}

/* Filing itself keeps numbers in stock; here the year begins, or very many are in hand at once. */
static enum err run_file(const struct filing *filing, struct db_tx *tx, struct db_rows *ret_receipt)
{
	for (int attempt = 0; attempt < NUMBER_ATTEMPTS_MAX; attempt++) {
		DB_ROWS_AUTO struct db_rows receipt = {0};

		TRY(run(filing, tx, &sql_deviation_file, filing->parameters, filing->count, &receipt));
		if (!lacks_number(&receipt)) {
			*ret_receipt = receipt;
			receipt = (struct db_rows){0};
			return OK;
		}
		TRY(stock_numbers(filing, tx));
	}
	return FAULT(filing->intake->fault, ERR_BUSY, NULL);
}

/* The case and, in the same transaction, its files, which warnings were confirmed, what stands beside it, and that its report is held no longer. */
static enum err file_in(const struct filing *filing, struct db_tx *tx, struct db_rows *ret_receipt)
{
	DB_ROWS_AUTO struct db_rows receipt = {0};
	const struct intake *intake = filing->intake;

	TRY(lock_held(intake, tx));
	TRY(run_file(filing, tx, &receipt));
	if (receipt.count == 1) {
		const char *id = db_text(&receipt, 0, 1);

		TRY(privacy_record_confirmed(tx, id, intake->confirmed, /* internal= */ false));
		TRY(details_store(tx, id, filing->report, filing->discharge));
		TRY(confirm_held(intake, tx, id));
		TRY(attachment_attach(tx, intake->arena, intake->fault, id, &filing->report->attachments));
	}
	*ret_receipt = receipt;
	receipt = (struct db_rows){0};
	return OK;
}

static enum err file_in_transaction(const struct filing *filing, struct db_rows *ret_receipt)
{
	DB_TX_AUTO struct db_tx *tx = NULL;

	TRY(db_begin(filing->intake->db, filing->intake->scope, filing->intake->fault, &tx));
	TRY(file_in(filing, tx, ret_receipt));
	return ret_receipt->count == 1 ? db_commit(tx) : OK;
}

/* One statement, one round trip; only what few reports bring takes a transaction of several. */
static enum err file(const struct intake *intake, const struct new_deviation_in *report, const struct intake_facts *facts,
		     const char *const *parameters, int count, struct db_rows *ret_receipt)
{
	const struct filing filing = {intake, report, facts->helsefellesskap, facts->discharge, parameters, count};

	if (intake->tx)
		return file_in(&filing, intake->tx, ret_receipt);
	if (intake->confirmed || intake->held || details_given(report) || report->attachments.count > 0)
		return file_in_transaction(&filing, ret_receipt);
	return run_file(&filing, /* tx= */ NULL, ret_receipt);
}

enum err intake_store(const struct intake *intake, const struct new_deviation_in *report,
		      const struct intake_facts *facts, const struct intake_route *route, struct db_rows *ret_receipt)
{
	struct arena *arena = intake->arena;

	return file(intake, report, facts,
		      DB_PARAMS(facts->helsefellesskap, arena_i64(arena, facts->rule_set), route->council, route->rule,
				route->why, route->also_told, report->kind, report->category, report->phase,
				report->patient_group, point_text(arena, report->agreement_point), report->hph_item,
				report->occurred_on, report->title, report->description, report->immediate_action,
				report->suggestion, harm_text(report->actual_harm), harm_text(report->potential_harm), intake->person,
				arena_i64(arena, report->reporter_organisation_id),
				id_text(arena, report->reporter_unit_id),
				arena_i64(arena, report->other_organisation_id), id_text(arena, report->other_unit_id),
				report->external_system, report->external_reference, intake->idempotency_key,
				intake->request_digest, intake->reported_at, route->due.receipt, route->due.answer,
				route->due.closing, route->due.set, seconds_text(arena, report->filing_seconds),
				facts->agreement_version, id_text(arena, report->other_service_id)),
			ret_receipt);
}

enum err intake_route_json(const struct intake *intake, const struct intake_facts *facts,
			   const struct intake_route *route, struct db_rows *ret_route)
{
	return db_one(intake->db, intake->scope, intake->fault, &sql_deviation_route,
		      DB_PARAMS(facts->helsefellesskap, route->council, route->rule, route->why, route->also_told,
				route->due.answer),
		      ret_route);
}

enum err intake_validation_json(const struct intake *intake, const struct new_deviation_in *report,
				const struct intake_facts *facts, const struct intake_route *route,
				struct db_rows *ret_validation)
{
	struct arena *arena = intake->arena;

	return db_one(intake->db, intake->scope, intake->fault, &sql_deviation_validation,
		      DB_PARAMS(facts->helsefellesskap, route->council, route->rule, route->why, route->also_told,
				intake->confirmed, report->title, arena_i64(arena, report->reporter_organisation_id),
				arena_i64(arena, report->other_organisation_id), report->category, report->occurred_on,
				report->kind, harm_text(report->actual_harm),
				arena_printf(arena, "{%s,%s}", facts->reporter_party, facts->other_party), route->due.answer,
				facts->discharge),
		      ret_validation);
}
