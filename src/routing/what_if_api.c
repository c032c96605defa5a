/* SPDX-License-Identifier: MIT */
/* Trying a draft on the cases there were, in batches, so that neither the service nor the database holds many at once. */
#include "access/access.h"
#include "base/str.h"
#include "contract/operations.h"
#include "contract/service.h"
#include "routing/what_if.h"
#include "statements.h"
#include "base/banned.h"

#define BATCH 10000
#define ITEMS_MAX 100
#define ANSWER_BYTES_MAX ((size_t)1024 * 1024)

struct party {
	int64_t id;
	const char *code, *kind;
};

struct trial {
	struct call *call;
	const char *helsefellesskap, *months;
	int64_t smallest; /* counts below it are not shown; 0: the actor sees the cases */
	struct what_if counts;
	const struct party *parties; /* by id */
	int parties_count;
	struct str items;
	int items_count;
	const char *time, *below; /* where the next batch begins */
};

static enum err read_parties(struct trial *trial)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct call *call = trial->call;
	struct party *parties;

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_routing_routed_organisations, DB_NO_PARAMS, &rows));
	parties = ARENA_ARRAY(call->arena, struct party, (size_t)rows.count + 1);
	for (int i = 0; i < rows.count; i++)
		parties[i] = (struct party){
			.id = db_i64(&rows, i, 0),
			.code = arena_strdup(call->arena, db_text(&rows, i, 1)),
			.kind = arena_strdup(call->arena, db_text(&rows, i, 2)),
		};
	trial->parties = parties;
	trial->parties_count = rows.count;
	return OK;
}

static const struct party *find_party(const struct trial *trial, int64_t id)
{
	static const struct party unknown = {0};
	int low = 0;
	int high = trial->parties_count;

	while (low < high) {
		int middle = (low + high) / 2;

		if (trial->parties[middle].id == id)
			return &trial->parties[middle];
		if (trial->parties[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return &unknown;
}

static void add_item(struct trial *trial, const struct db_rows *rows, int row, const char *from, const struct rule *rule)
{
	const struct {
		const char *name, *text;
	} members[] = {
		{"id", db_text(rows, row, 1)},	   {"number", db_text(rows, row, 2)},
		{"category", db_text(rows, row, 4)}, {"from", from},
		{"to", rule->council},		   {"rule", rule->id},
	};

	if (trial->items_count == ITEMS_MAX || trial->smallest)
		return;
	if (trial->items_count++)
		str_add_char(&trial->items, ',');
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		str_addf(&trial->items, "%c\"%s\":", i ? ',' : '{', members[i].name);
		str_add_json(&trial->items, members[i].text);
	}
	str_add_char(&trial->items, '}');
}

static void try_case(struct trial *trial, const struct db_rows *rows, int row)
{
	const struct party *reporter = find_party(trial, db_i64(rows, row, 5));
	const struct party *other = find_party(trial, db_i64(rows, row, 6));
	const struct route_facts facts = {
		.kind = db_text(rows, row, 3),
		.category = db_text(rows, row, 4),
		.reporter_party = reporter->kind,
		.other_party = other->kind,
		.reporter_organisation = reporter->code,
		.other_organisation = other->code,
		.patient_group = db_text(rows, row, 7),
		.phase = db_text(rows, row, 8),
		.actual_harm = db_text(rows, row, 9),
		.potential_harm = db_text(rows, row, 10),
		.agreement_point = (int)db_i64(rows, row, 11),
		.service_area = db_text(rows, row, 12),
	};
	const struct rule *rule = NULL;
	const char *from = NULL;

	if (what_if_case(&trial->counts, &facts, &from, &rule))
		add_item(trial, rows, row, from, rule);
}

/* *ret_more is false after the last one. */
static enum err try_batch(struct trial *trial, bool *ret_more)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	struct call *call = trial->call;

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_routing_routed_cases,
		   DB_PARAMS(trial->helsefellesskap, trial->months, trial->time, trial->below, arena_i64(call->arena, BATCH)),
		   &rows));
	for (int row = 0; row < rows.count; row++)
		try_case(trial, &rows, row);
	*ret_more = rows.count == BATCH;
	if (*ret_more) {
		trial->time = arena_strdup(call->arena, db_text(&rows, rows.count - 1, 0));
		trial->below = arena_strdup(call->arena, db_text(&rows, rows.count - 1, 1));
	}
	return OK;
}

static void write_moves(const struct trial *trial, struct str *json)
{
	bool first = true;

	str_add(json, ",\"moves\":[");
	for (int i = 0; i < trial->counts.moves_count; i++) {
		const struct what_if_move *move = &trial->counts.moves[i];
		int64_t shown = what_if_shown(move->count, trial->smallest);

		if (shown == 0)
			continue;
		str_add(json, first ? "{\"from\":" : ",{\"from\":");
		str_add_json(json, move->from);
		str_add(json, ",\"to\":");
		str_add_json(json, move->to);
		str_addf(json, ",\"count\":%lld}", (long long)shown);
		first = false;
	}
	str_add_char(json, ']');
}

static void write_rules(const struct trial *trial, struct str *json)
{
	str_add(json, ",\"rules\":[");
	for (int i = 0; i < routing_rules_count(trial->counts.changed); i++) {
		int64_t shown = what_if_shown(trial->counts.decided[i], trial->smallest);

		str_add(json, i ? ",{\"rule\":" : "{\"rule\":");
		str_add_json(json, routing_rules_at(trial->counts.changed, i)->id);
		if (trial->smallest && shown == 0)
			str_add(json, ",\"count\":null}");
		else
			str_addf(json, ",\"count\":%lld}", (long long)shown);
	}
	str_add_char(json, ']');
}

static enum err answer(struct trial *trial, const struct db_rows *draft)
{
	STR_AUTO struct str json = STR_INIT(ANSWER_BYTES_MAX);
	const struct what_if *counts = &trial->counts;

	str_addf(&json, "{\"months\":%s,\"draft_version\":%s,\"against\":{\"id\":\"%s\",\"version\":%s}", trial->months,
		 db_text(draft, 0, 1), db_text(draft, 0, 2), db_text(draft, 0, 3));
	str_addf(&json, ",\"cases\":%lld,\"moved\":%lld,\"hidden_below\":%s",
		 (long long)what_if_shown(counts->cases, trial->smallest),
		 (long long)what_if_shown(counts->moved, trial->smallest),
		 trial->smallest ? db_text(draft, 0, 5) : "null");
	write_moves(trial, &json);
	write_rules(trial, &json);
	str_add(&json, ",\"items\":[");
	str_add(&json, str_text(&trial->items));
	str_add(&json, "]}");
	if (str_failed(&json) || str_failed(&trial->items))
		return FAULT(&trial->call->fault, ERR_INTERNAL, "answer_too_large");
	return contract_answer_json(trial->call, 200, arena_strdup(trial->call->arena, str_text(&json)));
}

static enum err read_sets(struct trial *trial, const struct db_rows *draft)
{
	struct call *call = trial->call;
	const struct rule_set *now = NULL;
	const struct rule_set *changed = NULL;

	TRY(rule_cache_get(call->service->rules, call->db, call->arena, &call->fault, db_i64(draft, 0, 2), &now));
	TRY(routing_rules_read(call->arena, db_text(draft, 0, 0), (size_t)db_length(draft, 0, 0), /* known= */ NULL,
			       &call->fault, &changed));
	what_if_begin(call->arena, now, changed, &trial->counts);
	return OK;
}

static enum err try_all(struct trial *trial)
{
	bool more = true;

	TRY(read_parties(trial));
	while (more)
		TRY(try_batch(trial, &more));
	return OK;
}

enum err op_try_rule_draft(struct call *call, const struct try_rule_draft_input *in)
{
	DB_ROWS_AUTO struct db_rows draft = {0};
	struct trial trial = {
		.call = call,
		.months = arena_i64(call->arena, in->months),
		.items = STR_INIT(ANSWER_BYTES_MAX),
		.time = "infinity",
		.below = "0",
	};

	TRY(db_one(call->db, &call->actor->scope, &call->fault, &sql_routing_rule_draft_to_try,
		   DB_PARAMS(arena_i64(call->arena, in->id)), &draft));
	if (draft.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	trial.helsefellesskap = db_text(&draft, 0, 4);
	trial.smallest = db_bool(&draft, 0, 6) ? 0 : db_i64(&draft, 0, 5);
	TRY(read_sets(&trial, &draft));
	enum err err = try_all(&trial);
	if (err == OK)
		err = answer(&trial, &draft);
	str_done(&trial.items);
	return err;
}
