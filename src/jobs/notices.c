/* SPDX-License-Identifier: MIT */
#include "jobs/notices.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "jobs/notice_wordings.h"
#include "base/banned.h"

#define SUBJECT_MAX 700
#define BODY_MAX (512 * 1024)
#define LEARNING_PATH "/laering"
#define SUBSCRIPTION_PATH "/profil"
#define RESET_PATH "/glemt-passord"
#define HELD_PATH "/holdte"
#define FOLLOW_UP_PATH "/oppfolging"
#define SUMMARIES_PATH "/oppsummeringer"
#define QUEUE_PATH "/ko"

static const char *const privacy_sentence[LANGUAGE_COUNT] = {
	"Av hensyn til personvernet står innholdet i saker bare i Samavvik. Denne e-posten kan ikke besvares.",
	"Av omsyn til personvernet står innhaldet i saker berre i Samavvik. Det går ikkje an å svare på e-posten.",
	"To protect privacy, what a case says stands in Samavvik only. This e-mail cannot be replied to.",
};

static const char *const months[LANGUAGE_COUNT][12] = {
	{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
	 "desember"},
	{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
	 "desember"},
	{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
	 "December"},
};

enum notice_kind notice_kind_from_name(const char *name)
{
	for (int kind = 0; name && kind < NOTICE_KIND_COUNT; kind++) {
		if (strcmp(notice_wordings[kind].name, name) == 0)
			return (enum notice_kind)kind;
	}
	return NOTICE_KIND_COUNT;
}

void notice_texts_done(struct notice_texts *texts)
{
	str_done(&texts->subject);
	str_done(&texts->text);
	str_done(&texts->html);
}

/* "2026-03-01" as "1. mars 2026" or "1 March 2026"; anything else as it is. */
static void add_date(struct str *out, enum language language, const char *date)
{
	char year[5] = "", month[3] = "", day[3] = "";
	int64_t month_number = 0, day_number = 0;

	if (strlen(date) == 10 && date[4] == '-' && date[7] == '-') {
		memcpy(year, date, 4);
		memcpy(month, date[5] == '0' ? date + 6 : date + 5, date[5] == '0' ? 1 : 2);
		memcpy(day, date[8] == '0' ? date + 9 : date + 8, date[8] == '0' ? 1 : 2);
	}
	if (number_read(month, 1, 12, &month_number) != OK || number_read(day, 1, 31, &day_number) != OK) {
		str_add(out, date);
		return;
	}
	str_addf(out, "%s%s %s %s", day, language == LANGUAGE_EN ? "" : ".", months[language][month_number - 1], year);
}

/* The next of the cases a notice lists; false after the last one. A line that is not a number and an id is left out. */
struct listed_case {
	char number[32];
	char path[40];
};

static bool next_case(const char **lines, struct listed_case *ret_one)
{
	while (*lines && **lines) {
		size_t len = strcspn(*lines, "\n");
		size_t number = strcspn(*lines, " \n");
		size_t id = number < len ? strspn(*lines + number + 1, "0123456789") : 0;
		const char *line = *lines;

		*lines += len + (line[len] == '\n');
		if (number == 0 || number >= sizeof(ret_one->number) || id == 0 || id > 19 || number + 1 + id != len)
			continue;
		memcpy(ret_one->number, line, number);
		ret_one->number[number] = '\0';
		(void)snprintf(ret_one->path, sizeof(ret_one->path), NOTICE_CASE_PAGE "%.*s", (int)id, line + number + 1);
		return true;
	}
	return false;
}

static const char *cases_of(const struct notice *notice)
{
	return notice->kind == NOTICE_CASES_ASSIGNED ? notice->cases : NULL;
}

static const char *count_cases(const char *lines, char ret_text[24])
{
	struct listed_case one;
	int count = 0;

	while (next_case(&lines, &one))
		count++;
	(void)snprintf(ret_text, 24, "%d", count);
	return count > 0 ? ret_text : NULL;
}

typedef void add_function(struct str *out, const char *text);

static void add_value(struct str *out, const struct notice *notice, const char *name, size_t len, add_function *add)
{
	STR_AUTO struct str date = STR_INIT(64);
	char count[24];
	const struct {
		const char *name, *value;
		bool is_date;
	} values[] = {
		{"number", notice->number, false},
		{"council", notice->council, false},
		{"helsefellesskap", notice->helsefellesskap, false},
		{"date", notice->date, true},
		{"count", count_cases(cases_of(notice), count), false},
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		if (strlen(values[i].name) != len || strncmp(values[i].name, name, len) != 0)
			continue;
		if (!values[i].value) {
			out->failed = 1;
		} else if (values[i].is_date) {
			add_date(&date, notice->language, values[i].value);
			add(out, str_text(&date));
		} else {
			add(out, values[i].value);
		}
	}
}

static void fill(struct str *out, const char *template, const struct notice *notice, add_function *add)
{
	const char *open;

	while ((open = strchr(template, '{'))) {
		const char *close = strchr(open, '}');
		str_add_bytes(out, template, (size_t)(open - template));
		add_value(out, notice, open + 1, (size_t)(close - open - 1), add);
		template = close + 1;
	}
	str_add(out, template);
}

/* A path of ours: what else may stand in the outbox is not made a link. */
static bool path_valid(const char *path)
{
	if (!path || path[0] != '/' || path[1] == '/')
		return false;
	/* One-time links stand behind a '#'. */
	return strspn(path, "/#abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == strlen(path);
}

static const char *main_path(const struct notice *notice)
{
	static const char *const own_paths[NOTICE_KIND_COUNT] = {
		[NOTICE_PASSWORD_CHANGED] = RESET_PATH,
		[NOTICE_SECOND_FACTOR_REMOVED] = SUBSCRIPTION_PATH,
		[NOTICE_HELD_REPORT] = HELD_PATH,
		[NOTICE_RECEIPT_NEWS] = FOLLOW_UP_PATH,
		[NOTICE_DIGEST_DRAFT] = SUMMARIES_PATH,
		[NOTICE_DIGEST_WAITS] = SUMMARIES_PATH,
		[NOTICE_WHEEL_AHEAD] = SUMMARIES_PATH,
		[NOTICE_REPORT_READY] = LEARNING_PATH,
		[NOTICE_CASES_ASSIGNED] = QUEUE_PATH,
	};

	return own_paths[notice->kind] ? own_paths[notice->kind] : notice->path;
}

static void write_text(struct str *out, const struct notice *notice, const struct wording *wording)
{
	const char *lines = cases_of(notice);
	struct listed_case one;

	fill(out, wording->sentence, notice, str_add);
	str_add(out, "\n\n");
	while (next_case(&lines, &one))
		str_addf(out, "%s:\n%s%s\n\n", one.number, notice->public_url, one.path);
	str_addf(out, "%s:\n%s%s\n\n", wording->action, notice->public_url, main_path(notice));
	str_addf(out, "-- \nSamavvik\n%s\n", privacy_sentence[notice->language]);
}

static void add_link(struct str *out, const struct notice *notice, const char *path, const char *text)
{
	str_add(out, "<a href=\"");
	str_add_html(out, notice->public_url);
	str_add_html(out, path);
	str_add(out, "\">");
	str_add_html(out, text);
	str_add(out, "</a>");
}

static void add_cases(struct str *out, const struct notice *notice)
{
	const char *lines = cases_of(notice);
	struct listed_case one;

	if (!lines)
		return;
	str_add(out, "<ul>\n");
	while (next_case(&lines, &one)) {
		str_add(out, "<li>");
		add_link(out, notice, one.path, one.number);
		str_add(out, "</li>\n");
	}
	str_add(out, "</ul>\n");
}

static void write_html(struct str *out, const struct notice *notice, const struct wording *wording)
{
	str_addf(out,
		 "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
		 language_code(notice->language));
	fill(out, wording->subject, notice, str_add_html);
	str_add(out, "</title>\n</head>\n"
		     "<body style=\"font-family: sans-serif; line-height: 1.5; max-width: 36em; margin: 1em\">\n"
		     "<h1 style=\"font-size: 1.25em\">");
	fill(out, wording->subject, notice, str_add_html);
	str_add(out, "</h1>\n<p>");
	fill(out, wording->sentence, notice, str_add_html);
	str_add(out, "</p>\n");
	add_cases(out, notice);
	str_add(out, "<p>");
	add_link(out, notice, main_path(notice), wording->action);
	str_add(out, "</p>\n");
	str_addf(out, "<hr>\n<p><small>%s</small></p>\n</body>\n</html>\n", privacy_sentence[notice->language]);
}

enum err notice_write(const struct notice *notice, struct notice_texts *ret_texts)
{
	if ((int)notice->kind < 0 || notice->kind >= NOTICE_KIND_COUNT || !path_valid(main_path(notice)))
		return ERR_INVALID;

	const struct wording *wording = &notice_wordings[notice->kind].wording[notice->language];
	struct notice_texts texts = {STR_INIT(SUBJECT_MAX), STR_INIT(BODY_MAX), STR_INIT(BODY_MAX)};
	fill(&texts.subject, wording->subject, notice, str_add);
	write_text(&texts.text, notice, wording);
	write_html(&texts.html, notice, wording);
	if (str_failed(&texts.subject) || str_failed(&texts.text) || str_failed(&texts.html)) {
		notice_texts_done(&texts);
		return ERR_INVALID;
	}
	*ret_texts = texts;
	return OK;
}
