/* SPDX-License-Identifier: MIT */
#include "attachment/file_name.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "attachment/file_type.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/banned.h"

#define ENDING_MAX 10
#define NAME_BYTES_MAX ((size_t)FILE_NAME_MAX * 4)

const char *file_name_ending(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && dot != name ? dot + 1 : "";
}

static const char *without_folders(const char *name)
{
	for (const char *c = name; *c; c++)
		if (*c == '/' || *c == '\\')
			name = c + 1;
	return name;
}

/* Controls, what Windows takes in no name, marks of direction and of width zero, and what is no character. */
static bool is_unfit(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c < 0x80 && strchr("<>:\"|?*", (int)c)) || c == 0xad ||
	       (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	       (c >= 0xfff9 && c <= 0xffff) || c >= 0xe0000;
}

/* At most `most` code points, unfit ones as '_'; neither dots nor blanks at the ends. */
static void add_fit(struct str *out, const char *name, size_t len, size_t most)
{
	uint32_t c = 0;

	for (size_t at = 0, count = 0; at < len && count < most; count++) {
		size_t size = utf8_decode(name + at, len - at, &c);

		if (size == 0 || is_unfit(c))
			str_add_char(out, '_');
		else
			str_add_bytes(out, name + at, size);
		at += size ? size : 1;
	}
	while (out->len > 0 && (out->data[out->len - 1] == '.' || out->data[out->len - 1] == ' '))
		out->data[--out->len] = '\0';
}

static bool is_right_ending(const struct file_type *type, const char *ending)
{
	char padded[ENDING_MAX + 3] = " ";
	size_t len = strlen(ending);

	if (strcasecmp(ending, type->code) == 0)
		return true;
	if (len == 0 || len > ENDING_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		padded[1 + i] = (char)(ending[i] >= 'A' && ending[i] <= 'Z' ? ending[i] + 32 : ending[i]);
	padded[1 + len] = ' ';
	return strstr(type->endings, padded) != NULL;
}

/* What looks like an ending: short, of letters and digits. "Referat 3. mai" has none. */
static bool is_ending(const char *ending)
{
	size_t len = strlen(ending);

	return len > 0 && len <= ENDING_MAX &&
	       strspn(ending, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == len;
}

const char *file_name_clean(struct arena *arena, const char *name, const struct file_type *type)
{
	STR_AUTO struct str out = STR_INIT(NAME_BYTES_MAX + 16);
	const char *base = without_folders(name);

	base += strspn(base, ". ");
	const char *ending = file_name_ending(base);
	size_t stem = strlen(base) - (is_ending(ending) ? strlen(ending) + 1 : 0);
	const char *right = is_right_ending(type, ending) ? ending : type->code;

	add_fit(&out, base, stem, FILE_NAME_MAX - ENDING_MAX - 1);
	if (out.len == 0)
		str_add(&out, "vedlegg");
	str_add_char(&out, '.');
	str_add(&out, right);
	return arena_strdup(arena, str_text(&out));
}

const char *file_name_disposition(struct arena *arena, const char *name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
	STR_AUTO struct str out = STR_INIT(NAME_BYTES_MAX * 5);

	str_add(&out, "attachment; filename=\"");
	for (const char *c = name; *c; c++)
		str_add_char(&out, (unsigned char)*c >= 0x20 && (unsigned char)*c < 0x7f && *c != '"' && *c != '\\' && *c != '%' ? *c : '_');
	str_add(&out, "\"; filename*=UTF-8''");
	for (const char *c = name; *c; c++) {
		if (strchr(plain, *c))
			str_add_char(&out, *c);
		else
			str_addf(&out, "%%%02X", (unsigned char)*c);
	}
	return arena_strdup(arena, str_text(&out));
}
