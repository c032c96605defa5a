/* SPDX-License-Identifier: MIT */
/* The operations of extracts: numbers taken out for a purpose, and who took out what. */
#include "access/access.h"
#include "contract/operations.h"
#include "learning/report_extract.h"
#include "learning/report_file.h"
#include "learning/report_question.h"
#include "statements.h"
#include "base/banned.h"

static const char *filter_text(struct call *call, const struct report_question *question)
{
	const char *text = NULL;

	for (int i = 0; i < REPORT_FILTERS; i++)
		if (question->filters[i])
			text = arena_printf(call->arena, "%s%s%s: %s", text ? text : "", text ? "; " : "",
					    report_filter_names[i], question->filters[i]);
	return text;
}

static enum err write_file(struct call *call, const struct report_extract *extract, enum report_format format,
			   struct str *file)
{
	struct report_rows rows;
	enum err err = report_extract_read(call->arena, extract, &rows);

	if (err == OK && format == REPORT_CSV)
		err = report_rows_csv(call->arena, extract->language, &rows, file);
	else if (err == OK)
		err = report_rows_xlsx(call->arena, extract->language, &rows, file);
	return err == OK ? OK : FAULT(&call->fault, err == ERR_TOO_LARGE ? err : ERR_INTERNAL, NULL);
}

/* What is on record is committed before the file leaves. */
enum err op_make_report_extract(struct call *call, const struct make_report_extract_input *in)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows made = {0};
	DB_ROWS_AUTO struct db_rows table = {0};
	STR_AUTO struct str file = STR_INIT(REPORT_FILE_BYTES_MAX);
	struct report_question question = REPORT_QUESTION(in->body);
	struct report_extract extract = {
		.language = call->language, .purpose = in->body->purpose, .filter = filter_text(call, &question)};
	enum report_format format = report_format_read(in->body->format);

	TRY(report_question_check(call->arena, &call->fault, &question, 1));
	TRY(report_question_check_table(call->arena, &call->fault, &question, in->body->rows, in->body->columns));
	TRY(report_labels_read(call, in->helsefellesskap, &extract.labels));
	TRY(db_begin(call->db, &call->actor->scope, &call->fault, &tx));
	TRY(db_run(tx, &sql_learning_make_extract,
		   DB_PARAMS(in->helsefellesskap, in->body->from, in->body->to, question.names, question.values,
			     in->body->rows, in->body->columns, in->body->purpose, in->body->format),
		   &made));
	if (made.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	extract.made_by = arena_strdup(call->arena, db_text(&made, 0, 0));
	extract.made_at = arena_strdup(call->arena, db_text(&made, 0, 1));
	extract.smallest_shown = db_i64(&made, 0, 2);
	extract.reports = arena_strdup(call->arena, db_text(&made, 0, 3));
	TRY(db_run_and_commit(tx, &sql_learning_report_table,
			      DB_PARAMS(in->helsefellesskap, in->body->from, in->body->to, question.names,
					question.values, in->body->rows, in->body->columns),
			      &table));
	extract.table = table.count == 1 ? db_text(&table, 0, 0) : "{}";
	TRY(write_file(call, &extract, format, &file));
	return report_file_answer(call, format,
				  arena_printf(call->arena, "uttrekk-%s-%.10s", in->helsefellesskap, extract.made_at),
				  &file);
}

enum err op_list_report_extracts(struct call *call, const struct list_report_extracts_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_extracts, DB_PARAMS(in->helsefellesskap),
		   &rows));
	return contract_answer_rows(call, 200, &rows);
}
