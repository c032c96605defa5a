/* SPDX-License-Identifier: MIT */
#include "party/configure_command.h"

#include <string.h>

#include "access/access.h"
#include "routing/routing.h"
#include "statements.h"
#include "base/banned.h"

#define FILE_BYTES_MAX ((size_t)4 * 1024 * 1024)
#define COUNCILS_MAX 200

/* A file being loaded. */
struct loading {
	struct arena *arena;
	struct db_tx *tx;
	struct fault *fault;
	const char *file;            /* its text */
	const char *helsefellesskap; /* id as text */
	const char *step;            /* for messages */
};

/* What a statement of configure.sql takes. */
enum takes { FILE_ONLY = 1, FILE_AND_ID = 2, FILE_ID_AND_LISTS = 3 };

static const struct {
	const char *name;
	const struct statement *statement;
	enum takes takes;
} steps[] = {
	{"organisations", &sql_party_configure_organisations, FILE_ONLY},
	{"members", &sql_party_configure_members, FILE_AND_ID},
	{"filing without account", &sql_party_configure_filing_without_account, FILE_AND_ID},
	{"units", &sql_party_configure_units, FILE_ONLY},
	{"services", &sql_party_configure_services, FILE_ONLY},
	{"catchment", &sql_party_configure_catchment, FILE_ONLY},
	{"councils", &sql_party_configure_councils, FILE_AND_ID},
	{"council aliases", &sql_party_configure_aliases, FILE_AND_ID},
	{"agreements", &sql_party_configure_agreements, FILE_AND_ID},
	{"agreement parties", &sql_party_configure_agreement_parties, FILE_AND_ID},
	{"agreement versions", &sql_party_configure_agreement_versions, FILE_AND_ID},
	{"agreement points", &sql_party_configure_agreement_points, FILE_ID_AND_LISTS},
	{"code lists", &sql_party_configure_codes, FILE_ID_AND_LISTS},
	{"default deadlines", &sql_party_configure_default_deadlines, FILE_AND_ID},
	{"deadline sets", &sql_party_configure_deadline_sets, FILE_AND_ID},
	{"discharge rules", &sql_party_configure_discharge_rules, FILE_AND_ID},
	{"notification duties", &sql_party_configure_notification_duties, FILE_AND_ID},
	{"text modules", &sql_party_configure_text_modules, FILE_AND_ID},
};

static enum err run_steps(struct loading *loading)
{
	const char *const parameters[] = {loading->file, loading->helsefellesskap, routing_default_code_lists_json};

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		DB_ROWS_AUTO struct db_rows rows = {0};
		loading->step = steps[i].name;
		TRY(db_run(loading->tx, steps[i].statement, parameters, (int)steps[i].takes, &rows));
	}
	return OK;
}

static enum err load_helsefellesskap(struct loading *loading)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	loading->step = "helsefellesskap";
	TRY(db_run(loading->tx, &sql_party_configure_helsefellesskap, DB_PARAMS(loading->file), &rows));
	if (rows.count != 1)
		return FAULT(loading->fault, ERR_INVALID, NULL);
	loading->helsefellesskap = arena_strdup(loading->arena, db_text(&rows, 0, 0));
	return OK;
}

/* "a,b,c" as a list of codes. */
static struct routing_codes split_codes(struct arena *arena, const char *text)
{
	const char **codes = ARENA_ARRAY(arena, const char *, COUNCILS_MAX);
	int count = 0;

	for (const char *at = text ? text : ""; *at && count < COUNCILS_MAX;) {
		size_t len = strcspn(at, ",");
		codes[count++] = arena_strndup(arena, at, len);
		at += len + (at[len] == ',');
	}
	return (struct routing_codes){codes, count};
}

/* A rule set with a mistake is refused with every mistake and its place. */
static enum err check_rules(struct loading *loading, const struct db_rows *rows)
{
	const struct rule_set *set = NULL;
	struct routing_known_codes known = {0};

	TRY(routing_known_codes_read(loading->arena, db_text(rows, 0, 3), (size_t)db_length(rows, 0, 3), loading->fault,
				     &known));
	known.council = split_codes(loading->arena, db_text(rows, 0, 2));
	known.deadline_set = split_codes(loading->arena, db_text(rows, 0, 4));
	return routing_rules_read(loading->arena, db_text(rows, 0, 0), (size_t)db_length(rows, 0, 0), &known, loading->fault,
				  &set);
}

static enum err load_rules(struct loading *loading)
{
	DB_ROWS_AUTO struct db_rows wanted = {0};
	DB_ROWS_AUTO struct db_rows retired = {0};
	DB_ROWS_AUTO struct db_rows active = {0};

	loading->step = "rules";
	TRY(db_run(loading->tx, &sql_party_configured_rules,
		   DB_PARAMS(loading->file, loading->helsefellesskap, routing_default_rules_json,
			     routing_default_code_lists_json),
		   &wanted));
	TRY(check_rules(loading, &wanted));
	if (!db_bool(&wanted, 0, 1))
		return OK;
	TRY(db_run(loading->tx, &sql_party_retire_rules, DB_PARAMS(loading->helsefellesskap), &retired));
	return db_run(loading->tx, &sql_party_activate_rules, DB_PARAMS(loading->helsefellesskap, db_text(&wanted, 0, 0)),
		      &active);
}

static enum err add_person(struct loading *loading, const struct db_rows *people, int row)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	const char *password = db_text(people, row, 4);
	const char *hash = NULL;

	if (password)
		TRY(password_hash(loading->arena, password, &hash));
	return db_run(loading->tx, &sql_party_add_person,
		      DB_PARAMS(db_text(people, row, 0), db_text(people, row, 1), db_text(people, row, 2),
				db_text(people, row, 3), hash),
		      &rows);
}

static enum err load_people(struct loading *loading)
{
	DB_ROWS_AUTO struct db_rows people = {0};
	DB_ROWS_AUTO struct db_rows memberships = {0};
	DB_ROWS_AUTO struct db_rows subscriptions = {0};

	loading->step = "people";
	TRY(db_run(loading->tx, &sql_party_configured_people, DB_PARAMS(loading->file), &people));
	for (int i = 0; i < people.count; i++)
		TRY(add_person(loading, &people, i));
	loading->step = "memberships";
	TRY(db_run(loading->tx, &sql_party_configure_memberships, DB_PARAMS(loading->file, loading->helsefellesskap),
		   &memberships));
	loading->step = "subscriptions";
	return db_run(loading->tx, &sql_party_configure_subscriptions, DB_PARAMS(loading->file, loading->helsefellesskap),
		      &subscriptions);
}

static enum err load(struct loading *loading, struct db_pool *owner)
{
	TRY(db_begin(owner, NULL, loading->fault, &loading->tx));
	TRY(load_helsefellesskap(loading));
	TRY(run_steps(loading));
	TRY(load_rules(loading));
	TRY(load_people(loading));
	loading->step = "commit";
	return db_commit(loading->tx);
}

static const char *read_file(struct arena *arena, const char *path)
{
	FILE *file = fopen(path, "re");
	char *text;
	size_t len;

	if (!file)
		return NULL;
	text = arena_alloc(arena, FILE_BYTES_MAX + 1);
	len = fread(text, 1, FILE_BYTES_MAX + 1, file);
	(void)fclose(file);
	return len > FILE_BYTES_MAX ? NULL : text;
}

static void complain(FILE *messages, const char *path, const struct loading *loading)
{
	const struct fault *fault = loading->fault;

	fprintf(messages, "configure: %s was refused at %s (%s%s%s%s%s); nothing was changed\n", path, loading->step,
		err_name(fault->err), *fault->sqlstate ? ", " : "", fault->sqlstate, fault->constraint ? ", " : "",
		fault->constraint ? fault->constraint : "");
	for (const struct field_fault *field = fault->fields; field; field = field->next)
		fprintf(messages, "  %s: %s%s%s\n", field->pointer, field->code, field->value ? " " : "",
			field->value ? field->value : "");
}

int configure_command(int argc, char **argv, struct arena *arena, struct db_pool *owner, FILE *out, FILE *messages)
{
	struct fault fault = {0};
	struct loading loading = {.arena = arena, .fault = &fault, .step = "begin"};

	if (argc != 2) {
		fprintf(messages, "Use: samavvik configure FILE\n");
		return 2;
	}
	loading.file = read_file(arena, argv[1]);
	if (!loading.file) {
		fprintf(messages, "configure: %s cannot be read, or is over 4 MiB\n", argv[1]);
		return 2;
	}
	enum err err = load(&loading, owner);
	db_tx_end(&loading.tx);
	if (err != OK) {
		complain(messages, argv[1], &loading);
		return 1;
	}
	fprintf(out, "configured %s\n", argv[1]);
	return 0;
}
