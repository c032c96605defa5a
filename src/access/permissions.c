/* SPDX-License-Identifier: MIT */
#include "access/access.h"

#include <stdlib.h>
#include <string.h>

#include "access/limits.h"
#include "base/str.h"
#include "base/banned.h"

#define BIT(role) (1U << (role))
#define ANYONE (BIT(ROLE_COUNT) - 1U)

/* In the order of enum role. */
static const char *const role_names[ROLE_COUNT] = {
	"reporter",	 "coordinator",	       "council_member", "council_lead", "secretariat",
	"follow_up",	 "analyst",	       "asu_reader",	 "user_representative",
	"administrator", "data_protection_officer",
};

/* The permission table: which role may use which kind of operation at all. Which cases it then sees is for the policies. */
static const struct {
	const char *permission;
	uint32_t roles;
} permissions[] = {
	{"file_deviation", BIT(ROLE_REPORTER) | BIT(ROLE_COORDINATOR) | BIT(ROLE_USER_REPRESENTATIVE)},
	{"see_deviations", BIT(ROLE_REPORTER) | BIT(ROLE_COORDINATOR) | BIT(ROLE_COUNCIL_MEMBER) | BIT(ROLE_COUNCIL_LEAD) |
				   BIT(ROLE_SECRETARIAT) | BIT(ROLE_FOLLOW_UP) | BIT(ROLE_USER_REPRESENTATIVE)},
	{"treat_deviation", BIT(ROLE_COUNCIL_MEMBER) | BIT(ROLE_COUNCIL_LEAD)},
	/* Coordinators: of the organisation that is responsible for one. */
	{"follow_measures", BIT(ROLE_COORDINATOR) | BIT(ROLE_COUNCIL_MEMBER) | BIT(ROLE_COUNCIL_LEAD)},
	{"hand_over_deviation", BIT(ROLE_COUNCIL_MEMBER) | BIT(ROLE_COUNCIL_LEAD) | BIT(ROLE_SECRETARIAT)},
	{"manage_clients", BIT(ROLE_ADMINISTRATOR)},
	/* Reports that came without an account; the follow-up group oversees cases, and these are none yet. */
	{"decide_held", BIT(ROLE_SECRETARIAT)},
	{"configure", BIT(ROLE_ADMINISTRATOR)},
	{"manage_people", BIT(ROLE_ADMINISTRATOR)},
	{"handle_mail", BIT(ROLE_ADMINISTRATOR) | BIT(ROLE_SECRETARIAT)},
	{"see_rules", BIT(ROLE_ADMINISTRATOR) | BIT(ROLE_SECRETARIAT) | BIT(ROLE_COUNCIL_LEAD)},
	{"try_rules", BIT(ROLE_ADMINISTRATOR) | BIT(ROLE_SECRETARIAT)},
	{"manage_rules", BIT(ROLE_ADMINISTRATOR)},
	{"see_access_changes", BIT(ROLE_ADMINISTRATOR) | BIT(ROLE_DATA_PROTECTION_OFFICER)},
	{"request_erasure", BIT(ROLE_SECRETARIAT)},
	{"decide_erasure", BIT(ROLE_SECRETARIAT) | BIT(ROLE_DATA_PROTECTION_OFFICER)},
	{"read_log", BIT(ROLE_DATA_PROTECTION_OFFICER)},
	{"manage_denominators", BIT(ROLE_ADMINISTRATOR) | BIT(ROLE_ANALYST)},
	{"see_report_extracts", BIT(ROLE_SECRETARIAT) | BIT(ROLE_DATA_PROTECTION_OFFICER)},
	{"read_learning", ANYONE},
	{"see_summaries", BIT(ROLE_SECRETARIAT) | BIT(ROLE_FOLLOW_UP) | BIT(ROLE_ANALYST) | BIT(ROLE_ADMINISTRATOR)},
	{"approve_summaries", BIT(ROLE_SECRETARIAT) | BIT(ROLE_FOLLOW_UP)},
	{"prepare_report", BIT(ROLE_SECRETARIAT) | BIT(ROLE_ANALYST)},
	{"publish_learning", BIT(ROLE_COUNCIL_MEMBER) | BIT(ROLE_COUNCIL_LEAD)},
	{"review_learning", BIT(ROLE_COUNCIL_MEMBER) | BIT(ROLE_COUNCIL_LEAD) | BIT(ROLE_SECRETARIAT)},
	{"release_learning", BIT(ROLE_COORDINATOR) | BIT(ROLE_SECRETARIAT)},
	{"put_patient_reference", BIT(ROLE_REPORTER) | BIT(ROLE_COORDINATOR)},
	{"handle_patient_reference", BIT(ROLE_COORDINATOR)},
	{"approve_patient_reference", BIT(ROLE_COORDINATOR) | BIT(ROLE_SECRETARIAT)},
};

#define PERMISSION_COUNT (sizeof(permissions) / sizeof(permissions[0]))

bool access_may(uint32_t roles, const char *permission)
{
	for (size_t i = 0; i < PERMISSION_COUNT; i++)
		if (strcmp(permissions[i].permission, permission) == 0)
			return (permissions[i].roles & roles) != 0;
	return false;
}

uint32_t access_permissions(uint32_t roles)
{
	uint32_t granted = 0;

	for (size_t i = 0; i < PERMISSION_COUNT; i++)
		if (permissions[i].roles & roles)
			granted |= BIT(i);
	return granted;
}

const char *access_permissions_json(struct arena *arena, uint32_t granted)
{
	STR_AUTO struct str json = STR_INIT(4096);

	str_add_char(&json, '[');
	for (size_t i = 0; i < PERMISSION_COUNT; i++) {
		if (!(granted & BIT(i)))
			continue;
		if (json.len > 1)
			str_add_char(&json, ',');
		str_add_json(&json, permissions[i].permission);
	}
	str_add_char(&json, ']');
	return arena_strdup(arena, str_text(&json));
}

static uint32_t permission_bit(const char *name, size_t len)
{
	for (size_t i = 0; i < PERMISSION_COUNT; i++)
		if (strlen(permissions[i].permission) == len && memcmp(permissions[i].permission, name, len) == 0)
			return BIT(i);
	return 0;
}

static uint32_t role_bit(const char *name, size_t len)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		if (strlen(role_names[i]) == len && memcmp(role_names[i], name, len) == 0)
			return BIT(i);
	return 0;
}

static uint32_t read_names(const char *names, uint32_t (*bit)(const char *name, size_t len))
{
	uint32_t bits = 0;

	while (*names) {
		size_t len = strcspn(names, ",");
		bits |= bit(names, len);
		names += len + (names[len] == ',');
	}
	return bits;
}

uint32_t access_roles_read(const char *names)
{
	return read_names(names, role_bit);
}

uint32_t access_permissions_read(const char *names)
{
	return read_names(names, permission_bit);
}

bool access_list_has(const char *list, int64_t id)
{
	const char *at = list;

	while (*at) {
		char *end = NULL;
		at += strcspn(at, "0123456789");
		if (!*at)
			return false;
		if (strtoll(at, &end, 10) == id)
			return true;
		at = end;
	}
	return false;
}

enum err access_permit(struct call *call)
{
	const char *permission = call->operation->permission;

	if (strcmp(permission, "public") == 0)
		return OK;
	if (!call->actor) {
		bool had_session = http_cookie(call->request, "__Host-samavvik") != NULL;
		return FAULT(&call->fault, ERR_UNAUTHENTICATED, had_session ? "session_ended" : NULL);
	}
	/* What belongs to a person's own account asks for no permission; a machine client has none to change. */
	bool is_given = strcmp(permission, "signed_in") == 0
				? !(call->actor->is_machine && call->operation->changes)
				: (call->actor->permissions & permission_bit(permission, strlen(permission))) != 0;
	if (!is_given)
		return FAULT(&call->fault, ERR_FORBIDDEN, NULL);
	return call->operation->changes ? limit_person(call) : OK;
}
