/* SPDX-License-Identifier: MIT */
/* Seeing, trying and approving learning summaries, and the annual wheel. */
#include <string.h>

#include "access/access.h"
#include "base/settings.h"
#include "contract/operations.h"
#include "contract/service.h"
#include "jobs/jobs.h"
#include "learning/digest_rows.h"
#include "statements.h"
#include "base/banned.h"

#define PREVIEW_MAX ((size_t)2 * 1024 * 1024)

static enum err answer_summaries(struct call *call, struct db_tx *tx, const char *helsefellesskap)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_run_and_commit(tx, &sql_learning_summaries, DB_PARAMS(helsefellesskap), &rows));
	return contract_answer_rows(call, 200, &rows);
}

enum err op_list_summaries(struct call *call, const struct list_summaries_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_summaries, DB_PARAMS(in->helsefellesskap), &rows));
	return contract_answer_rows(call, 200, &rows);
}

static enum err answer_preview(struct call *call, int64_t recipients, const struct digest_mail *mail)
{
	DIGEST_TEXTS_AUTO struct digest_texts texts = {0};
	STR_AUTO struct str json = STR_INIT(PREVIEW_MAX);

	if (mail->points_count > 0)
		TRY(digest_mail_write(mail, &texts));
	str_addf(&json, "{\"recipients\":%lld,\"points\":%d,\"subject\":", (long long)recipients, mail->points_count);
	str_add_json(&json, mail->points_count > 0 ? str_text(&texts.subject) : NULL);
	str_add(&json, ",\"text\":");
	str_add_json(&json, mail->points_count > 0 ? str_text(&texts.text) : NULL);
	str_add(&json, ",\"html\":");
	str_add_json(&json, mail->points_count > 0 ? str_text(&texts.html) : NULL);
	str_add_char(&json, '}');
	if (str_failed(&json))
		return FAULT(&call->fault, ERR_INTERNAL, "answer_too_large");
	return contract_answer_json(call, 200, arena_strndup(call->arena, json.data, json.len));
}

enum err op_preview_summary(struct call *call, const struct preview_summary_input *in)
{
	DB_ROWS_AUTO struct db_rows scope = {0};
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct digest_chart chart = {0};
	const char *digest = in->summary_id > 0 ? arena_i64(call->arena, in->summary_id) : NULL;
	const char *language = in->language ? in->language : language_code(call->language);
	struct digest_mail mail = {.language = language_from_code(language), .public_url = call->settings->public_url};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_summary_scope, DB_PARAMS(in->helsefellesskap, in->frequency, digest),
		   &scope));
	if (scope.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_digest_preview,
		   DB_PARAMS(in->helsefellesskap, in->frequency, digest, language), &rows));
	if (rows.count > 0) {
		digest_points_read(call->arena, mail.language, &rows, &mail);
		TRY(digest_chart_read(call->db, &call->actor->scope, call->arena, db_i64(&scope, 0, 0), mail.date, &chart));
		mail.months = chart.months;
	}
	enum err err = answer_preview(call, db_i64(&scope, 0, 2), &mail);
	digest_chart_done(&chart);
	return err;
}

enum err op_send_test_summary(struct call *call, const struct send_test_summary_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_summary_test,
		   DB_PARAMS(in->helsefellesskap, in->body->frequency, in->body->language), &rows));
	if (db_i64(&rows, 0, 0) == 0)
		return FAULT(&call->fault, ERR_CONFLICT, "nothing_to_send");
	jobs_wake(call->service->jobs);
	return contract_answer_empty(call, 204);
}

enum err op_decide_summary(struct call *call, const struct decide_summary_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	TRY(db_run(tx, &sql_learning_summary_decide, DB_PARAMS(arena_i64(call->arena, in->id), in->body->decision), &rows));
	return answer_summaries(call, tx, db_text(&rows, 0, 0));
}

/* An entry has a day of the year or days after a period, and a summary has a frequency of its own. */
static void check_entry(struct call *call, const struct put_annual_wheel_input *in, int at)
{
	const struct wheel_entry_in *entry = &in->body->entries.items[at];
	const bool is_digest = strcmp(entry->kind, "digest") == 0;

	if (is_digest != (entry->frequency != NULL))
		fault_add_field(&call->fault, call->arena, arena_printf(call->arena, "/entries/%d/frequency", at), is_digest ? "missing" : "not_allowed", NULL);
	for (int before = 0; is_digest && entry->frequency && before < at; before++)
		if (in->body->entries.items[before].frequency && strcmp(in->body->entries.items[before].frequency, entry->frequency) == 0)
			fault_add_field(&call->fault, call->arena, arena_printf(call->arena, "/entries/%d/frequency", at), "entry_twice", NULL);
	if (entry->days_after.set == (entry->month.set && entry->day.set) || entry->month.set != entry->day.set || (is_digest && !entry->days_after.set))
		fault_add_field(&call->fault, call->arena, arena_printf(call->arena, "/entries/%d/days_after", at), "one_of_two", NULL);
	if (strcmp(entry->kind, "custom") == 0 && !entry->label)
		fault_add_field(&call->fault, call->arena, arena_printf(call->arena, "/entries/%d/label", at), "missing", NULL);
}

static const char *number_or_null(struct call *call, struct opt_i64 number)
{
	return number.set ? arena_i64(call->arena, number.value) : NULL;
}

static enum err add_entry(struct call *call, struct db_tx *tx, const char *helsefellesskap, const struct wheel_entry_in *entry)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	return db_run(tx, &sql_learning_wheel_add,
		      DB_PARAMS(helsefellesskap, entry->kind, entry->frequency, entry->label, number_or_null(call, entry->month),
				number_or_null(call, entry->day), number_or_null(call, entry->days_after), arena_i64(call->arena, entry->days_ahead),
				entry->needs_approval ? "t" : "f"),
		      &rows);
}

enum err op_put_annual_wheel(struct call *call, const struct put_annual_wheel_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows version = {0};
	DB_ROWS_AUTO struct db_rows cleared = {0};

	for (int i = 0; i < in->body->entries.count; i++)
		check_entry(call, in, i);
	if (call->fault.err != OK)
		return call->fault.err = ERR_UNPROCESSABLE;
	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	TRY(db_run(tx, &sql_learning_wheel_lock, DB_PARAMS(in->helsefellesskap), &version));
	if (version.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	if (db_i64(&version, 0, 0) != in->if_match)
		return FAULT(&call->fault, ERR_PRECONDITION, "version_conflict");
	TRY(db_run(tx, &sql_learning_wheel_clear, DB_PARAMS(in->helsefellesskap), &cleared));
	for (int i = 0; i < in->body->entries.count; i++)
		TRY(add_entry(call, tx, in->helsefellesskap, &in->body->entries.items[i]));
	return answer_summaries(call, tx, in->helsefellesskap);
}
