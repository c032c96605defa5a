/* SPDX-License-Identifier: MIT */
#include "audit/audit.h"

#include <string.h>

#include "audit/history_store.h"
#include "audit/record_read.h"
#include "audit/verify.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/json_lines.h"
#include "base/str.h"
#include "base/banned.h"

#define ARENA_BYTES (8 * JSON_LINE_BYTES_MAX)
#define LINE_BYTES_MAX (2 * JSON_LINE_BYTES_MAX)
#define PROGRESS_US (5 * INT64_C(1000000))

struct work {
	struct verify *verify; /* NULL: an export is written */
	FILE *out, *messages;
	struct str line;
	int64_t progress_us; /* when the next word of progress is due */
};

enum err audit_verify_wish(int argc, char **argv, FILE *messages, struct verify_wish *ret_wish)
{
	struct verify_wish wish = {0};
	bool good = true;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--export") == 0)
			wish.export = true;
		else if (strcmp(argv[i], "--seal") == 0 && i + 1 < argc)
			wish.seal = argv[++i];
		else if (argv[i][0] != '-' && !wish.file)
			wish.file = argv[i];
		else
			good = false;
	}
	if (wish.seal && (strlen(wish.seal) != AUDIT_HASH_TEXT - 1 || strspn(wish.seal, "0123456789abcdef") != AUDIT_HASH_TEXT - 1))
		good = false;
	if (!good || (wish.export && (wish.file || wish.seal))) {
		fprintf(messages, "Use: samavvik verify [--seal HASH] [FILE]\n"
				  "     samavvik verify --export > FILE\n"
				  "HASH is what `samavvik seal --print` said, 64 digits; FILE is an export, instead of the database.\n");
		return ERR_INVALID;
	}
	*ret_wish = wish;
	return OK;
}

static void flush_line(struct work *work)
{
	fputs(str_text(&work->line), work->out);
	str_clear(&work->line);
}

static void add_number(struct str *line, const char *name, int64_t value)
{
	if (value)
		str_addf(line, ",\"%s\":%lld", name, (long long)value);
}

static void say_finding(void *context, const struct finding *finding)
{
	struct work *work = context;
	struct str *line = &work->line;

	str_addf(line, "{\"finding\":\"%s\"", finding_name(finding->kind));
	if (finding->number) {
		str_add(line, ",\"case\":");
		str_add_json(line, finding->number);
	}
	add_number(line, "deviation_id", finding->deviation);
	add_number(line, "event", finding->event);
	if (finding->event_last > finding->event)
		add_number(line, "event_last", finding->event_last);
	add_number(line, "message", finding->message);
	add_number(line, "seal", finding->seal);
	str_addf(line, ",\"says\":\"%s\"}\n", finding_sentence(finding->kind));
	flush_line(work);
}

static void say_erased(void *context, const struct erased_case *erased)
{
	struct work *work = context;

	str_add(&work->line, "{\"erased\":");
	str_add_json(&work->line, erased->number);
	str_add(&work->line, ",\"at\":");
	str_add_json(&work->line, erased->at);
	str_add(&work->line, ",\"approved_by\":");
	str_add_json(&work->line, erased->actor);
	str_add(&work->line, "}\n");
	flush_line(work);
}

static void say_totals(struct work *work, const struct verify_totals *totals)
{
	fprintf(work->out,
		"{\"cases\":%lld,\"events\":%lld,\"messages\":%lld,\"reads\":%lld,\"seals\":%lld,\"last_seal\":\"%s\","
		"\"findings\":%lld}\n",
		(long long)totals->cases, (long long)totals->events, (long long)totals->messages, (long long)totals->reads,
		(long long)totals->seals, totals->last.hash, (long long)totals->findings);
	fprintf(work->messages, totals->findings ? "verify: NOT as it was written: %lld findings in %lld cases with %lld events\n"
						 : "verify: all is well: %lld findings in %lld cases with %lld events\n",
		(long long)totals->findings, (long long)totals->cases, (long long)totals->events);
}

static void say_progress(struct work *work)
{
	const struct verify_totals *so_far = verify_so_far(work->verify);

	if (clock_monotonic_us() < work->progress_us)
		return;
	work->progress_us = clock_monotonic_us() + PROGRESS_US;
	fprintf(work->messages, "verify: %lld cases, %lld events, %lld seals\n", (long long)so_far->cases,
		(long long)so_far->events, (long long)so_far->seals);
}

static void take(void *context, struct record *record)
{
	struct work *work = context;

	if (!work->verify) {
		if (record)
			record_write(record, &work->line);
		flush_line(work);
		return;
	}
	if (record)
		verify_record(work->verify, record);
	else
		verify_unreadable(work->verify);
	say_progress(work);
}

/* A line that is no record is a finding, so nothing of json_lines' answers is used. */
static enum err read_file(struct work *work, const char *path)
{
	struct arena *arena = arena_new(ARENA_BYTES);
	FILE *in = fopen(path, "re");
	JSON_LINES_AUTO struct json_lines lines = JSON_LINES_INIT(in, work->messages);

	while (arena && in && json_lines_next(&lines)) {
		struct record record;

		arena_reset(arena);
		if (record_read(arena, str_text(&lines.line), lines.line.len, &record) == OK)
			take(work, &record);
		else
			take(work, NULL);
	}
	bool good = arena && in && json_lines_all_good(&lines);
	if (in)
		(void)fclose(in);
	arena_free(arena);
	return good ? OK : ERR_INVALID;
}

static enum err read_all(struct work *work, const struct verify_wish *wish, struct db_pool *db)
{
	struct fault fault = {0};
	const struct record_taker taker = {.context = work, .take = take};
	enum err err = wish->file ? read_file(work, wish->file) : history_read(db, &fault, &taker);

	if (err != OK)
		fprintf(work->messages, "verify: %s could not be read (%s)\n", wish->file ? "the file" : "the database",
			err_name(err));
	return err;
}

int audit_verify_command(const struct verify_wish *wish, struct db_pool *db, FILE *out, FILE *messages)
{
	struct work work = {.out = out, .messages = messages, .line = STR_INIT(LINE_BYTES_MAX),
			    .progress_us = clock_monotonic_us() + PROGRESS_US};
	const struct verify_listener listener = {.context = &work, .found = say_finding, .erased = say_erased};
	struct verify_totals totals = {0};

	if (!wish->export) {
		work.verify = verify_new(&listener, wish->seal);
		if (!work.verify)
			return 1;
	}
	enum err err = read_all(&work, wish, db);
	if (err == OK && work.verify) {
		verify_end(work.verify, &totals);
		say_totals(&work, &totals);
	}
	verify_free(work.verify);
	str_done(&work.line);
	return err == OK && totals.findings == 0 && fflush(out) == 0 ? 0 : 1;
}
