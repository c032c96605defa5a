/* SPDX-License-Identifier: MIT */
#include "party/configuration.h"

#include <string.h>

#include "routing/routing.h"
#include "statements.h"
#include "base/banned.h"

#define COUNCILS_MAX 200

/* What a statement of configure.sql takes. */
enum takes { FILE_ONLY = 1, FILE_AND_ID = 2, FILE_ID_AND_LISTS = 3 };

static const struct {
	const char *section;
	const struct statement *statement;
	enum takes takes;
} steps[] = {
	{"organisations", &sql_party_configure_organisations, FILE_ONLY},
	{"organisations", &sql_party_configure_members, FILE_AND_ID},
	{"helsefellesskap", &sql_party_configure_filing_without_account, FILE_AND_ID},
	{"units", &sql_party_configure_units, FILE_ONLY},
	{"services", &sql_party_configure_services, FILE_ONLY},
	{"catchment", &sql_party_configure_catchment, FILE_ONLY},
	{"councils", &sql_party_configure_councils, FILE_AND_ID},
	{"councils", &sql_party_configure_aliases, FILE_AND_ID},
	{"agreements", &sql_party_configure_agreements, FILE_AND_ID},
	{"agreement_parties", &sql_party_configure_agreement_parties, FILE_AND_ID},
	{"agreement_versions", &sql_party_configure_agreement_versions, FILE_AND_ID},
	{"agreement_versions", &sql_party_configure_agreement_points, FILE_ID_AND_LISTS},
	{"code_lists", &sql_party_configure_codes, FILE_ID_AND_LISTS},
	{"deadline_sets", &sql_party_configure_default_deadlines, FILE_AND_ID},
	{"deadline_sets", &sql_party_configure_deadline_sets, FILE_AND_ID},
	{"discharge_rules", &sql_party_configure_discharge_rules, FILE_AND_ID},
	{"notification_duties", &sql_party_configure_notification_duties, FILE_AND_ID},
	{"text_modules", &sql_party_configure_text_modules, FILE_AND_ID},
};

/* What only a constraint of the database knows to be wrong: the section is named, and the constraint. */
static enum err refused_by_constraint(struct configuration *configuration, enum err err)
{
	struct fault *fault = configuration->fault;

	if ((err != ERR_INVALID && err != ERR_CONFLICT) || fault->fields || !fault->constraint)
		return err;
	fault_add_field(fault, configuration->arena, arena_printf(configuration->arena, "/%s", configuration->step),
			"breaks_rule", arena_strdup(configuration->arena, fault->constraint));
	fault->err = ERR_UNPROCESSABLE;
	return ERR_UNPROCESSABLE;
}

enum err configuration_load(struct configuration *configuration)
{
	const char *const parameters[] = {configuration->document, configuration->helsefellesskap,
					  routing_default_code_lists_json};

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		DB_ROWS_AUTO struct db_rows rows = {0};
		configuration->step = steps[i].section;
		enum err err = db_run(configuration->tx, steps[i].statement, parameters, (int)steps[i].takes, &rows);
		if (err != OK)
			return refused_by_constraint(configuration, err);
	}
	return OK;
}

/* Rows of place, code and value are what the document is refused for. */
static enum err refuse_mistakes(struct configuration *configuration, const struct db_rows *rows)
{
	for (int i = 0; i < rows->count; i++)
		fault_add_field(configuration->fault, configuration->arena,
				arena_strdup(configuration->arena, db_text(rows, i, 0)),
				arena_strdup(configuration->arena, db_text(rows, i, 1)),
				db_is_null(rows, i, 2) ? NULL : arena_strdup(configuration->arena, db_text(rows, i, 2)));
	if (rows->count > 0)
		configuration->fault->err = ERR_UNPROCESSABLE;
	return configuration->fault->err;
}

enum err configuration_check(struct configuration *configuration)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	configuration->step = "form";
	TRY(db_run(configuration->tx, &sql_party_configuration_mistakes,
		   DB_PARAMS(configuration->document, configuration->by_command ? "true" : "false"), &rows));
	return refuse_mistakes(configuration, &rows);
}

enum err configuration_remove_missing(struct configuration *configuration)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	configuration->step = "what is gone";
	TRY(db_run(configuration->tx, &sql_party_remove_missing,
		   DB_PARAMS(configuration->helsefellesskap, configuration->document), &rows));
	return refuse_mistakes(configuration, &rows);
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
static enum err check_rules(struct configuration *configuration, const struct db_rows *rows)
{
	const struct rule_set *set = NULL;
	struct routing_known_codes known = {0};

	TRY(routing_known_codes_read(configuration->arena, db_text(rows, 0, 3), (size_t)db_length(rows, 0, 3),
				     configuration->fault, &known));
	known.council = split_codes(configuration->arena, db_text(rows, 0, 2));
	known.deadline_set = split_codes(configuration->arena, db_text(rows, 0, 4));
	return routing_rules_read(configuration->arena, db_text(rows, 0, 0), (size_t)db_length(rows, 0, 0), &known,
				  configuration->fault, &set);
}

/* What is planned was checked against the councils of its day, and they stay until then. */
static enum err check_planned(struct configuration *configuration)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_run(configuration->tx, &sql_party_planned_rules_mistakes, DB_PARAMS(configuration->helsefellesskap), &rows));
	return refuse_mistakes(configuration, &rows);
}

enum err configuration_load_rules(struct configuration *configuration)
{
	DB_ROWS_AUTO struct db_rows wanted = {0};
	DB_ROWS_AUTO struct db_rows retired = {0};
	DB_ROWS_AUTO struct db_rows active = {0};

	configuration->step = "rules";
	TRY(db_run(configuration->tx, &sql_party_configured_rules,
		   DB_PARAMS(configuration->document, configuration->helsefellesskap, routing_default_rules_json,
			     routing_default_code_lists_json),
		   &wanted));
	TRY(check_rules(configuration, &wanted));
	TRY(check_planned(configuration));
	if (!db_bool(&wanted, 0, 1))
		return OK;
	if (!configuration->by_command)
		return db_run(configuration->tx, &sql_party_count_rules,
			      DB_PARAMS(configuration->helsefellesskap, db_text(&wanted, 0, 0)), &active);
	TRY(db_run(configuration->tx, &sql_party_retire_rules, DB_PARAMS(configuration->helsefellesskap), &retired));
	return db_run(configuration->tx, &sql_party_activate_rules,
		      DB_PARAMS(configuration->helsefellesskap, db_text(&wanted, 0, 0)), &active);
}
