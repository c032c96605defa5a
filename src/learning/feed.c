/* SPDX-License-Identifier: MIT */
#include "learning/feed.h"

#include <string.h>

#include "base/banned.h"

enum heading { WHAT_HAPPENED, WHY, WHAT_TO_DO, HEADING_COUNT };

static const char *const headings[LANGUAGE_COUNT][HEADING_COUNT] = {
	{"Hva skjedde", "Hvorfor", "Hva dere kan gjøre"},
	{"Kva hende", "Kvifor", "Kva de kan gjere"},
	{"What happened", "Why", "What to do"},
};

static const char *const titles[LANGUAGE_COUNT] = {"Læring fra", "Læring frå", "Learning from"};

static void add_element(struct str *out, const char *name, const char *text)
{
	str_addf(out, "<%s>", name);
	str_add_html(out, text);
	str_addf(out, "</%s>\n", name);
}

/* A text with its heading; each line a paragraph. */
static void add_part(struct str *out, const char *heading, const char *text)
{
	STR_AUTO struct str line = STR_INIT(64 * 1024);

	if (!text)
		return;
	add_element(out, "h2", heading);
	while (*text) {
		size_t len = strcspn(text, "\n");

		str_clear(&line);
		str_add_bytes(&line, text, len);
		if (len > 0)
			add_element(out, "p", str_text(&line));
		text += len + (text[len] == '\n');
	}
}

/* A feed, a note and the notes themselves are known by addresses that stay. */
static void add_id(struct str *out, const struct feed *feed, const char *note)
{
	str_add(out, "<id>");
	str_add_html(out, feed->public_url);
	str_addf(out, "/api/v1/public/%s/learning-notes%s%s</id>\n", feed->code, note ? "#" : "", note ? note : "");
}

static void add_entry(struct str *out, const struct feed *feed, const struct feed_entry *entry)
{
	const char *const *words = headings[feed->language];

	str_add(out, "<entry>\n");
	add_id(out, feed, entry->id);
	add_element(out, "title", entry->title);
	str_addf(out, "<published>%s</published>\n<updated>%s</updated>\n<category term=\"%s\"/>\n", entry->published_at,
		 entry->published_at, entry->category);
	str_add(out, "<author><name>");
	str_add_html(out, entry->council);
	str_add(out, "</name></author>\n<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">\n");
	if (entry->theme)
		add_element(out, "p", entry->theme);
	add_part(out, words[WHAT_HAPPENED], entry->what_happened);
	add_part(out, words[WHY], entry->why);
	add_part(out, words[WHAT_TO_DO], entry->text);
	str_add(out, "</div></content>\n</entry>\n");
}

void feed_write(struct str *out, const struct feed *feed)
{
	str_addf(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"%s\">\n",
		 language_code(feed->language));
	add_id(out, feed, NULL);
	str_addf(out, "<title>%s ", titles[feed->language]);
	str_add_html(out, feed->name);
	str_addf(out, "</title>\n<updated>%s</updated>\n<author><name>", feed->updated_at);
	str_add_html(out, feed->name);
	str_add(out, "</name></author>\n<generator>Samavvik</generator>\n<link rel=\"self\" type=\"application/atom+xml\" href=\"");
	str_add_html(out, feed->public_url);
	str_addf(out, "/api/v1/public/%s/learning-notes.atom\"/>\n", feed->code);
	for (int i = 0; i < feed->entries_count; i++)
		add_entry(out, feed, &feed->entries[i]);
	str_add(out, "</feed>\n");
}
