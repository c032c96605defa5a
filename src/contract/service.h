/* SPDX-License-Identifier: MIT */
#ifndef CONTRACT_SERVICE_H
#define CONTRACT_SERVICE_H

/*
 * What exists once for the life of the process and belongs to one room each. Composed in main.c, carried by struct call;
 * a room uses only its own member, or another room's through that room's header.
 */

struct limits;       /* access/limits.h */
struct openid;       /* access/openid.h */
struct sign_in_gate; /* access/password.h */
struct code_gate;    /* deviation/code_gate.h */
struct rule_cache;   /* routing/routing.h */
struct patient_keys; /* privacy/patient_keys.h */
struct jobs;         /* jobs/jobs.h; NULL when this instance runs no workers */

struct service {
	struct openid *openid;
	struct sign_in_gate *sign_in;
	struct limits *limits;
	struct code_gate *codes;
	struct rule_cache *rules;
	struct patient_keys *patient_keys;
	struct jobs *jobs;
};

#endif
