/* SPDX-License-Identifier: MIT */
#ifndef ROUTING_ROUTING_H
#define ROUTING_ROUTING_H

/*
 * Which council gets a case, and why. The rules are data (a rule set, JSON), in order: the first whose conditions all
 * hold decides, and the last has no conditions, so that every case gets exactly one council. A second list says who is
 * told as well; it never changes the council (domain.md 8.2).
 *
 * Here are the rules and what decides by them. Not here: reading the facts of a case from the database, handing a case
 * over. A rule set never changes once read and may be used by any number of threads.
 *
 *     {"version": 1, "title": "…",
 *      "rules": [{"id": "gp-communication", "when": {"category": ["kommunikasjon"], "party": ["gp"]},
 *                 "council": "legesamarbeid", "deadline_set": "short", "why": {"nb": "…", "nn": "…", "en": "…"}},
 *                …, {"id": "default", "when": {}, …}],
 *      "also_tell": [{"id": "severe", "when": {"actual_harm": ["severe", "fatal"]}, "council": "sekretariat", …}]}
 *
 * A condition is a list of codes and holds when the case's code is in it. null in a list means "not given", so
 * "agreement_point": [null, 4] holds without a point and with point 4. "party" holds when either party is in the list.
 * "deadline_set" may be left out: then the default of the helsefellesskap holds.
 */

#include "base/arena.h"
#include "base/err.h"
#include "base/language.h"
#include "db/db.h"

#include <stddef.h>
#include <stdio.h>

/* What a condition may ask about. The names are those of enum routing_fact in lower case: "agreement_point". */
enum routing_fact {
	ROUTING_KIND,
	ROUTING_CATEGORY,
	ROUTING_AGREEMENT_POINT,
	ROUTING_PARTY, /* either of the next two */
	ROUTING_REPORTER_PARTY,
	ROUTING_OTHER_PARTY,
	ROUTING_REPORTER_ORGANISATION,
	ROUTING_OTHER_ORGANISATION,
	ROUTING_SERVICE_AREA,
	ROUTING_PATIENT_GROUP,
	ROUTING_PHASE,
	ROUTING_ACTUAL_HARM,
	ROUTING_POTENTIAL_HARM,
	ROUTING_FACT_COUNT
};

/* The facts of a case, as codes. NULL (0 for the point) is "not given". */
struct route_facts {
	const char *kind, *category;
	const char *reporter_party, *other_party;
	const char *reporter_organisation, *other_organisation;
	const char *service_area, *patient_group, *phase;
	const char *actual_harm, *potential_harm;
	int agreement_point; /* 1 to 99, 0 none */
};

/* A rule, for those who explain a decision. */
struct rule {
	const char *id, *council;
	const char *deadline_set; /* code, or NULL for the default */
	const char *why[LANGUAGE_COUNT];
	int position; /* 1 is the first */
};

/* Lists of codes that a rule set may use; codes NULL: any. */
struct routing_codes {
	const char *const *codes;
	int count;
};
struct routing_known_codes {
	struct routing_codes kind, category, agreement_point, party, organisation, service_area, patient_group, phase,
		harm, council, deadline_set;
};

#define ROUTING_RULES_MAX 400
#define ROUTING_JSON_MAX ((size_t)512 * 1024)
#define ROUTING_POINT_MAX 99

struct rule_set;

/*
 * Reads and checks a rule set; it lives in the arena and borrows nothing. known may be NULL. ERR_INVALID with every
 * reason and its place in fault->fields: a code of contract/json_scan.h, required, wrong_type, too_long, too_many,
 * unknown_key, unknown_fact, unknown_code, bad_code, duplicate, unreachable (value: place of the rule that covers it),
 * no_default.
 * ERR_TOO_LARGE beyond ROUTING_JSON_MAX or the arena's ceiling.
 */
MUST_USE enum err routing_rules_read(struct arena *arena, const char *json, size_t len,
				     const struct routing_known_codes *known, struct fault *fault,
				     const struct rule_set **ret_set);

int routing_rules_version(const struct rule_set *set);
const char *routing_rules_title(const struct rule_set *set);
int routing_rules_count(const struct rule_set *set);
const struct rule *routing_rules_at(const struct rule_set *set, int index);

/* The first rule that matches. Never NULL. Both live as long as the set. */
const struct rule *routing_decide(const struct rule_set *set, const struct route_facts *facts);
/* Fills in councils to be told besides the one that decides, each once, at most max of them; returns how many. */
int routing_also_tell(const struct rule_set *set, const struct route_facts *facts, const char *councils[], int max);

/* The rule set and the code lists that come with the program: api/default_rules.json, api/code_lists.json. */
extern const char routing_default_rules_json[];
extern const size_t routing_default_rules_json_len;
extern const char routing_default_code_lists_json[];
extern const size_t routing_default_code_lists_json_len;

/*
 * The codes of a file like api/code_lists.json, as far as rules use them. They live in the arena. Lists that it lacks of organisation,
 * council and deadline_set leave any code known. ERR_INVALID when it is not such a file.
 */
MUST_USE enum err routing_known_codes_read(struct arena *arena, const char *json, size_t len, struct fault *fault,
					   struct routing_known_codes *ret_known);

/* Where the route command gets the rules of a helsefellesskap from (code; NULL: the only one). */
struct routing_command_source {
	enum err (*load)(void *context, struct arena *arena, const char *helsefellesskap, const char **ret_json);
	/* The code of an organisation with this name, or NULL; the function may be NULL. */
	const char *(*organisation_code)(void *context, struct arena *arena, const char *name);
	void *context;
};

/*
 * `samavvik route [--default-rules] [--helsefellesskap CODE] [--language nb|nn|en]`: argv[0] is "route". Case lines in,
 * {"id","council","rule","why"} out in the same order; a bad line gives {"line","error"} in its place. Exit code: 0, 1
 * when a line was bad, 2 when it could not start (said on messages). source may be NULL (only --default-rules then).
 */
int routing_command(int argc, char **argv, FILE *in, FILE *out, FILE *messages,
		    const struct routing_command_source *source);

/*
 * Rule sets read from the database, kept for the life of the process. A stored set never changes (a new version is a new
 * id), so nothing here can be out of date; which set is active is asked of the database for every case. Any thread.
 */

struct rule_cache;

struct rule_cache *rule_cache_new(void); /* NULL when out of memory; free with rule_cache_free */
void rule_cache_free(struct rule_cache *cache); /* accepts NULL */

/*
 * The set with an id. It lives as long as the cache, or as the arena when the cache is full. ERR_NOT_FOUND when there
 * is none, ERR_INTERNAL when the stored set is not a right one (configure checks before it stores).
 */
MUST_USE enum err rule_cache_get(struct rule_cache *cache, struct db_pool *db, struct arena *arena, struct fault *fault,
				 int64_t rule_set_id, const struct rule_set **ret_set);

/* Planned rules whose moment has come begin to count (helsefellesskap: id as text, NULL for all). Cheap, and harmless again. */
MUST_USE enum err routing_begin_planned(struct db_pool *db, struct fault *fault, const char *helsefellesskap, int64_t *ret_begun);

struct call;
/* Where the rules of today would send a case, as JSON (route_today of the contract); NULL: nowhere, or the actor does not see it. */
MUST_USE enum err routing_today(struct call *call, const char *id, const char **ret_json);
/* Why, as JSON {nb, nn, en}; in the arena. */
const char *routing_why_json(struct arena *arena, const struct rule *rule);

#endif
