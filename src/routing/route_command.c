/* SPDX-License-Identifier: MIT */
#include "routing/routing.h"

#include <stdbool.h>
#include <string.h>

#include "base/json_lines.h"
#include "base/str.h"
#include "routing/case_line.h"

#include "base/banned.h"

#define ANSWER_BYTES_MAX ((size_t)1024 * 1024)
#define RULES_ARENA ((size_t)64 * 1024 * 1024)
#define LINE_ARENA ((size_t)8 * 1024 * 1024)

#define EXIT_BAD_LINE 1
#define EXIT_NOT_STARTED 2

struct options {
	bool default_rules;
	const char *helsefellesskap;
	enum language language;
};

struct run {
	const struct options *options;
	const struct routing_command_source *source;
	const struct rule_set *set;
	struct routing_known_codes known;
	struct arena *line_arena;
	struct json_lines *lines;
};

static bool read_language(const char *text, enum language *language)
{
	*language = language_from_code(text);
	return strcmp(language_code(*language), text) == 0;
}

static bool read_options(int argc, char **argv, struct options *options)
{
	for (int i = 1; i < argc; i++) {
		bool has_value = i + 1 < argc;

		if (strcmp(argv[i], "--default-rules") == 0) {
			options->default_rules = true;
		} else if (has_value && strcmp(argv[i], "--helsefellesskap") == 0) {
			options->helsefellesskap = argv[++i];
		} else if (has_value && strcmp(argv[i], "--language") == 0) {
			if (!read_language(argv[++i], &options->language))
				return false;
		} else {
			return false;
		}
	}
	return true;
}

static void say_faults(FILE *messages, enum err err, const struct fault *fault)
{
	fprintf(messages, "samavvik route: the rules cannot be used (%s)\n", err_name(err));
	for (const struct field_fault *field = fault->fields; field; field = field->next)
		fprintf(messages, "  %s: %s%s%s\n", field->pointer, field->code, field->value ? ": " : "",
			field->value ? field->value : "");
}

static enum err load_rules(struct run *run, struct arena *arena, struct fault *fault)
{
	const char *json = routing_default_rules_json;

	TRY(routing_known_codes_read(arena, routing_default_code_lists_json, routing_default_code_lists_json_len, fault,
				     &run->known));
	if (!run->options->default_rules) {
		TRY(run->source->load(run->source->context, arena, run->options->helsefellesskap, &json));
		/* These lists may be a helsefellesskap's own; the others are the same everywhere. */
		run->known.category = run->known.patient_group = run->known.phase = (struct routing_codes){0};
		run->known.service_area = run->known.agreement_point = (struct routing_codes){0};
	}
	return routing_rules_read(arena, json, strlen(json), &run->known, fault, &run->set);
}

static void write_route(struct run *run, const char *id, const struct rule *rule)
{
	STR_AUTO struct str text = STR_INIT(ANSWER_BYTES_MAX);

	str_add(&text, "{\"id\":");
	str_add_json(&text, id);
	str_add(&text, ",\"council\":");
	str_add_json(&text, rule->council);
	str_add(&text, ",\"rule\":");
	str_add_json(&text, rule->id);
	str_add(&text, ",\"why\":");
	str_add_json(&text, rule->why[run->options->language]);
	str_add(&text, "}\n");
	fputs(str_text(&text), run->lines->out);
}

static const char *organisation_code(const struct run *run, const char *name)
{
	if (!name || !run->source || !run->source->organisation_code || run->options->default_rules)
		return NULL;
	return run->source->organisation_code(run->source->context, run->line_arena, name);
}

static void route_line(struct run *run)
{
	const struct str *line = &run->lines->line;
	struct case_line read;
	const char *error = NULL;

	arena_reset(run->line_arena);
	if (case_line_read(run->line_arena, str_text(line), line->len, &run->known, &read, &error) != OK) {
		json_lines_refuse(run->lines, error);
		return;
	}
	read.facts.reporter_organisation = organisation_code(run, read.reporter_org);
	read.facts.other_organisation = organisation_code(run, read.other_org);
	write_route(run, read.id, routing_decide(run->set, &read.facts));
}

static int run_with_rules(struct run *run, struct arena *arena, FILE *messages)
{
	struct fault fault = {0};
	enum err err = load_rules(run, arena, &fault);

	if (err != OK) {
		say_faults(messages, err, &fault);
		return EXIT_NOT_STARTED;
	}
	while (json_lines_next(run->lines))
		route_line(run);
	return json_lines_all_good(run->lines) ? 0 : EXIT_BAD_LINE;
}

int routing_command(int argc, char **argv, FILE *in, FILE *out, FILE *messages,
		    const struct routing_command_source *source)
{
	struct options options = {.language = LANGUAGE_NB};
	struct arena *rules_arena;
	JSON_LINES_AUTO struct json_lines lines = JSON_LINES_INIT(in, out);
	struct run run = {.options = &options, .source = source, .lines = &lines};
	int code = EXIT_NOT_STARTED;

	if (!read_options(argc, argv, &options) || (!options.default_rules && !source)) {
		fputs("usage: samavvik route [--default-rules] [--helsefellesskap CODE] [--language nb|nn|en] < "
		      "cases\n",
		      messages);
		return EXIT_NOT_STARTED;
	}
	rules_arena = arena_new(RULES_ARENA);
	run.line_arena = arena_new(LINE_ARENA);
	if (rules_arena && run.line_arena)
		code = run_with_rules(&run, rules_arena, messages);
	else
		fputs("samavvik route: out of memory\n", messages);
	arena_free(run.line_arena);
	arena_free(rules_arena);
	return code;
}
