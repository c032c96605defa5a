/* SPDX-License-Identifier: MIT */
#ifndef JOBS_NOTICE_WORDINGS_H
#define JOBS_NOTICE_WORDINGS_H

/* What each kind of mail says, in the three languages. Data only; notices.c fills it in. */

#include "jobs/notices.h"

/* {number}, {council}, {helsefellesskap}, {date} and {count} (of the cases listed) are filled in. */
struct wording {
	const char *subject;
	const char *sentence;
	const char *action; /* what the link is called */
};

struct notice_wording {
	const char *name; /* as in the outbox */
	struct wording wording[LANGUAGE_COUNT];
};

extern const struct notice_wording notice_wordings[NOTICE_KIND_COUNT];

#endif
