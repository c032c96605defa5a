/* SPDX-License-Identifier: MIT */
#include "base/json_lines.h"

#include <string.h>

#include "base/banned.h"

#define ANSWER_BYTES_MAX ((size_t)64 * 1024)

void json_lines_done(struct json_lines *lines)
{
	str_done(&lines->line);
}

/* False at the end of the input. A line that is too long is read to its end and leaves the buffer failed. */
static bool read_line(struct json_lines *lines)
{
	int c = getc_unlocked(lines->in);

	str_clear(&lines->line);
	if (c == EOF)
		return false;
	for (; c != EOF && c != '\n'; c = getc_unlocked(lines->in))
		str_add_char(&lines->line, (char)c);
	return true;
}

static bool is_blank(const struct str *line)
{
	return strspn(str_text(line), " \t\r") == line->len;
}

bool json_lines_next(struct json_lines *lines)
{
	while (read_line(lines)) {
		lines->number++;
		if (str_failed(&lines->line))
			json_lines_refuse(lines, "longer than 1 MiB");
		else if (!is_blank(&lines->line))
			return true;
	}
	return false;
}

void json_lines_refuse(struct json_lines *lines, const char *error)
{
	STR_AUTO struct str text = STR_INIT(ANSWER_BYTES_MAX);

	lines->any_bad = true;
	str_addf(&text, "{\"line\":%lld,\"error\":", (long long)lines->number);
	str_add_json(&text, error);
	str_add(&text, "}\n");
	fputs(str_text(&text), lines->out);
}

bool json_lines_all_good(struct json_lines *lines)
{
	return !lines->any_bad && fflush(lines->out) == 0 && !ferror(lines->out) && !ferror(lines->in);
}
