/* SPDX-License-Identifier: MIT */
#ifndef DEVIATION_QUEUE_H
#define DEVIATION_QUEUE_H

/*
 * Which list answers a question about the queue: each pair of view and order has a statement of its own, written for one index
 * (decision 17). Not here: SQL (queue.sql), reading and answering requests (queue_api.c).
 */

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

enum queue_list {
	QUEUE_URGENT,
	QUEUE_DUE,
	QUEUE_OPEN,
	QUEUE_NEW,
	QUEUE_WAITING,
	QUEUE_ALL,
	QUEUE_PARTY, /* of QUEUE_ALL, with an organisation on either side */
	QUEUE_MINE,
	QUEUE_MINE_URGENT,
	QUEUE_ORGANISATION_OPEN,
	QUEUE_ORGANISATION_ALL,
	QUEUE_FOUND
};

/* The list, and what it is narrowed to because the view says so; NULL: to nothing. */
struct queue_choice {
	enum queue_list list;
	bool is_keyed;          /* pages follow each other by urgency and due time, not by id alone */
	const char *status;
	const char *waiting_for;
	const char *overdue;
	const char *urgency;    /* where the first page begins */
	bool is_mine;           /* what the person works on, where the list does not say so itself */
};

/*
 * view and sort are words of the contract; sort NULL: the view's own. of_organisation: the cases of organisations that the person
 * coordinates. ERR_INVALID when the view is not there, or has no such order.
 */
MUST_USE enum err queue_choose(const char *view, const char *sort, bool of_organisation, struct queue_choice *ret_choice);

/* The same for a search in a view: one list, newest first, narrowed to the view. ERR_INVALID when the view is not there. */
MUST_USE enum err queue_choose_search(const char *view, bool of_organisation, struct queue_choice *ret_choice);

/* Where a page begins: behind this case. */
struct queue_cursor {
	int64_t id, due, urgency;
};

/* "id", or "urgency.due.id" when keyed; due in microseconds since 1970, 0 for none. ERR_INVALID for anything else. */
MUST_USE enum err queue_cursor_read(const char *text, bool is_keyed, struct queue_cursor *ret_cursor);

#endif
