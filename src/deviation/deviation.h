/* SPDX-License-Identifier: MIT */
#ifndef DEVIATION_DEVIATION_H
#define DEVIATION_DEVIATION_H

/*
 * Intake: the rules a report has to meet, its route, and filing it. The same for the API and for import. What happens to
 * a case afterwards is in transitions.h. Not here: reading JSON or HTTP (api.c), SQL (intake_store.c).
 */

#include "base/arena.h"
#include "base/err.h"
#include "contract/operations.h"
#include "db/db.h"
#include "routing/routing.h"

#include <stdbool.h>
#include <stdint.h>

/* On whose behalf something is filed. Borrowed for the call; results live in the arena. */
struct intake {
	struct arena *arena;
	struct db_pool *db;
	struct rule_cache *rules;
	struct fault *fault;
	const struct db_scope *scope;
	const char *person;          /* id of the reporter as text; NULL: none (import) */
	const char *reporting;       /* ids of the organisations the reporter may file for, "{1,2}"; NULL: any */
	const char *idempotency_key; /* NULL: none */
	const char *request_digest;  /* "\x…" of the request; with a key */
	const char *confirmed;       /* warnings of the guard that were confirmed, as call->confirmed; NULL: none */
	const char *reported_at;     /* RFC 3339; NULL: now. Import of what was reported on paper */
	bool closed;                 /* what is imported is closed already, and nothing of it is due */
	const struct held *held;     /* the held report that becomes a case; NULL: none */
	struct db_tx *tx;            /* files in it, and leaves the commit to whoever began it; NULL: one of its own */
};

/* A report that came without an account, as the secretariat saw it when it was confirmed. Ids as text. */
struct held {
	const char *id, *version, *confirmed_by;
};

/*
 * Checks, routes and stores a report in one transaction. *ret_receipt: one row, column 0 the receipt of the contract as
 * JSON, column 1 the id of the case.
 * ERR_UNPROCESSABLE with every wrong field; ERR_CONFLICT with constraint idempotency_pk (the key was used: see
 * idempotency_is_repeat in access.h) or deviation_external_reference_unique, or with code held_decided when the held report
 * was decided meanwhile; errors of the database.
 */
MUST_USE enum err intake_file(const struct intake *intake, const struct new_deviation_in *report,
			      struct db_rows *ret_receipt);

/* The same checks, and that there is a route; stores nothing. ERR_UNPROCESSABLE with every wrong field. */
MUST_USE enum err intake_check(const struct intake *intake, const struct new_deviation_in *report);

/* The route a report would take; stores nothing. One row, column 0 the route of the contract as JSON. Errors as above. */
MUST_USE enum err intake_preview(const struct intake *intake, const struct route_question_in *question,
				 struct db_rows *ret_route);

/*
 * Offers new cases that may be the same event to the two who reported (how: offer_matches() in the migrations). *ret_offered:
 * how many. Any number of instances may call it: a pair is offered once.
 */
MUST_USE enum err deviation_offer_matches(struct db_pool *db, struct fault *fault, int64_t *ret_offered);

/*
 * What is to be known before a report is sent: route, similar cases that the person may see. Stores nothing. One row, column 0
 * the validation of the contract as JSON. Errors as above.
 */
MUST_USE enum err intake_validate(const struct intake *intake, const struct new_deviation_in *report,
				  struct db_rows *ret_validation);

/* When people may be reminded of deadlines. */
struct reminder_hours {
	int from, to; /* in Oslo, on working days; 24 is midnight */
	bool always;  /* also at night and on holidays: for trying things out */
};

/* "8-16", or "always". false: neither. */
bool reminder_hours_read(const char *text, struct reminder_hours *ret_hours);
/*
 * Reminds of what is due and tells of what has passed, within those hours. Any number of instances may call it, and be ended at
 * any moment: of each deadline people hear once. *ret_told: of how many deadlines.
 */
MUST_USE enum err deviation_remind(struct db_pool *db, struct fault *fault, const struct reminder_hours *hours, int64_t *ret_told);
/* Gives open cases from before there were deadlines some, from today. *ret_given: how many cases. */
MUST_USE enum err deviation_give_deadlines(struct db_pool *db, struct fault *fault, int64_t *ret_given);

#endif
