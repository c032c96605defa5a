/* SPDX-License-Identifier: MIT */
#include "learning/report_question.h"

#include <string.h>

#include "base/banned.h"

const char *const report_filter_names[REPORT_FILTERS] = {
	"kind", "category", "council", "direction", "counterpart", "service_area", "patient_group",
};

bool report_half_year_is_one(const char *text)
{
	return strlen(text) == 6 && strspn(text, "0123456789") == 4 && text[0] == '2' && text[4] == '-' &&
	       (text[5] == '1' || text[5] == '2');
}

/* Half-years counted from the year 0. */
static int number_of(const char *half_year)
{
	int year = 0;

	for (int i = 0; i < 4; i++)
		year = year * 10 + (half_year[i] - '0');
	return year * 2 + (half_year[5] - '1');
}

static enum err refuse(struct arena *arena, struct fault *fault, const char *field, const char *code)
{
	fault_add_field(fault, arena, field, code, NULL);
	return FAULT(fault, ERR_UNPROCESSABLE, NULL);
}

static enum err check_span(struct arena *arena, struct fault *fault, const struct report_question *question)
{
	if (question->from && !report_half_year_is_one(question->from))
		return refuse(arena, fault, "query:from", "not_a_half_year");
	if (question->to && !report_half_year_is_one(question->to))
		return refuse(arena, fault, "query:to", "not_a_half_year");
	if (!question->from || !question->to)
		return OK;
	int half_years = number_of(question->to) - number_of(question->from) + 1;
	if (half_years < 1)
		return refuse(arena, fault, "query:to", "period_backwards");
	return half_years > REPORT_HALF_YEARS_MOST ? refuse(arena, fault, "query:from", "period_too_long") : OK;
}

enum err report_question_check(struct arena *arena, struct fault *fault, struct report_question *question, int most)
{
	const char *names = "", *values = "";
	int count = 0;

	TRY(check_span(arena, fault, question));
	for (int i = 0; i < REPORT_FILTERS; i++) {
		if (!question->filters[i])
			continue;
		if (++count > most)
			return refuse(arena, fault, arena_printf(arena, "query:%s", report_filter_names[i]), "too_many_filters");
		names = arena_printf(arena, "%s%s%s", names, count > 1 ? "," : "", report_filter_names[i]);
		values = arena_printf(arena, "%s%s%s", values, count > 1 ? "," : "", question->filters[i]);
	}
	question->names = arena_printf(arena, "{%s}", names);
	question->values = arena_printf(arena, "{%s}", values);
	return OK;
}

enum err report_question_check_table(struct arena *arena, struct fault *fault, const struct report_question *question,
				     const char *rows, const char *columns)
{
	if (strcmp(rows, columns) == 0)
		return refuse(arena, fault, "query:columns", "same_dimension");
	for (int i = 0; i < REPORT_FILTERS; i++)
		if (question->filters[i] && (strcmp(rows, report_filter_names[i]) == 0 || strcmp(columns, report_filter_names[i]) == 0))
			return refuse(arena, fault, arena_printf(arena, "query:%s", report_filter_names[i]), "same_dimension");
	return OK;
}
