/* SPDX-License-Identifier: MIT */
/* Where the rules of today would send a case that is there already. */
#include "access/access.h"
#include "base/str.h"
#include "contract/contract.h"
#include "contract/service.h"
#include "routing/routing.h"
#include "statements.h"
#include "base/banned.h"

#define WHY_BYTES_MAX 16384

const char *routing_why_json(struct arena *arena, const struct rule *rule)
{
	STR_AUTO struct str json = STR_INIT(WHY_BYTES_MAX);

	for (int language = 0; language < LANGUAGE_COUNT; language++) {
		str_addf(&json, "%c\"%s\":", language ? ',' : '{', language_code((enum language)language));
		str_add_json(&json, rule->why[language]);
	}
	str_add_char(&json, '}');
	return arena_strdup(arena, str_text(&json));
}

/* The columns of `facts_today`; the texts live as long as the rows. */
static struct route_facts read_facts(const struct db_rows *rows)
{
	return (struct route_facts){
		.kind = db_text(rows, 0, 1),
		.category = db_text(rows, 0, 2),
		.reporter_organisation = db_text(rows, 0, 3),
		.reporter_party = db_text(rows, 0, 4),
		.other_organisation = db_text(rows, 0, 5),
		.other_party = db_text(rows, 0, 6),
		.service_area = db_text(rows, 0, 7),
		.patient_group = db_text(rows, 0, 8),
		.phase = db_text(rows, 0, 9),
		.actual_harm = db_text(rows, 0, 10),
		.potential_harm = db_text(rows, 0, 11),
		.agreement_point = db_is_null(rows, 0, 12) ? 0 : (int)db_i64(rows, 0, 12),
	};
}

enum err routing_today(struct call *call, const char *id, const char **ret_json)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	DB_ROWS_AUTO struct db_rows route = {0};
	const struct rule_set *rules = NULL;

	*ret_json = NULL;
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_routing_facts_today, DB_PARAMS(id), &rows));
	if (rows.count == 0)
		return OK;
	TRY(rule_cache_get(call->service->rules, call->db, call->arena, &call->fault, db_i64(&rows, 0, 0), &rules));
	const struct route_facts facts = read_facts(&rows);
	const struct rule *rule = routing_decide(rules, &facts);
	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_routing_route_today,
		   DB_PARAMS(id, rule->council, rule->id, routing_why_json(call->arena, rule)), &route));
	if (route.count == 1)
		*ret_json = arena_strdup(call->arena, db_text(&route, 0, 0));
	return OK;
}
