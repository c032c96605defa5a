/* SPDX-License-Identifier: MIT */
#ifndef ACCESS_ACCESS_H
#define ACCESS_ACCESS_H

/*
 * Who acts, and what they may do. The contract engine asks access_authenticate and access_permit for every operation;
 * rooms then use the actor's scope for every statement, so that row-level security sees the same person.
 * Not here: what may be done to a case in a given state (deviation/transitions.h).
 */

#include "base/arena.h"
#include "base/err.h"
#include "base/language.h"
#include "contract/contract.h"
#include "db/db.h"

#include <stdbool.h>
#include <stdint.h>

enum role {
	ROLE_REPORTER,
	ROLE_COORDINATOR,
	ROLE_COUNCIL_MEMBER,
	ROLE_COUNCIL_LEAD,
	ROLE_SECRETARIAT,
	ROLE_FOLLOW_UP,
	ROLE_ANALYST,
	ROLE_ASU_READER,
	ROLE_USER_REPRESENTATIVE,
	ROLE_ADMINISTRATOR,
	ROLE_DATA_PROTECTION_OFFICER,
	ROLE_COUNT
};

#define ACTOR_SCOPE_COUNT 6

/* A person with the memberships valid today. The id lists are PostgreSQL array texts, "{1,2}". */
struct actor {
	int64_t person;
	enum language language;
	uint32_t permissions;        /* what the roles give, one bit for each row of the permission table */
	bool is_machine;             /* speaks by a client's token, which narrows the permissions */
	const char *councils;        /* member or lead of */
	const char *organisations;   /* coordinator at */
	const char *reporting;       /* may file for */
	const char *overseen;        /* helsefellesskap where secretariat or follow-up group */
	const char *helsefellesskap; /* any membership */
	const char *expires_at;      /* RFC 3339 */
	const char *csrf_token;
	const char *session_digest;  /* what the session is stored under; NULL when there is none */
	const char *person_text; /* the id as text, for parameters */
	const char *scope_parameters[ACTOR_SCOPE_COUNT];
	struct db_scope scope;
};

/* The scope of workers and commands, which act for nobody. */
extern const struct db_scope access_job_scope;

/* contract_hooks.authenticate: the session of the cookie, and the CSRF token for changes (ERR_FORBIDDEN, "csrf_failed"); or
 * the machine client of "Authorization: Bearer" (ERR_UNAUTHENTICATED, "bad_client_token"). Not both (ERR_INVALID). */
MUST_USE enum err access_authenticate(struct call *call);
/* contract_hooks.permit: by the table of permissions.c, and ERR_LIMITED when the actor changes too much in too short a time. */
MUST_USE enum err access_permit(struct call *call);
/*
 * For a command that does call->operation for a person: their scope of today, without a session. ERR_NOT_FOUND when there is no such
 * person, ERR_FORBIDDEN as access_permit; nothing is limited.
 */
MUST_USE enum err access_act_for(struct call *call, const char *username);

/*
 * For what a person at an unlocked screen must not be able to do: OK when the session has proven its person within
 * reauth_minutes, else ERR_FORBIDDEN ("confirm_identity"). The page then asks for the proof and repeats the request.
 */
MUST_USE enum err access_require_recent(struct call *call);

/* True when any of the roles gives the permission; false for unknown permissions. */
bool access_may(uint32_t roles, const char *permission);
/* The permissions that any of the roles gives, one bit for each row of the table. */
uint32_t access_permissions(uint32_t roles);
/* Bit set of a comma-separated list of permissions; unknown names are ignored. */
uint32_t access_permissions_read(const char *names);
/* Their names as a JSON array, in the arena. */
const char *access_permissions_json(struct arena *arena, uint32_t granted);
/* Bit set of a comma-separated list of role names as the database gives it; unknown names are ignored. */
uint32_t access_roles_read(const char *names);
/* True when a PostgreSQL array text of ids holds the id. */
bool access_list_has(const char *list, int64_t id);
/* Fills the scope of an actor from its other members. */
void access_fill_scope(struct actor *actor);

/* One more report of an organisation. ERR_LIMITED with Retry-After when it is one too many. */
MUST_USE enum err access_limit_organisation(struct call *call, int64_t organisation);
/* False, with a line in the log, when the setting account_key cannot be used. Warns when it is empty. */
bool access_account_key_usable(const char *account_key);
/* The path of a one-time link ("/passord#…"), in the arena; nonce as the database gives it. NULL when there is no key. */
const char *access_link_path(struct arena *arena, const char *account_key, const char *nonce);

/*
 * Links of a mail that work without signing in, as long as what they are about is there: bound to a person, a thing of theirs (subject)
 * and a purpose (one letter). The text has letters, digits, '-' only. NULL when there is no key.
 */
const char *access_mail_link(struct arena *arena, const char *account_key, char purpose, int64_t person, int64_t subject);
/* What a link says of itself; false when it cannot be one. Nothing of it is believed before access_mail_link_good. */
bool access_mail_link_read(const char *token, char *ret_purpose, int64_t *ret_subject);
/* True when the link was made for that person with that key. */
bool access_mail_link_good(struct arena *arena, const char *account_key, const char *token, int64_t person);

/* The hash to store for a password (password.h), in the arena. ERR_INTERNAL when out of memory. */
MUST_USE enum err password_hash(struct arena *arena, const char *password, const char **ret_hash);

/*
 * A repeated create gives the first answer again. The statement that creates also stores key, digest of the request and
 * what was created (table idempotency); a second one with the same key then fails with ERR_CONFLICT on constraint
 * idempotency_pk, rolled back whole, and what the first one created is looked up here.
 */

/* SHA-256 of the request's path and body as a bytea text, in the arena. */
const char *idempotency_digest(struct call *call);

/* True when err is the refusal of a key that was used before. */
bool idempotency_is_repeat(enum err err, const struct fault *fault);

/*
 * Clears the fault and reads what the actor's operation and key created. ERR_UNPROCESSABLE ("key_reused") when the key was
 * used for another request; ERR_CONFLICT when it was not used.
 */
MUST_USE enum err idempotency_find(struct call *call, const char *operation, const char *key, const char *digest,
				   int64_t *ret_resource_id);

#endif
