/* SPDX-License-Identifier: MIT */
#include "access/access.h"

#include <stdlib.h>
#include <string.h>

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
	{"read_learning", ANYONE},
	{"publish_learning", BIT(ROLE_COUNCIL_MEMBER) | BIT(ROLE_COUNCIL_LEAD)},
};

#define PERMISSION_COUNT (sizeof(permissions) / sizeof(permissions[0]))

bool access_may(uint32_t roles, const char *permission)
{
	for (size_t i = 0; i < PERMISSION_COUNT; i++)
		if (strcmp(permissions[i].permission, permission) == 0)
			return (permissions[i].roles & roles) != 0;
	return false;
}

const char *access_permissions_json(struct arena *arena, uint32_t roles)
{
	STR_AUTO struct str json = STR_INIT(4096);

	str_add_char(&json, '[');
	for (size_t i = 0; i < PERMISSION_COUNT; i++) {
		if (!(permissions[i].roles & roles))
			continue;
		if (json.len > 1)
			str_add_char(&json, ',');
		str_add_json(&json, permissions[i].permission);
	}
	str_add_char(&json, ']');
	return arena_strdup(arena, str_text(&json));
}

static uint32_t role_bit(const char *name, size_t len)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		if (strlen(role_names[i]) == len && memcmp(role_names[i], name, len) == 0)
			return BIT(i);
	return 0;
}

uint32_t access_roles_read(const char *names)
{
	uint32_t roles = 0;

	while (*names) {
		size_t len = strcspn(names, ",");
		roles |= role_bit(names, len);
		names += len + (names[len] == ',');
	}
	return roles;
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
	if (strcmp(permission, "signed_in") == 0 || access_may(call->actor->roles, permission))
		return OK;
	return FAULT(&call->fault, ERR_FORBIDDEN, NULL);
}
