/* SPDX-License-Identifier: MIT */
#include "learning/digest_mail.h"

#include <string.h>

#include "base/arena.h"
#include "learning/digest_words.h"
#include "learning/subscription_pages.h"
#include "base/banned.h"

#define SUBJECT_MAX 700
#define BODY_MAX ((size_t)512 * 1024)
#define LEARNING_PATH "/laering"
#define PROFILE_PATH "/profil"
#define TEXT_STYLE "font-family:Arial,Helvetica,sans-serif;color:#1e2b3c"

void digest_texts_done(struct digest_texts *texts)
{
	str_done(&texts->subject);
	str_done(&texts->text);
	str_done(&texts->html);
	str_done(&texts->unsubscribe_url);
}

const char *digest_for_whom(struct arena *arena, enum language language, const char *parties, const char *category)
{
	const struct digest_words *words = &digest_words[language];
	const char *named = NULL;

	for (size_t i = 0; i < sizeof(words->parties) / sizeof(words->parties[0]); i++)
		if (strstr(parties, words->parties[i].code))
			named = named ? arena_printf(arena, "%s, %s", named, words->parties[i].name) : words->parties[i].name;
	named = named ? named : words->everyone;
	return category && *category ? arena_printf(arena, "%s: %s · %s", words->for_whom, named, category)
				     : arena_printf(arena, "%s: %s", words->for_whom, named);
}

/* Adds a pattern with its {name}s filled in; the patterns are ours. */
static void fill(struct str *out, const char *pattern, const struct digest_mail *mail, void (*add)(struct str *, const char *))
{
	const char *open;

	while ((open = strchr(pattern, '{'))) {
		str_add_bytes(out, pattern, (size_t)(open - pattern));
		if (strncmp(open, "{date}", 6) == 0)
			digest_add_date(out, mail->language, mail->date);
		else
			add(out, mail->helsefellesskap);
		pattern = strchr(open, '}') + 1;
	}
	str_add(out, pattern);
}

static void add_subject(struct str *out, const struct digest_mail *mail, void (*add)(struct str *, const char *))
{
	const struct digest_words *words = &digest_words[mail->language];

	if (mail->test)
		str_addf(out, "%s: ", words->test);
	fill(out, words->subject, mail, add);
}

/* What the picture shows, in a sentence: for who does not see it, and for who does. */
static void add_chart_sentence(struct str *out, const struct digest_mail *mail)
{
	const struct digest_words *words = &digest_words[mail->language];
	int sum = 0, most = 0;

	for (int i = 0; i < CHART_MONTHS; i++) {
		sum += mail->months[i].count;
		most = mail->months[i].count >= mail->months[most].count ? i : most;
	}
	str_addf(out, "%s%d%s%s (%d).", words->chart[0], sum, words->chart[1], digest_month_name(mail->language, mail->months[most].month),
		 mail->months[most].count);
}

static void write_links(struct str *out, const struct digest_mail *mail)
{
	const struct digest_words *words = &digest_words[mail->language];

	str_addf(out, "%s:\n%s" LEARNING_PATH "\n\n", words->all, mail->public_url);
	if (mail->choices_link) {
		str_addf(out, "%s:\n%s" SUBSCRIPTION_CHOICES_PAGE "%s\n\n", words->choices, mail->public_url, mail->choices_link);
		str_addf(out, "%s:\n%s" SUBSCRIPTION_END_PAGE "%s\n\n", words->end, mail->public_url, mail->end_link);
	} else {
		str_addf(out, "%s:\n%s" PROFILE_PATH "\n\n", words->choices, mail->public_url);
	}
}

static void write_text(struct str *out, const struct digest_mail *mail)
{
	const struct digest_words *words = &digest_words[mail->language];

	fill(out, words->lead[digest_frequency(mail->frequency)], mail, str_add);
	str_add(out, "\n\n");
	for (int i = 0; i < mail->points_count; i++)
		str_addf(out, "* %s\n  %s\n  %s%s\n\n", mail->points[i].title, mail->points[i].for_whom, mail->public_url, mail->points[i].path);
	if (mail->months) {
		add_chart_sentence(out, mail);
		str_add(out, "\n\n");
	}
	write_links(out, mail);
	str_addf(out, "-- \nSamavvik\n%s\n", words->privacy);
}

static void add_link(struct str *out, const struct digest_mail *mail, const char *path, const char *link, const char *text)
{
	str_add(out, "<a style=\"color:#00608f\" href=\"");
	str_add_html(out, mail->public_url);
	str_add_html(out, path);
	str_add_html(out, link ? link : "");
	str_add(out, "\">");
	str_add_html(out, text);
	str_add(out, "</a>");
}

static void write_head(struct str *out, const struct digest_mail *mail)
{
	str_addf(out,
		 "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		 "<meta name=\"color-scheme\" content=\"light\">\n<title>",
		 language_code(mail->language));
	add_subject(out, mail, str_add_html);
	str_add(out, "</title>\n</head>\n<body style=\"margin:0;padding:0;background:#f4f6f8\">\n"
		     "<!--[if mso]><table role=\"presentation\" width=\"600\" align=\"center\"><tr><td><![endif]-->\n"
		     "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" align=\"center\" "
		     "style=\"width:100%;max-width:600px;background:#ffffff\">\n"
		     "<tr><td style=\"padding:24px 20px 8px 20px;" TEXT_STYLE "\">\n"
		     "<h1 style=\"margin:0 0 12px 0;font-size:22px;line-height:28px\">");
	add_subject(out, mail, str_add_html);
	str_add(out, "</h1>\n<p style=\"margin:0;font-size:16px;line-height:24px\">");
	fill(out, digest_words[mail->language].lead[digest_frequency(mail->frequency)], mail, str_add_html);
	str_add(out, "</p>\n</td></tr>\n");
}

static void write_point(struct str *out, const struct digest_mail *mail, const struct digest_point *point)
{
	str_add(out, "<tr><td style=\"padding:12px 20px;border-bottom:1px solid #d5dbe1;" TEXT_STYLE "\">\n"
		     "<h2 style=\"margin:0 0 4px 0;font-size:18px;line-height:24px\">");
	add_link(out, mail, point->path, NULL, point->title);
	str_add(out, "</h2>\n<p style=\"margin:0;font-size:15px;line-height:22px;color:#45505c\">");
	str_add_html(out, point->for_whom);
	str_add(out, "</p>\n</td></tr>\n");
}

static void write_chart(struct str *out, const struct digest_mail *mail)
{
	STR_AUTO struct str sentence = STR_INIT(SUBJECT_MAX);

	add_chart_sentence(&sentence, mail);
	str_add(out, "<tr><td style=\"padding:20px 20px 8px 20px;" TEXT_STYLE "\">\n");
	if (mail->image) {
		str_add(out, "<img src=\"");
		str_add_html(out, mail->image);
		str_addf(out, "\" width=\"%d\" alt=\"", CHART_WIDTH);
		str_add_html(out, digest_words[mail->language].chart_alt);
		str_addf(out, "\" style=\"display:block;width:100%%;max-width:%dpx;height:auto;border:0\">\n", CHART_WIDTH);
	}
	str_add(out, "<p style=\"margin:8px 0 0 0;font-size:15px;line-height:22px\">");
	str_add_html(out, str_text(&sentence));
	str_add(out, "</p>\n</td></tr>\n");
}

static void write_foot(struct str *out, const struct digest_mail *mail)
{
	const struct digest_words *words = &digest_words[mail->language];

	str_add(out, "<tr><td style=\"padding:12px 20px 24px 20px;" TEXT_STYLE ";font-size:15px;line-height:22px\">\n"
		     "<p style=\"margin:0 0 16px 0;font-size:16px\">");
	add_link(out, mail, LEARNING_PATH, NULL, words->all);
	str_add(out, "</p>\n<p style=\"margin:0 0 8px 0\">");
	if (mail->choices_link) {
		add_link(out, mail, SUBSCRIPTION_CHOICES_PAGE, mail->choices_link, words->choices);
		str_add(out, "</p>\n<p style=\"margin:0 0 8px 0\">");
		add_link(out, mail, SUBSCRIPTION_END_PAGE, mail->end_link, words->end);
	} else {
		add_link(out, mail, PROFILE_PATH, NULL, words->choices);
	}
	str_addf(out, "</p>\n<p style=\"margin:16px 0 0 0;font-size:13px;line-height:20px;color:#45505c\">%s</p>\n"
		      "</td></tr>\n</table>\n<!--[if mso]></td></tr></table><![endif]-->\n</body>\n</html>\n", words->privacy);
}

static void write_html(struct str *out, const struct digest_mail *mail)
{
	write_head(out, mail);
	for (int i = 0; i < mail->points_count; i++)
		write_point(out, mail, &mail->points[i]);
	if (mail->months)
		write_chart(out, mail);
	write_foot(out, mail);
}

enum err digest_mail_write(const struct digest_mail *mail, struct digest_texts *ret_texts)
{
	struct digest_texts texts = {STR_INIT(SUBJECT_MAX), STR_INIT(BODY_MAX), STR_INIT(BODY_MAX), STR_INIT(SUBJECT_MAX),
				     mail->end_link != NULL};

	if (mail->points_count == 0)
		return ERR_INVALID;
	add_subject(&texts.subject, mail, str_add);
	write_text(&texts.text, mail);
	write_html(&texts.html, mail);
	if (mail->end_link)
		str_addf(&texts.unsubscribe_url, "%s/api/v1/unsubscribe/%s", mail->public_url, mail->end_link);
	else
		str_addf(&texts.unsubscribe_url, "%s" PROFILE_PATH, mail->public_url);
	if (str_failed(&texts.subject) || str_failed(&texts.text) || str_failed(&texts.html) || str_failed(&texts.unsubscribe_url)) {
		digest_texts_done(&texts);
		return ERR_INVALID;
	}
	*ret_texts = texts;
	return OK;
}
