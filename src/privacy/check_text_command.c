/* SPDX-License-Identifier: MIT */
#include "privacy/check_text_command.h"

#include "base/arena.h"
#include "base/json_lines.h"
#include "contract/json_tree.h"
#include "privacy/findings_json.h"

#include "base/banned.h"

/* A line, its findings, and an answer with all of them. */
#define ARENA_BYTES (8 * JSON_LINE_BYTES_MAX)
#define ANSWER_BYTES_MAX (32 * JSON_LINE_BYTES_MAX)

#define EXIT_BAD_LINE 1
#define EXIT_NOT_STARTED 2

static void check_text(struct json_lines *lines, struct arena *arena, const char *id, const char *text)
{
	STR_AUTO struct str json = STR_INIT(ANSWER_BYTES_MAX);

	str_add(&json, "{\"id\":");
	str_add_json(&json, id);
	str_add_char(&json, ',');
	findings_add_json(&json, arena, text);
	str_add(&json, "}\n");
	fputs(str_text(&json), lines->out);
}

static void check_line(struct json_lines *lines, struct arena *arena)
{
	const char *code = NULL;
	JSON_TREE_AUTO cJSON *object = json_read(arena, str_text(&lines->line), lines->line.len, &code);
	const char *id = json_text(json_member(object, "id"));
	const char *text = json_text(json_member(object, "text"));

	if (!object)
		json_lines_refuse(lines, arena_printf(arena, "not valid JSON: %s", code));
	else if (!cJSON_IsObject(object))
		json_lines_refuse(lines, "not a JSON object");
	else if (!id || !text)
		json_lines_refuse(lines, id ? "text: missing, or not a text" : "id: missing, or not a text");
	else
		check_text(lines, arena, id, text);
}

int check_text_command(int argc, char **argv, FILE *in, FILE *out, FILE *messages)
{
	JSON_LINES_AUTO struct json_lines lines = JSON_LINES_INIT(in, out);
	struct arena *arena;

	(void)argv;
	if (argc != 1) {
		fputs("usage: samavvik check-text < texts\n", messages);
		return EXIT_NOT_STARTED;
	}
	arena = arena_new(ARENA_BYTES);
	if (!arena) {
		fputs("samavvik check-text: out of memory\n", messages);
		return EXIT_NOT_STARTED;
	}
	while (json_lines_next(&lines)) {
		arena_reset(arena);
		check_line(&lines, arena);
	}
	arena_free(arena);
	return json_lines_all_good(&lines) ? 0 : EXIT_BAD_LINE;
}
