/* SPDX-License-Identifier: MIT */
#include "privacy/patient_reference.h"

#include <string.h>

#include "base/str.h"
#include "privacy/guard_number.h"
#include "base/banned.h"

static bool is_identity(const char *kind)
{
	return strcmp(kind, "identity") == 0;
}

enum err reference_may_put(const struct reference_standing *standing, const char *kind, struct fault *fault)
{
	if (!standing->is_reporter && !standing->is_reporting_party)
		return FAULT(fault, ERR_FORBIDDEN, NULL);
	if (standing->is_closed)
		return FAULT(fault, ERR_CONFLICT, "reference_case_closed");
	/* Where an identity number may be entered, the lesser thing may be too. */
	if (strcmp(standing->policy, "none") == 0 || (is_identity(kind) && !is_identity(standing->policy)))
		return FAULT(fault, ERR_CONFLICT, "reference_not_agreed");
	return OK;
}

/* Coordinators of the two parties; the other one's not when the patient objects. */
static enum err check_party(const struct reference_standing *standing, struct fault *fault)
{
	if (!standing->is_reporting_party && !standing->is_other_party)
		return FAULT(fault, ERR_FORBIDDEN, NULL);
	if (standing->is_destroyed)
		return FAULT(fault, ERR_CONFLICT, "reference_destroyed");
	if (!standing->is_present)
		return FAULT(fault, ERR_CONFLICT, "reference_missing");
	if (standing->patient_objects && !standing->is_reporting_party)
		return FAULT(fault, ERR_FORBIDDEN, "patient_objects");
	return OK;
}

enum err reference_may_request(const struct reference_standing *standing, struct fault *fault)
{
	TRY(check_party(standing, fault));
	if (!standing->needs_approval)
		return FAULT(fault, ERR_CONFLICT, "approval_not_needed");
	return OK;
}

enum err reference_may_open(const struct reference_standing *standing, struct fault *fault)
{
	TRY(check_party(standing, fault));
	if (standing->needs_approval && !standing->is_approved)
		return FAULT(fault, ERR_CONFLICT, "approval_missing");
	return OK;
}

enum err reference_may_postpone(const struct reference_standing *standing, const char *seen, struct fault *fault)
{
	if (!standing->is_reporting_party && !standing->is_other_party)
		return FAULT(fault, ERR_FORBIDDEN, NULL);
	if (standing->is_destroyed)
		return FAULT(fault, ERR_CONFLICT, "reference_destroyed");
	if (standing->postponed >= REFERENCE_POSTPONE_MOST)
		return FAULT(fault, ERR_CONFLICT, "reference_postponed_enough");
	if (!standing->destroy_on || (seen && strcmp(seen, standing->destroy_on) != 0))
		return FAULT(fault, ERR_CONFLICT, "reference_plan_changed");
	return OK;
}

const char *reference_allowed_json(struct arena *arena, const struct reference_standing *standing)
{
	STR_AUTO struct str json = STR_INIT(256);
	struct fault ignored = {0};
	const struct {
		const char *word;
		enum err err;
	} actions[] = {
		{"put", reference_may_put(standing, "local_reference", &ignored)},
		{"request", standing->is_approved ? ERR_CONFLICT : reference_may_request(standing, &ignored)},
		{"open", reference_may_open(standing, &ignored)},
		{"postpone", reference_may_postpone(standing, NULL, &ignored)},
	};

	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (actions[i].err == OK)
			str_addf(&json, "%c\"%s\"", json.len ? ',' : '[', actions[i].word);
	str_add(&json, json.len ? "]" : "[]");
	return arena_strdup(arena, str_text(&json));
}

static enum err refuse_value(struct fault *fault, struct arena *arena, const char *code)
{
	fault_add_field(fault, arena, "/value", code, NULL);
	fault->err = ERR_UNPROCESSABLE;
	return ERR_UNPROCESSABLE;
}

/* Eleven digits, with blanks, dots and hyphens between them if need be. */
static bool read_digits(const char *value, uint8_t digits[IDENTITY_DIGITS], char text[IDENTITY_DIGITS + 1])
{
	size_t count = 0;

	for (; *value; value++) {
		if (strchr(" .-", *value))
			continue;
		if (*value < '0' || *value > '9' || count == IDENTITY_DIGITS)
			return false;
		text[count] = *value;
		digits[count++] = (uint8_t)(*value - '0');
	}
	text[count] = '\0';
	return count == IDENTITY_DIGITS;
}

static enum err check_identity(struct arena *arena, const char *value, struct fault *fault, const char **ret_value)
{
	uint8_t digits[IDENTITY_DIGITS];
	char text[IDENTITY_DIGITS + 1];
	enum guard_kind kind;

	if (!read_digits(value, digits, text) || identity_check(digits, &kind) != IDENTITY_VALID)
		return refuse_value(fault, arena, "identity_number_wrong");
	*ret_value = arena_strdup(arena, text);
	return OK;
}

static bool is_number_of_person(enum guard_kind kind)
{
	return guard_kind_verdict(kind) == GUARD_BLOCK || kind == GUARD_INVALID_NUMBER;
}

enum err reference_check_value(struct arena *arena, const char *kind, const char *value, struct fault *fault,
			       const char **ret_value)
{
	size_t len = strlen(value), count = 0;
	size_t capacity = GUARD_FINDINGS_MAX(len);
	struct guard_finding *findings = ARENA_ARRAY(arena, struct guard_finding, capacity);

	if (is_identity(kind))
		return check_identity(arena, value, fault, ret_value);
	guard_scan(value, len, findings, capacity, &count);
	for (size_t i = 0; i < count; i++)
		if (is_number_of_person(findings[i].kind))
			return refuse_value(fault, arena, "identity_number");
	*ret_value = value;
	return OK;
}
