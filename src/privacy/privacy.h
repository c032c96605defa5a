/* SPDX-License-Identifier: MIT */
#ifndef PRIVACY_PRIVACY_H
#define PRIVACY_PRIVACY_H

/*
 * The room that keeps identities out of free text. Here: the identifier guard, which finds what identifies a person in a
 * text. It decides nothing about what happens then: block may not be passed, warn asks the person to confirm; that is
 * for whoever takes the text in.
 *
 * guard_scan and everything below it (all of guard*.c, and base/utf8.c) allocates nothing, keeps no state and calls no
 * library, so that the same files run in the browser as WebAssembly. Time grows with the length of the text alone,
 * whatever is in it. Any thread.
 */

#include "base/err.h"

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

/* A free text of an input, and where in the input it stands. text NULL: not given. */
struct guarded_text {
	const char *pointer;
	const char *text;
};

/*
 * Refuses texts that hold an identity number (verdict block): each gets the field code identity_number. OK when the fault
 * is still empty, else its error: ERR_UNPROCESSABLE, or what stood there before.
 */
MUST_USE enum err privacy_refuse_identity(struct fault *fault, struct arena *arena, const struct guarded_text *texts,
					  size_t count);

#endif
