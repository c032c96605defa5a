/* SPDX-License-Identifier: MIT */
#ifndef AUDIT_VERIFY_H
#define AUDIT_VERIFY_H

/*
 * The verifier: takes records in their order (record.h) and tells what is not as it was written. It holds one case and one
 * seal at a time, and a bit for each case number. That the entries read by case and those read by seal are the same ones is
 * seen from two sums under a key that nobody knew when they were written.
 */

#include "audit/record.h"

enum finding_kind {
	FOUND_EVENT_CHANGED,
	FOUND_EVENT_MISSING,
	FOUND_EVENT_ADDED,
	FOUND_EVENT_REWRITTEN, /* hangs together, but was another when it was sealed */
	FOUND_NARRATIVE_CHANGED,
	FOUND_CLASSIFICATION_CHANGED,
	FOUND_MESSAGE_CHANGED,
	FOUND_MESSAGE_MISSING,
	FOUND_MESSAGE_ADDED,
	FOUND_CASE_MISSING,
	FOUND_CASE_WITHOUT_HISTORY,
	FOUND_ERASED_WITHOUT_RECORD,
	FOUND_SEAL_CHANGED,
	FOUND_SEAL_MISSING,
	FOUND_ENTRIES_CHANGED,
	FOUND_READS_CHANGED,
	FOUND_SEAL_UNKNOWN, /* the seal that was asked for is not in the chain */
	FOUND_UNREADABLE,
	FOUND_KIND_COUNT
};

/* Texts are borrowed for the call. What does not apply is NULL or 0. */
struct finding {
	enum finding_kind kind;
	const char *number; /* of the case */
	int64_t deviation;
	int64_t event;
	int64_t event_last; /* when several in a row are missing */
	int64_t message;
	int64_t seal;
};
const char *finding_name(enum finding_kind kind);     /* "event_changed" */
const char *finding_sentence(enum finding_kind kind); /* for people */

/* A case that was erased as it should be: nothing is wrong. */
struct erased_case {
	const char *number;
	const char *at;
	const char *actor; /* id of who approved it */
};

struct verify_totals {
	int64_t cases, events, messages, seals, reads, findings;
	struct audit_seal last;
};

struct verify_listener {
	void *context;
	void (*found)(void *context, const struct finding *finding);
	void (*erased)(void *context, const struct erased_case *erased);
};

struct verify;
/* wanted_seal may be NULL. NULL when out of memory. */
struct verify *verify_new(const struct verify_listener *listener, const char *wanted_seal);
void verify_free(struct verify *verify); /* accepts NULL */
/* Borrowed for the call. */
void verify_record(struct verify *verify, struct record *record);
/* A line that could not be read. */
void verify_unreadable(struct verify *verify);
/* The end of the stream. */
void verify_end(struct verify *verify, struct verify_totals *ret_totals);
const struct verify_totals *verify_so_far(const struct verify *verify);

#endif
