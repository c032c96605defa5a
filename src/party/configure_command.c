/* SPDX-License-Identifier: MIT */
#include "party/configure_command.h"

#include <string.h>

#include "access/access.h"
#include "party/configuration.h"
#include "statements.h"
#include "base/banned.h"

#define FILE_BYTES_MAX ((size_t)4 * 1024 * 1024)

static enum err load_helsefellesskap(struct configuration *loading)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	loading->step = "helsefellesskap";
	TRY(db_run(loading->tx, &sql_party_configure_helsefellesskap, DB_PARAMS(loading->document), &rows));
	if (rows.count != 1)
		return FAULT(loading->fault, ERR_INVALID, NULL);
	loading->helsefellesskap = arena_strdup(loading->arena, db_text(&rows, 0, 0));
	return OK;
}

static enum err add_person(struct configuration *loading, const struct db_rows *people, int row)
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

static enum err load_people(struct configuration *loading)
{
	DB_ROWS_AUTO struct db_rows people = {0};
	DB_ROWS_AUTO struct db_rows memberships = {0};
	DB_ROWS_AUTO struct db_rows subscriptions = {0};

	loading->step = "people";
	TRY(db_run(loading->tx, &sql_party_configured_people, DB_PARAMS(loading->document), &people));
	for (int i = 0; i < people.count; i++)
		TRY(add_person(loading, &people, i));
	loading->step = "memberships";
	TRY(db_run(loading->tx, &sql_party_configure_memberships, DB_PARAMS(loading->document, loading->helsefellesskap),
		   &memberships));
	loading->step = "subscriptions";
	return db_run(loading->tx, &sql_party_configure_subscriptions, DB_PARAMS(loading->document, loading->helsefellesskap),
		      &subscriptions);
}

static enum err load(struct configuration *loading, struct db_pool *owner)
{
	TRY(db_begin(owner, NULL, loading->fault, &loading->tx));
	TRY(configuration_check(loading));
	TRY(load_helsefellesskap(loading));
	TRY(configuration_load(loading));
	TRY(configuration_load_rules(loading));
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

static void complain(FILE *messages, const char *path, const struct configuration *loading)
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
	struct configuration loading = {.arena = arena, .fault = &fault, .by_command = true, .step = "begin"};

	if (argc != 2) {
		fprintf(messages, "Use: samavvik configure FILE\n");
		return 2;
	}
	loading.document = read_file(arena, argv[1]);
	if (!loading.document) {
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
