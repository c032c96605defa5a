/* SPDX-License-Identifier: MIT */
#ifndef JOBS_NOTICES_H
#define JOBS_NOTICES_H

/*
 * The texts of mail, in three languages. A notice says that something has happened and links to it; what was written in
 * a case never stands in mail (design.md 2.6). The mail of learning summaries is the learning room's (learning/digest_mail.h).
 * No transport, no database: rows in, texts out.
 */

#include "base/err.h"
#include "base/language.h"
#include "base/str.h"

/* Pages of the front end (ui/shell/App.tsx) that mail links to; an id follows. */
#define NOTICE_CASE_PAGE "/saker/"
#define NOTICE_NOTE_PAGE "/laering/notater/"

enum notice_kind {
	NOTICE_CASE_NEW,      /* to a council's members: number, council, path */
	NOTICE_CASE_ANSWERED, /* to the reporter: number, path */
	NOTICE_CASE_CLOSED,   /* to the reporter: number, path */
	NOTICE_CASE_MESSAGE,  /* number, path */
	NOTICE_REFERENCE_EXPIRING,  /* to coordinators: number, path, date: when the patient reference is destroyed */
	NOTICE_REFERENCE_REQUESTED, /* to who may approve an opening: number, path */
	NOTICE_REFERENCE_DECIDED,   /* to who asked: number, path */
	NOTICE_INVITATION,            /* path: a one-time link */
	NOTICE_PASSWORD_RESET,        /* path: a one-time link */
	NOTICE_PASSWORD_CHANGED,      /* nothing */
	NOTICE_SECOND_FACTOR_REMOVED, /* nothing */
	NOTICE_HELD_REPORT,   /* to the secretariat: helsefellesskap */
	NOTICE_RECEIPT_NEWS,  /* to whoever follows with a receipt code: nothing but that there is news */
	NOTICE_CASE_ASSIGNED,      /* to who shall work on it: number, path */
	NOTICE_CASES_ASSIGNED,     /* of several at once: cases */
	NOTICE_CASE_MENTION,       /* to who is mentioned: number, path */
	NOTICE_CASE_NEWS,          /* to who watches: number, path */
	NOTICE_CASE_HANDED_OVER,   /* to the members of the council that gets it: number, council, path */
	NOTICE_CASE_PASSED_AROUND, /* to the secretariat: number, path */
	NOTICE_DEADLINE_REMINDER,  /* number, path, date */
	NOTICE_DEADLINE_PASSED,    /* number, path, council, date */
	NOTICE_MEASURE_OVERDUE,    /* number, path, council, date */
	NOTICE_MEASURE_EFFECT_DUE, /* number, path, council, date */
	NOTICE_MATCH_OFFERED,      /* number, path */
	NOTICE_CORRECTION_REQUESTED, /* to the reporter: number, council, path */
	NOTICE_DIGEST_DRAFT, /* to who approves summaries: helsefellesskap, date: when it is to go */
	NOTICE_DIGEST_WAITS, /* the same, when the day has come */
	NOTICE_WHEEL_AHEAD,  /* to the same: helsefellesskap, date */
	NOTICE_REPORT_READY, /* to readers of ASU: helsefellesskap */
	NOTICE_NOTE_RELEASE,  /* to coordinators of the parties: council, path */
	NOTICE_NOTE_REVIEW,   /* to who may review: council, path */
	NOTICE_NOTE_OBJECTED, /* to who wrote it: council, path */
	NOTICE_NOTE_READY,    /* to who wrote it: council, path */
	NOTICE_KIND_COUNT
};

/* The kind of its name in the outbox ("case_new"); NOTICE_KIND_COUNT when unknown. */
enum notice_kind notice_kind_from_name(const char *name);

struct notice {
	enum notice_kind kind;
	enum language language;
	const char *public_url; /* without a slash at the end */
	const char *number;     /* "STO-2026-00017" */
	const char *council;
	const char *path; /* "/saker/17" */
	const char *helsefellesskap;
	const char *date; /* "2026-03-01": what the kind says */
	const char *cases; /* "STO-2026-00017 17\nSTO-2026-00018 18": number and id of each, for kinds that list them */
};

struct notice_texts {
	struct str subject, text, html; /* notice_texts_done */
};
#define NOTICE_TEXTS_AUTO __attribute__((cleanup(notice_texts_done)))
void notice_texts_done(struct notice_texts *texts);

/* ERR_INVALID when a value that the kind needs is missing, or the whole is too long. */
MUST_USE enum err notice_write(const struct notice *notice, struct notice_texts *ret_texts);

#endif
