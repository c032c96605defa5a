/* SPDX-License-Identifier: MIT */
/* The report as a file, with its control charts. */
#include <string.h>

#include "access/access.h"
#include "contract/operations.h"
#include "learning/report_charts.h"
#include "learning/report_file.h"
#include "learning/report_output.h"
#include "statements.h"
#include "base/banned.h"

#define CHARTS_MAX (2U << 20)

/* The answer of the report with its charts in it. */
static enum err report_with_charts(struct call *call, const char *helsefellesskap,
				   const struct report_question *question, const char **ret_json)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	STR_AUTO struct str json = STR_INIT(CHARTS_MAX);
	const char *report;

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_report,
		   DB_PARAMS(helsefellesskap, question->from, question->to, question->names, question->values, NULL),
		   &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	report = db_text(&rows, 0, 0);
	str_add_bytes(&json, report, strlen(report) - 1); /* without the brace at its end */
	str_add(&json, ",\"charts\":");
	TRY(report_charts_add(call, helsefellesskap, question, &json));
	str_add_char(&json, '}');
	if (str_failed(&json))
		return FAULT(&call->fault, ERR_INTERNAL, NULL);
	*ret_json = arena_strdup(call->arena, str_text(&json));
	return OK;
}

enum err report_labels_read(struct call *call, const char *helsefellesskap, const char **ret_labels)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_learning_report_labels,
		   DB_PARAMS(helsefellesskap, language_code(call->language)), &rows));
	*ret_labels = rows.count == 1 ? arena_strdup(call->arena, db_text(&rows, 0, 0)) : "{}";
	return OK;
}

enum err report_file_answer(struct call *call, enum report_format format, const char *name, const struct str *file)
{
	static const struct {
		const char *type, *ending;
	} formats[] = {
		[REPORT_CSV] = {"text/csv; charset=utf-8", "csv"},
		[REPORT_XLSX] = {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
		[REPORT_PDF] = {"application/pdf", "pdf"},
	};
	struct http_response *response = call->response;
	char *body;

	if (!arena_would_fit(call->arena, file->len + 1))
		return FAULT(&call->fault, ERR_TOO_LARGE, NULL);
	body = arena_alloc(call->arena, file->len + 1);
	memcpy(body, file->data, file->len);
	response->status = 200;
	response->content_type = formats[format].type;
	response->body = body;
	response->body_len = file->len;
	/* Codes of the address and half-years alone are in the name: nothing that has to be quoted. */
	http_add_header(response, "Content-Disposition",
			arena_printf(call->arena, "attachment; filename=\"%s.%s\"", name, formats[format].ending));
	http_add_header(response, "Content-Security-Policy", "default-src 'none'; sandbox");
	http_add_header(response, "Cache-Control", "private, no-store");
	return OK;
}

enum report_format report_format_read(const char *name)
{
	return strcmp(name, "csv") == 0 ? REPORT_CSV : strcmp(name, "xlsx") == 0 ? REPORT_XLSX : REPORT_PDF;
}

enum err op_get_report_file(struct call *call, const struct get_report_file_input *in)
{
	STR_AUTO struct str file = STR_INIT(REPORT_FILE_BYTES_MAX);
	struct report_question question = REPORT_QUESTION(in);
	enum report_format format = report_format_read(in->format);
	struct report_document report;
	const char *json, *labels;
	enum err err;

	TRY(report_question_check(call->arena, &call->fault, &question, 2));
	TRY(report_with_charts(call, in->helsefellesskap, &question, &json));
	TRY(report_labels_read(call, in->helsefellesskap, &labels));
	err = report_output_read(call->arena, json, labels, call->language, &report);
	if (err == OK)
		err = format == REPORT_CSV    ? report_csv(call->arena, &report, &file)
		      : format == REPORT_XLSX ? report_xlsx(call->arena, &report, &file)
					      : report_pdf(call->arena, &report, &file);
	if (err != OK)
		return FAULT(&call->fault, err == ERR_TOO_LARGE ? err : ERR_INTERNAL, NULL);
	return report_file_answer(
		call, format,
		arena_printf(call->arena, "rapport-%s-%.7s-%.7s", in->helsefellesskap, report.from, report.to), &file);
}
