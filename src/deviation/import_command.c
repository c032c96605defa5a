/* SPDX-License-Identifier: MIT */
#include "deviation/import_command.h"

#include <string.h>

#include <sodium.h>

#include "access/access.h"
#include "analysis/analysis.h"
#include "base/json_lines.h"
#include "base/str.h"
#include "contract/json_scan.h"
#include "deviation/deviation.h"
#include "deviation/import_past.h"
#include "deviation/intake_store.h"
#include "deviation/receipt_code.h"
#include "privacy/privacy.h"
#include "statements.h"
#include "base/banned.h"

#define ARENA_BYTES ((size_t)16 * 1024 * 1024)
#define LINE_BYTES_MAX ((size_t)256 * 1024)
#define ATTEMPTS_MAX 4
#define JSON_SPACE " \t\r"
#define OUTPUT_BYTES_MAX ((size_t)1024 * 1024)

/* An import under way. */
struct importing {
	struct db_pool *db;
	struct rule_cache *rules;
	struct arena *arena; /* emptied for every line */
	const char *helsefellesskap;
	bool held;             /* the secretariat is to confirm them, as what comes without an account */
	bool confirm_warnings; /* whoever imports says that what the guard warns of is all right */
	struct json_lines *lines;
	const char *id;   /* of the line, NULL while unknown */
	const char *body; /* of submit_deviation, for the line */
};

/* One line of output as it grows. */
static void begin_line(const struct importing *importing, struct str *json)
{
	str_addf(json, "{\"line\":%lld,\"id\":", (long long)importing->lines->number);
	str_add_json(json, importing->id);
}

static void write_line(const struct importing *importing, const struct str *json)
{
	fprintf(importing->lines->out, "%s\n", str_text(json));
}

static void write_refusal(const struct importing *importing, const struct fault *fault)
{
	STR_AUTO struct str json = STR_INIT(OUTPUT_BYTES_MAX);

	begin_line(importing, &json);
	str_add(&json, ",\"error\":");
	str_add_json(&json, fault->code ? fault->code : err_name(fault->err));
	str_add(&json, ",\"errors\":[");
	for (const struct field_fault *field = fault->fields; field; field = field->next) {
		str_add(&json, field == fault->fields ? "{\"pointer\":" : ",{\"pointer\":");
		str_add_json(&json, field->pointer);
		str_add(&json, ",\"code\":");
		str_add_json(&json, field->code);
		str_add(&json, ",\"message\":");
		str_add_json(&json, contract_text(importing->arena, LANGUAGE_EN, field->code, field->value));
		if (field->kind)
			str_addf(&json, ",\"kind\":\"%s\",\"start\":%u,\"end\":%u", field->kind, field->start, field->end);
		str_add_char(&json, '}');
	}
	str_add(&json, "]}");
	write_line(importing, &json);
}

static void write_receipt(const struct importing *importing, const char *receipt)
{
	STR_AUTO struct str json = STR_INIT(OUTPUT_BYTES_MAX);

	begin_line(importing, &json);
	/* Without a receipt the case was there from an earlier import. */
	if (receipt)
		str_addf(&json, ",\"receipt\":%s}", receipt);
	else
		str_add(&json, ",\"already\":true}");
	write_line(importing, &json);
}

static const char *copy_or_null(struct arena *arena, const struct db_rows *rows, int column)
{
	return db_is_null(rows, 0, column) ? NULL : arena_strdup(arena, db_text(rows, 0, column));
}

/* What is wrong with a line as a whole. Before the database sees it, which says of no line why it cannot be read. */
static enum err check_line(const char *line, size_t len, struct fault *fault)
{
	size_t at = 0;

	if (len > LINE_BYTES_MAX)
		return FAULT(fault, ERR_TOO_LARGE, NULL);
	const char *wrong = json_scan(line, len, &at);
	if (!wrong && line[strspn(line, JSON_SPACE)] != '{')
		wrong = "not_object";
	return wrong ? FAULT(fault, ERR_INVALID, wrong) : OK;
}

/* What the contract does not know of a line: its id, and who reported it when. */
static void check_origin(const struct importing *importing, const struct db_rows *rows, const struct past *past, struct fault *fault)
{
	const bool is_bad = past->reported_on && strcmp(past->reported_on, PAST_DAY_BAD) == 0;
	const struct {
		bool broken;
		const char *pointer, *code;
	} complaints[] = {
		{!importing->id, "/id", "missing"}, /* or the same file imported again would file it again */
		{db_bool(rows, 0, 3), "/reporter", "unknown_code"},
		{past->reported_on && strcmp(past->reported_on, past->today) > 0 && !is_bad, "/reported_on", "future_date"},
		{is_bad, "/reported_on", "bad_date"},
	};

	for (size_t i = 0; i < sizeof(complaints) / sizeof(complaints[0]); i++)
		if (complaints[i].broken)
			fault_add_field(fault, importing->arena, complaints[i].pointer, complaints[i].code, NULL);
}

/* The body of submit_deviation for a line, and what became of it; who reported it, and when, goes into the intake. */
static enum err read_line(struct importing *importing, const char *line, struct intake *intake,
			  const struct new_deviation_in **ret_report, struct past *ret_past, struct past_measures *ret_measures)
{
	struct fault *fault = intake->fault;
	DB_ROWS_AUTO struct db_rows rows = {0};
	const void *body = NULL;
	struct guarded guarded = {0};

	TRY(db_one(importing->db, &access_job_scope, fault, &sql_deviation_import_line,
		   DB_PARAMS(line, importing->helsefellesskap), &rows));
	importing->id = copy_or_null(importing->arena, &rows, 0);
	importing->body = copy_or_null(importing->arena, &rows, 1);
	past_read(importing->arena, &rows, 5, fault, ret_past);
	if (importing->held)
		past_refuse(ret_past, importing->arena, fault);
	check_origin(importing, &rows, ret_past, fault);
	TRY(past_measures_read(importing->db, importing->arena, line, importing->helsefellesskap, importing->confirm_warnings,
			       importing->held, fault, ret_measures));
	TRY(contract_read_body(importing->arena, contract_operation("submit_deviation"), db_text(&rows, 0, 1),
			       (size_t)db_length(&rows, 0, 1), fault, &guarded, &body));
	guarded.all_confirmed = importing->confirm_warnings;
	/* The texts of both, before either is refused. */
	enum err of_report = privacy_guard(fault, importing->arena, &guarded, &intake->confirmed);
	TRY(past_guard(ret_past, importing->confirm_warnings, importing->arena, fault));
	TRY(of_report);
	intake->person = copy_or_null(importing->arena, &rows, 2);
	intake->reported_at = copy_or_null(importing->arena, &rows, 4);
	*ret_report = body;
	return OK;
}

static void write_code(const struct importing *importing, const char *code)
{
	STR_AUTO struct str json = STR_INIT(OUTPUT_BYTES_MAX);

	begin_line(importing, &json);
	str_addf(&json, ",\"receipt_code\":\"%s\"}", code);
	write_line(importing, &json);
}

/* Held like a report that came without an account; its code is told here and kept nowhere. */
static enum err hold_line(const struct importing *importing, const struct intake *intake,
			  const struct new_deviation_in *report)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	unsigned char secret[crypto_auth_hmacsha256_KEYBYTES];

	TRY(intake_check(intake, report));
	randombytes_buf(secret, sizeof(secret));
	const char *code = receipt_code_make(importing->arena, secret, sizeof(secret), importing->id, "import");
	const char *const scope_parameters[] = {receipt_code_digest(importing->arena, code)};
	const struct db_scope scope = {.statement = &sql_deviation_receipt_scope, .parameters = scope_parameters};
	enum err err = db_one(importing->db, &scope, intake->fault, &sql_deviation_import_held,
			      DB_PARAMS(importing->helsefellesskap, importing->body,
					arena_i64(importing->arena, report->reporter_organisation_id), importing->id),
			      &rows);
	if (err == ERR_CONFLICT) {
		write_receipt(importing, NULL);
		return OK;
	}
	TRY(err);
	write_code(importing, code);
	return OK;
}

/* Enters it in a case that the transaction has just filed. *ret_receipt: the receipt as it is now. */
static enum err store_past(struct db_tx *tx, const struct past *past, const char *deviation, const char *receipt, struct db_rows *ret_receipt)
{
	TRY(db_run(tx, &sql_deviation_import_past,
		   DB_PARAMS(deviation, past->received_on, past->answered_on, past->answer, past->closed_on, past->feedback_mode,
			     past->promised_on, receipt, past->resolved_by_dialogue, past->parties_agree),
		   ret_receipt));
	return privacy_record_confirmed(tx, deviation, past->confirmed, /* internal= */ false);
}

/* The case and what became of it, all or nothing. No row: the rules were replaced since it was judged. */
static enum err store_with_past(const struct importing *importing, const struct intake *intake, const struct new_deviation_in *report,
				const struct past *past, const struct past_measures *measures, struct db_rows *ret_receipt)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows filed = {0};
	struct intake own = *intake;
	struct intake_facts facts = {0};
	struct intake_route route = {0};

	/* Before the transaction: import has one connection. */
	TRY(intake_judge(intake, report, &facts, &route));
	TRY(db_begin(importing->db, intake->scope, intake->fault, &tx));
	own.tx = tx;
	TRY(intake_store(&own, report, &facts, &route, &filed));
	if (filed.count == 0)
		return OK;
	TRY(store_past(tx, past, db_text(&filed, 0, 1), db_text(&filed, 0, 0), ret_receipt));
	TRY(past_measures_store(tx, importing->arena, measures, db_text(&filed, 0, 1)));
	return db_commit(tx);
}

static enum err file_with_past(const struct importing *importing, struct intake *intake, const struct new_deviation_in *report,
			       const struct past *past, const struct past_measures *measures, struct db_rows *ret_receipt)
{
	intake->closed = past->closed_on != NULL;
	for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
		TRY(store_with_past(importing, intake, report, past, measures, ret_receipt));
		if (ret_receipt->count == 1)
			return OK;
	}
	return FAULT(intake->fault, ERR_BUSY, NULL);
}

static enum err file_line(struct importing *importing, const char *line, struct fault *fault)
{
	DB_ROWS_AUTO struct db_rows receipt = {0};
	const struct new_deviation_in *report = NULL;
	struct past past = {0};
	struct past_measures measures = {0};
	struct intake intake = {
		.arena = importing->arena,
		.db = importing->db,
		.rules = importing->rules,
		.fault = fault,
		.scope = &access_job_scope,
	};

	TRY(read_line(importing, line, &intake, &report, &past, &measures));
	if (importing->held)
		return hold_line(importing, &intake, report);
	const bool has_past = past_is_any(&past) || measures.count > 0;
	enum err err = has_past ? file_with_past(importing, &intake, report, &past, &measures, &receipt) :
				  intake_file(&intake, report, &receipt);
	if (err == ERR_CONFLICT && fault->constraint &&
	    strcmp(fault->constraint, "deviation_external_reference_unique") == 0) {
		write_receipt(importing, NULL);
		return OK;
	}
	TRY(err);
	write_receipt(importing, db_text(&receipt, 0, 0));
	return OK;
}

static bool is_database_away(enum err err)
{
	return err == ERR_UNAVAILABLE || err == ERR_BUSY || err == ERR_TIMEOUT;
}

/* OK, or what the line was refused with, which is written then. */
static enum err import_line(struct importing *importing)
{
	struct fault fault = {0};
	const struct str *line = &importing->lines->line;

	importing->id = NULL;
	arena_reset(importing->arena);
	enum err err = check_line(str_text(line), line->len, &fault);
	if (err == OK)
		err = file_line(importing, str_text(line), &fault);
	if (err == OK)
		return OK;
	fault.err = fault.err ? fault.err : err;
	write_refusal(importing, &fault);
	importing->lines->any_bad = true;
	return err;
}

static int import_lines(struct importing *importing, FILE *messages)
{
	while (json_lines_next(importing->lines)) {
		if (!is_database_away(import_line(importing)))
			continue;
		fprintf(messages, "import: the database went away at line %lld; import the same file again\n",
			(long long)importing->lines->number);
		return 2;
	}
	return json_lines_all_good(importing->lines) ? 0 : 1;
}

static bool read_arguments(int argc, char **argv, struct importing *importing)
{
	if (argc < 3 || strcmp(argv[1], "--helsefellesskap") != 0)
		return false;
	importing->helsefellesskap = argv[2];
	for (int i = 3; i < argc; i++) {
		importing->confirm_warnings = importing->confirm_warnings || strcmp(argv[i], "--confirm-warnings") == 0;
		importing->held = importing->held || strcmp(argv[i], "--held") == 0;
		if (strcmp(argv[i], "--confirm-warnings") != 0 && strcmp(argv[i], "--held") != 0)
			return false;
	}
	return true;
}

int import_command(int argc, char **argv, struct db_pool *db, FILE *in, FILE *out, FILE *messages)
{
	JSON_LINES_AUTO struct json_lines lines = JSON_LINES_INIT(in, out);
	struct importing importing = {.db = db, .lines = &lines};
	int exit_code = 1;

	if (!read_arguments(argc, argv, &importing)) {
		fprintf(messages, "Use: samavvik import --helsefellesskap CODE [--confirm-warnings] [--held] < FILE\n");
		return 2;
	}
	importing.arena = arena_new(ARENA_BYTES);
	importing.rules = rule_cache_new();
	if (importing.arena && importing.rules)
		exit_code = import_lines(&importing, messages);
	rule_cache_free(importing.rules);
	arena_free(importing.arena);
	return exit_code;
}
