/* SPDX-License-Identifier: MIT */
#include "learning/learning.h"

#include <string.h>

#include "access/access.h"
#include "learning/report_question.h"
#include "statements.h"
#include "base/banned.h"

struct order {
	const char *helsefellesskap, *from, *to, *count;
	bool approve;
};

static bool read_option(struct order *order, const char *name, const char *value)
{
	const struct {
		const char *name;
		const char **value;
		bool half_year;
	} options[] = {
		{"--helsefellesskap", &order->helsefellesskap, false},
		{"--from", &order->from, true},
		{"--to", &order->to, true},
		{"--count", &order->count, true},
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		if (strcmp(options[i].name, name) != 0 || !value || (options[i].half_year && !report_half_year_is_one(value)))
			continue;
		*options[i].value = value;
		return true;
	}
	return false;
}

static bool read_order(int argc, char **argv, struct order *ret_order)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--approve") == 0)
			ret_order->approve = true;
		else if (!read_option(ret_order, argv[i], argv[i + 1]))
			return false;
		else
			i++;
	}
	return ret_order->helsefellesskap && (!ret_order->approve || ret_order->count) &&
	       !(ret_order->count && (ret_order->from || ret_order->to));
}

static enum err count(struct db_pool *db, struct fault *fault, const struct order *order, FILE *out)
{
	DB_ROWS_AUTO struct db_rows asked = {0};
	DB_ROWS_AUTO struct db_rows approved = {0};
	int64_t counted = 0;

	TRY(db_one(db, &access_job_scope, fault, &sql_learning_report_ask_for, DB_PARAMS(order->helsefellesskap, order->count), &asked));
	TRY(learning_count_reports(db, fault, &counted));
	if (order->approve)
		TRY(db_one(db, &access_job_scope, fault, &sql_learning_report_approve_drafts,
			   DB_PARAMS(order->helsefellesskap, order->count), &approved));
	/* Codes are [a-z0-9_], half-years [0-9-]. */
	fprintf(out, "{\"helsefellesskap\":\"%s\",\"half_year\":\"%s\",\"counted\":%s,\"approved\":%s}\n", order->helsefellesskap,
		order->count, asked.changed > 0 ? "true" : "false", approved.changed > 0 ? "true" : "false");
	return OK;
}

static enum err print(struct db_pool *db, struct fault *fault, const struct order *order, FILE *out)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(db, &access_job_scope, fault, &sql_learning_report,
		   DB_PARAMS(order->helsefellesskap, order->from, order->to, "{}", "{}", NULL), &rows));
	if (rows.count == 0)
		return FAULT(fault, ERR_NOT_FOUND, NULL);
	fprintf(out, "%s\n", db_text(&rows, 0, 0));
	return OK;
}

int learning_report_command(int argc, char **argv, struct db_pool *db, FILE *out, FILE *messages)
{
	struct fault fault = {0};
	struct order order = {0};

	if (!read_order(argc, argv, &order)) {
		fprintf(messages, "Use: samavvik report --helsefellesskap CODE [--from 2025-2] [--to 2026-1]\n"
				  "     samavvik report --helsefellesskap CODE --count 2026-1 [--approve]\n");
		return 2;
	}
	enum err err = order.count ? count(db, &fault, &order, out) : print(db, &fault, &order, out);
	if (err == OK)
		return 0;
	fprintf(messages, "report: %s (%s)\n",
		err == ERR_NOT_FOUND ? "there is no such helsefellesskap" : "the database could not be asked", err_name(err));
	return 1;
}
