/* SPDX-License-Identifier: MIT */
#ifndef DEVIATION_INTAKE_STORE_H
#define DEVIATION_INTAKE_STORE_H

/* What the files of intake have in common, and the statements of intake.sql. Only for the files of this room. */

#include "deviation/deadlines.h"
#include "deviation/deviation.h"

#include <stdbool.h>

/* What intake needs to know before it can judge a report. */
struct intake_facts {
	const char *agreement_version; /* id as text: of which the point is; NULL: no point */
	const char *discharge;         /* what the rules say of the times of a stay, as JSON; NULL: none were given */
	const char *helsefellesskap; /* id as text */
	int64_t rule_set;            /* 0: none is active */
	const char *reporter_code, *reporter_party; /* NULL: no member of the helsefellesskap */
	const char *other_code, *other_party;
	bool category_ok, phase_ok, patient_group_ok, hph_item_ok, agreement_point_ok;
	bool reporter_unit_ok, other_unit_ok, other_service_ok, occurred_on_ok;
	const char *service_area; /* of the service it concerns; NULL: none is named */
	const char *deadline_sets; /* for deadline_set_pick(); NULL: none */
};

/* Where a case goes, as decided by the rules. Borrowed from the rule set and the arena. */
struct intake_route {
	const char *council, *rule;
	const char *why;       /* JSON {nb, nn, en} */
	const char *also_told; /* council codes, "{a,b}" */
	struct deadlines due;
};

/* A rule of intake: when it is broken, this field gets this code. */
struct complaint {
	bool broken;
	const char *pointer;
	const char *code;
};
/* Adds those that are broken to the fault, which is ERR_UNPROCESSABLE then. */
void intake_complain(const struct intake *intake, const struct complaint *complaints, size_t count);

/* The facts, the rules and the route (intake.c): whether a report may be filed, and where it goes. */
MUST_USE enum err intake_judge(const struct intake *intake, const struct new_deviation_in *report,
			       struct intake_facts *ret_facts, struct intake_route *ret_route);
/* ERR_UNPROCESSABLE with field helsefellesskap when there is none with that code. */
MUST_USE enum err intake_read_facts(const struct intake *intake, const struct new_deviation_in *report,
				    struct intake_facts *ret_facts);
/* Stores a case, on disk when it is OK. No row in *ret_receipt: the rule set was replaced meanwhile, or names a council that is not there. */
MUST_USE enum err intake_store(const struct intake *intake, const struct new_deviation_in *report,
			       const struct intake_facts *facts, const struct intake_route *route,
			       struct db_rows *ret_receipt);
/* A route as JSON. */
MUST_USE enum err intake_route_json(const struct intake *intake, const struct intake_facts *facts,
				    const struct intake_route *route, struct db_rows *ret_route);
/* The validation of the contract, for a report that may be filed. */
MUST_USE enum err intake_validation_json(const struct intake *intake, const struct new_deviation_in *report,
					 const struct intake_facts *facts, const struct intake_route *route,
					 struct db_rows *ret_validation);

#endif
