/* SPDX-License-Identifier: MIT */
#ifndef PRIVACY_PRIVACY_H
#define PRIVACY_PRIVACY_H

/*
 * The room that keeps identities out of free text, and the patient reference apart from it (patient_reference.h,
 * patient_keys.h). guard_scan finds what identifies a person in a text and decides nothing; privacy_guard applies it to
 * what a request brings: block may not be passed, warn asks the person to confirm.
 *
 * guard_scan and everything below it (all of guard*.c, and base/utf8.c) allocates nothing, keeps no state and calls no
 * library, so that the same files run in the browser as WebAssembly. Time grows with the length of the text alone,
 * whatever is in it. Any thread.
 */

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum guard_kind {
	GUARD_FNR,            /* identity number of the national register, fødselsnummer */
	GUARD_DNR,            /* the same for those who are not resident, day + 40 */
	GUARD_HNR,            /* auxiliary number of a hospital, month + 40, also with the day's offset */
	GUARD_SYNTHETIC,      /* test number, month + 80, also with the day's offset */
	GUARD_FHN,            /* national auxiliary number: first digit 8 or 9, no date */
	GUARD_INVALID_NUMBER, /* built like one with a date, but the control digits are wrong */
	GUARD_PHONE,
	GUARD_EMAIL,
	GUARD_BIRTH_DATE, /* a whole date after født, fødd, f. and the like */
	GUARD_NAME,       /* after a tell-tale word, which is not part of it */
	GUARD_KIND_COUNT
};

enum guard_verdict { GUARD_PASS, GUARD_WARN, GUARD_BLOCK };

/* Where something was found: half-open, in Unicode code points, without blanks or punctuation around it. */
struct guard_finding {
	enum guard_kind kind;
	uint32_t start, end;
};

/* No text of this many bytes has more findings. */
#define GUARD_FINDINGS_MAX(bytes) ((bytes) / 4 + 1)

/*
 * Looks through a text in UTF-8; a byte that is not valid there counts as one character that means nothing. Writes the
 * first `capacity` findings, ordered by start (findings may be NULL when capacity is 0), and the number of all of them
 * into *ret_count. The verdict counts all. A text has fewer than 2^32 bytes; more is blocked unread.
 * Rules: domain.md 6.1 and 6.2; control digits: Skatteetaten, "Nytt fødselsnummer fra 2032".
 */
enum guard_verdict guard_scan(const char *text, size_t len, struct guard_finding *findings, size_t capacity,
			      size_t *ret_count);

/* "fnr", "invalid_number", … */
const char *guard_kind_name(enum guard_kind kind);
/* What a finding of this kind means for the text. */
enum guard_verdict guard_kind_verdict(enum guard_kind kind);
/* "pass", "warn", "block". */
const char *guard_verdict_name(enum guard_verdict verdict);

struct arena;
struct db_tx;
struct guarded; /* contract/contract.h */

/*
 * contract_hooks.guard. An identity number is refused (identity_number), every warning that was not confirmed at its very
 * place too (warn_needs_confirmation); each finding is an error of its field with kind and place, FINDINGS_TOLD_MAX of them.
 * Confirmed warnings come out as a JSON list in the arena. ERR_UNPROCESSABLE, or what the fault held before.
 */
MUST_USE enum err privacy_guard(struct fault *fault, struct arena *arena, const struct guarded *guarded,
				const char **ret_confirmed);

/*
 * Enters in the history of a case which warnings were confirmed, by whoever acts in the transaction; never the text.
 * confirmed is what privacy_guard gave; NULL: nothing to do. internal: the text is the council's alone, and so is this.
 */
MUST_USE enum err privacy_record_confirmed(struct db_tx *tx, const char *deviation, const char *confirmed, bool internal);

struct db_pool;

/*
 * Timed jobs. A week before the patient reference of a closed case is destroyed, the coordinators of both parties are
 * told; destroyed is only what was warned of. *ret_count: how many cases. Any number of instances may run them.
 */
MUST_USE enum err privacy_warn_of_destruction(struct db_pool *db, struct fault *fault, int64_t *ret_count);
MUST_USE enum err privacy_destroy_references(struct db_pool *db, struct fault *fault, int64_t *ret_count);

#endif
