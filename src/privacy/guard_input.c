/* SPDX-License-Identifier: MIT */
/* The guard over what a request brings. */
#include "privacy/privacy.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "contract/operations.h"
#include "base/banned.h"

#define FINDINGS_FEW 8
#define FINDINGS_TOLD_MAX 50
#define CONFIRMED_BYTES_MAX ((size_t)1024 * 1024)

/* A look through the texts of one request. */
struct guarding {
	struct fault *fault;
	struct arena *arena;
	const struct guarded *guarded;
	struct str confirmed; /* the rows of the JSON list */
	int refused;
};

/* The error of a field that holds such a finding; what is blocked has one for all kinds. */
static const char *code_of(enum guard_kind kind)
{
	static const char *const codes[GUARD_KIND_COUNT] = {
		[GUARD_INVALID_NUMBER] = "warn_invalid_number", [GUARD_PHONE] = "warn_phone",
		[GUARD_EMAIL] = "warn_email",                   [GUARD_BIRTH_DATE] = "warn_birth_date",
		[GUARD_NAME] = "warn_name",
	};

	return codes[kind] ? codes[kind] : "identity_number";
}

static bool is_confirmed(const struct guarded *guarded, const char *pointer, const struct guard_finding *finding)
{
	for (int i = 0; i < guarded->confirmed_count; i++) {
		const struct confirmed_finding_in *one = &guarded->confirmed[i];

		if (one->start == finding->start && one->end == finding->end &&
		    strcmp(one->kind, guard_kind_name(finding->kind)) == 0 && strcmp(one->pointer, pointer) == 0)
			return true;
	}
	return guarded->all_confirmed;
}

static void note_confirmed(struct guarding *guarding, const char *pointer, const struct guard_finding *finding)
{
	struct str *rows = &guarding->confirmed;

	str_add(rows, rows->len ? ",{\"pointer\":" : "{\"pointer\":");
	str_add_json(rows, pointer);
	str_addf(rows, ",\"kind\":\"%s\",\"start\":%u,\"end\":%u}", guard_kind_name(finding->kind), finding->start,
		 finding->end);
}

static void refuse(struct guarding *guarding, const char *pointer, const struct guard_finding *finding)
{
	const struct finding_place place = {guard_kind_name(finding->kind), finding->start, finding->end};

	if (guarding->refused++ < FINDINGS_TOLD_MAX)
		fault_add_finding(guarding->fault, guarding->arena, pointer, code_of(finding->kind), &place);
}

static void judge(struct guarding *guarding, const struct guarded_text *text, const struct guard_finding *findings,
		  size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool warns = guard_kind_verdict(findings[i].kind) == GUARD_WARN;

		if (warns && text->warnings_pass)
			continue;
		if (warns && is_confirmed(guarding->guarded, text->pointer, &findings[i]))
			note_confirmed(guarding, text->pointer, &findings[i]);
		else
			refuse(guarding, text->pointer, &findings[i]);
	}
}

static enum guard_verdict look_through(struct guarding *guarding, const struct guarded_text *text)
{
	struct guard_finding few[FINDINGS_FEW];
	struct guard_finding *findings = few;
	size_t len = strlen(text->text);
	size_t count = 0;
	enum guard_verdict verdict = guard_scan(text->text, len, few, FINDINGS_FEW, &count);

	if (count > FINDINGS_FEW) {
		findings = ARENA_ARRAY(guarding->arena, struct guard_finding, count);
		verdict = guard_scan(text->text, len, findings, count, &count);
	}
	judge(guarding, text, findings, count);
	return verdict;
}

enum err privacy_guard(struct fault *fault, struct arena *arena, const struct guarded *guarded, const char **ret_confirmed)
{
	struct guarding guarding = {
		.fault = fault, .arena = arena, .guarded = guarded, .confirmed = STR_INIT(CONFIRMED_BYTES_MAX)};
	const enum err before = fault->err;
	enum guard_verdict worst = GUARD_PASS;

	for (const struct guarded_text *text = guarded->texts; text; text = text->next) {
		enum guard_verdict verdict = look_through(&guarding, text);

		worst = verdict > worst ? verdict : worst;
	}
	if (guarding.confirmed.len > 0)
		*ret_confirmed = arena_printf(arena, "[%s]", str_text(&guarding.confirmed));
	str_done(&guarding.confirmed);
	if (guarding.refused == 0 || before != OK)
		return fault->err;
	/* What is wrong first has the say, and nothing was: the fields came with a wrong of their own. */
	fault->err = OK;
	if (worst == GUARD_BLOCK)
		return FAULT(fault, ERR_UNPROCESSABLE, "identity_number");
	return FAULT(fault, ERR_UNPROCESSABLE, "warn_needs_confirmation");
}
