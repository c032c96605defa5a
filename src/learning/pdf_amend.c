/* SPDX-License-Identifier: MIT */
#include "learning/pdf_amend.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "base/banned.h"

#define OBJECTS_MAX 100000
#define XREF_ENTRY 20 /* bytes, always */
#define UPDATE_MAX (4U << 20)

static const char catalog[] = "<< /Type /Catalog\n";
static const char figure[] = "<< /Type /StructElem\n   /S /Figure\n";
static const char heading[] = "<< /Type /StructElem\n   /S /TH\n";

struct amending {
	struct str *file;
	struct str update, table; /* the objects written again, and where each is */
	size_t size, xref;        /* number of objects, and where their table is */
	const char *entries;
};

/* Reads "startxref", its table and how many objects there are. */
static enum err find_table(struct amending *a)
{
	const char *data = str_text(a->file), *last = NULL;
	char *end;

	for (const char *at = data; (at = memmem(at, a->file->len - (size_t)(at - data), "startxref\n", 10)); at += 10)
		last = at;
	if (!last)
		return ERR_INTERNAL;
	a->xref = strtoul(last + 10, &end, 10);
	if (a->xref + 16 >= a->file->len || memcmp(data + a->xref, "xref\n0 ", 7) != 0)
		return ERR_INTERNAL;
	a->size = strtoul(data + a->xref + 7, &end, 10);
	if (*end != '\n' || a->size == 0 || a->size > OBJECTS_MAX)
		return ERR_INTERNAL;
	a->entries = end + 1;
	return a->entries + a->size * XREF_ENTRY < data + a->file->len ? OK : ERR_INTERNAL;
}

/* The text of object `number` behind "N 0 obj\n" up to its ">>", or NULL when it is no plain dictionary. */
static const char *object(const struct amending *a, size_t number, size_t *ret_len)
{
	const char *data = str_text(a->file), *text, *end;
	size_t offset = strtoul(a->entries + number * XREF_ENTRY, NULL, 10);

	if (offset == 0 || offset >= a->file->len)
		return NULL;
	text = memmem(data + offset, a->file->len - offset, " 0 obj\n", 7);
	if (!text || text - (data + offset) > 10)
		return NULL;
	text += 7;
	end = memmem(text, a->file->len - (size_t)(text - data), ">>\nendobj", 9);
	if (!end)
		return NULL;
	*ret_len = (size_t)(end - text);
	return text;
}

/* A text string of PDF: UTF-16, big end first, in hexadecimal. */
static void add_pdf_text(struct str *to, const char *text)
{
	size_t len = strlen(text);

	str_add(to, "<FEFF");
	for (size_t at = 0; at < len;) {
		uint32_t c = 0;
		size_t used = utf8_decode(text + at, len - at, &c);

		if (used == 0)
			break;
		at += used;
		if (c >= 0x10000)
			str_addf(to, "%04X%04X", 0xD800 + ((c - 0x10000) >> 10), 0xDC00 + ((c - 0x10000) & 0x3FF));
		else
			str_addf(to, "%04X", c);
	}
	str_add_char(to, '>');
}

static void write_again(struct amending *a, size_t number, const char *text, size_t len)
{
	str_addf(&a->table, "%zu 1\n%010zu 00000 n \n", number, a->file->len + a->update.len);
	str_addf(&a->update, "%zu 0 obj\n", number);
	str_add_bytes(&a->update, text, len);
}

static int begins(const char *text, size_t len, const char *with)
{
	return len >= strlen(with) && memcmp(text, with, strlen(with)) == 0;
}

static size_t amend_objects(struct amending *a, const char *language, const char *const *alts, size_t count,
			    size_t *ret_catalog)
{
	size_t pictures = 0;

	for (size_t number = 1; number < a->size; number++) {
		size_t len = 0;
		const char *text = object(a, number, &len);

		if (!text)
			continue;
		if (begins(text, len, catalog)) {
			write_again(a, number, text, len);
			str_addf(&a->update,
				 "   /Lang (%s)\n   /ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n",
				 language);
			*ret_catalog = number;
		} else if (begins(text, len, figure)) {
			write_again(a, number, text, len);
			str_add(&a->update, "   /Alt ");
			add_pdf_text(&a->update, pictures < count ? alts[pictures] : "");
			str_add(&a->update, "\n>>\nendobj\n");
			pictures++;
		} else if (begins(text, len, heading)) {
			write_again(a, number, text, len);
			str_add(&a->update, "   /A << /O /Table /Scope /Column >>\n>>\nendobj\n");
		}
	}
	return pictures;
}

static const char *trailer_info(const struct amending *a, size_t *ret_len)
{
	const char *data = str_text(a->file), *end;
	const char *info = memmem(a->entries, a->file->len - (size_t)(a->entries - data), "/Info ", 6);

	if (!info || !(end = memchr(info, '\n', a->file->len - (size_t)(info - data))))
		return NULL;
	*ret_len = (size_t)(end - info);
	return info;
}

static enum err append(struct amending *a, size_t root)
{
	size_t len = 0;
	const char *info = trailer_info(a, &len);
	size_t at = a->file->len + a->update.len;

	if (!info || str_failed(&a->update) || str_failed(&a->table))
		return ERR_INTERNAL;
	str_addf(&a->update, "xref\n%s", str_text(&a->table));
	str_addf(&a->update,
		 "trailer\n<< /Size %zu\n   /Root %zu 0 R\n   %.*s\n   /Prev %zu\n>>\nstartxref\n%zu\n%%%%EOF\n",
		 a->size, root, (int)len, info, a->xref, at);
	if (str_failed(&a->update))
		return ERR_INTERNAL;
	str_add_bytes(a->file, str_text(&a->update), a->update.len);
	return str_failed(a->file) ? ERR_TOO_LARGE : OK;
}

enum err pdf_amend(struct str *file, const char *language, const char *const *alts, size_t count)
{
	struct amending a = {.file = file, .update = STR_INIT(UPDATE_MAX), .table = STR_INIT(UPDATE_MAX)};
	size_t root = 0;
	enum err err = find_table(&a);

	if (err == OK && (amend_objects(&a, language, alts, count, &root) != count || root == 0))
		err = ERR_INTERNAL;
	if (err == OK)
		err = append(&a, root);
	str_done(&a.update);
	str_done(&a.table);
	return err;
}
