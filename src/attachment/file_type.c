/* SPDX-License-Identifier: MIT */
#include "attachment/file_type.h"

#include <string.h>
#include <strings.h>

#include "attachment/file_name.h"
#include "base/str.h"
#include "base/banned.h"

static const struct file_type types[] = {
	{"pdf", " ", "application/pdf", SHAPE_PLAIN},
	{"jpg", " jpeg jpe jfif ", "image/jpeg", SHAPE_JPEG},
	{"png", " ", "image/png", SHAPE_PNG},
	{"docx", " ", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", SHAPE_ZIP},
	{"xlsx", " ", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", SHAPE_ZIP},
	{"odt", " ", "application/vnd.oasis.opendocument.text", SHAPE_ZIP},
	{"ods", " ", "application/vnd.oasis.opendocument.spreadsheet", SHAPE_ZIP},
	{"csv", " ", "text/csv", SHAPE_PLAIN},
	{"txt", " text log md ", "text/plain", SHAPE_PLAIN},
};
#define TYPES_COUNT (sizeof(types) / sizeof(types[0]))

/* Texts that something would run or show as a page. What else libmagic takes a text for (it sees C in many) is a text. */
static const char *const active_texts[] = {
	"text/html", "text/xml", "text/javascript", "text/x-shellscript", "text/x-script", "text/x-python", "text/x-perl",
	"text/x-ruby", "text/x-php", "text/x-msdos-batch", "text/x-lua", "text/x-tcl", "text/x-awk", "text/rtf", "text/calendar",
};

static bool is_listed(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = list; *at; at += strspn(at, " ")) {
		size_t this = strcspn(at, " ");

		if (this == len && strncasecmp(at, word, len) == 0)
			return true;
		at += this;
	}
	return false;
}

static bool is_active_text(const char *mime)
{
	for (size_t i = 0; i < sizeof(active_texts) / sizeof(active_texts[0]); i++)
		if (strncmp(mime, active_texts[i], strlen(active_texts[i])) == 0)
			return true;
	return false;
}

/* A table of values is a text that is called one. */
static const char *canonical(const char *name, const char *mime)
{
	if (strncmp(mime, "text/", 5) != 0 && strcmp(mime, "application/csv") != 0)
		return mime;
	if (is_active_text(mime))
		return mime;
	return strcasecmp(file_name_ending(name), "csv") == 0 ? "text/csv" : "text/plain";
}

const struct file_type *file_type_of(const char *allowed, const char *name, const char *mime)
{
	const char *wanted = canonical(name, mime);

	for (size_t i = 0; i < TYPES_COUNT; i++)
		if (strcmp(types[i].mime, wanted) == 0)
			return is_listed(allowed, types[i].code) ? &types[i] : NULL;
	return NULL;
}

bool file_types_known(const char *allowed)
{
	size_t known = 0, words = 0;

	for (size_t i = 0; i < TYPES_COUNT; i++)
		known += is_listed(allowed, types[i].code);
	for (const char *at = allowed + strspn(allowed, " "); *at; at += strspn(at, " ")) {
		at += strcspn(at, " ");
		words++;
	}
	return words > 0 && known == words;
}

const char *file_types_json(struct arena *arena, const char *allowed)
{
	STR_AUTO struct str json = STR_INIT(1024);

	for (size_t i = 0; i < TYPES_COUNT; i++) {
		if (!is_listed(allowed, types[i].code))
			continue;
		str_addf(&json, "%s\"%s\"", json.len ? "," : "[", types[i].code);
		for (const char *at = types[i].endings + 1; *at; at += strcspn(at, " ") + 1)
			str_addf(&json, ",\"%.*s\"", (int)strcspn(at, " "), at);
	}
	str_add_char(&json, ']');
	return arena_strdup(arena, str_text(&json));
}

/*
 * Names inside the archives that documents are: macros of Office (vbaProject.bin) and OpenDocument (Basic/), and controls that
 * run something. The names stand in the archive as they are, whatever is packed.
 */
static const char *const macro_marks[] = {"vbaProject", "macrosheets/", "activeX/", "Basic/script", "Basic/Standard/"};

static bool has_mark(const char *bytes, size_t len)
{
	for (size_t i = 0; i < sizeof(macro_marks) / sizeof(macro_marks[0]); i++)
		if (memmem(bytes, len, macro_marks[i], strlen(macro_marks[i])))
			return true;
	return false;
}

void macro_search(struct macro_search *search, const char *piece, size_t len)
{
	char seam[2 * sizeof(search->tail)];
	size_t head = len < sizeof(search->tail) ? len : sizeof(search->tail);

	memcpy(seam, search->tail, search->tail_len);
	memcpy(seam + search->tail_len, piece, head);
	search->found |= has_mark(seam, search->tail_len + head) || has_mark(piece, len);
	if (head == sizeof(search->tail)) {
		memcpy(search->tail, piece + len - head, head);
		search->tail_len = head;
		return;
	}
	/* A short piece: the tail is the end of the seam. */
	size_t all = search->tail_len + head;
	size_t keep = all < sizeof(search->tail) ? all : sizeof(search->tail);

	memcpy(search->tail, seam + all - keep, keep);
	search->tail_len = keep;
}
