/* SPDX-License-Identifier: MIT */
#include "deviation/queue.h"

#include <string.h>

#include "base/number.h"
#include "base/banned.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The first row of a view is its own order. */
static const struct row {
	const char *view;
	const char *sort;
	bool of_organisation;
	struct queue_choice choice;
} rows[] = {
	{"open", "urgency", false, {.list = QUEUE_URGENT, .is_keyed = true}},
	{"open", "newest", false, {.list = QUEUE_OPEN}},
	{"open", "due", false, {.list = QUEUE_DUE, .is_keyed = true}},
	{"new", "urgency", false, {.list = QUEUE_URGENT, .is_keyed = true, .status = "new"}},
	{"new", "newest", false, {.list = QUEUE_NEW}},
	{"new", "due", false, {.list = QUEUE_DUE, .is_keyed = true, .status = "new"}},
	{"mine", "urgency", false, {.list = QUEUE_MINE_URGENT, .is_keyed = true}},
	{"mine", "newest", false, {.list = QUEUE_MINE}},
	/* What waits for others stands behind all the rest in the order of urgency. */
	{"waiting", "urgency", false, {.list = QUEUE_URGENT, .is_keyed = true, .waiting_for = "others", .urgency = "9"}},
	{"waiting", "newest", false, {.list = QUEUE_WAITING}},
	{"overdue", "due", false, {.list = QUEUE_DUE, .is_keyed = true, .overdue = "true"}},
	{"overdue", "urgency", false, {.list = QUEUE_URGENT, .is_keyed = true, .overdue = "true"}},
	{"overdue", "newest", false, {.list = QUEUE_OPEN, .overdue = "true"}},
	{"closed", "newest", false, {.list = QUEUE_ALL, .status = "closed"}},
	{"all", "newest", false, {.list = QUEUE_ALL}},
	{"waiting_for_us", "newest", true, {.list = QUEUE_ORGANISATION_OPEN, .waiting_for = "us"}},
	{"open", "newest", true, {.list = QUEUE_ORGANISATION_OPEN}},
	{"new", "newest", true, {.list = QUEUE_ORGANISATION_OPEN, .status = "new"}},
	{"waiting", "newest", true, {.list = QUEUE_ORGANISATION_OPEN, .waiting_for = "others"}},
	{"overdue", "newest", true, {.list = QUEUE_ORGANISATION_OPEN, .overdue = "true"}},
	{"closed", "newest", true, {.list = QUEUE_ORGANISATION_ALL, .status = "closed"}},
	{"all", "newest", true, {.list = QUEUE_ORGANISATION_ALL}},
};

enum err queue_choose(const char *view, const char *sort, bool of_organisation, struct queue_choice *ret_choice)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (rows[i].of_organisation != of_organisation || strcmp(rows[i].view, view) != 0)
			continue;
		if (sort && strcmp(rows[i].sort, sort) != 0)
			continue;
		*ret_choice = rows[i].choice;
		return OK;
	}
	return ERR_INVALID;
}

enum err queue_choose_search(const char *view, bool of_organisation, struct queue_choice *ret_choice)
{
	struct queue_choice choice = {0};

	TRY(queue_choose(view, "newest", of_organisation, &choice));
	choice.list = QUEUE_FOUND;
	choice.is_mine = strcmp(view, "mine") == 0;
	if (!choice.status && strcmp(view, "all") != 0)
		choice.status = "open";
	if (strcmp(view, "new") == 0)
		choice.status = "new";
	if (strcmp(view, "waiting") == 0)
		choice.waiting_for = "others";
	*ret_choice = choice;
	return OK;
}

/* One number of a cursor, up to the mark or to its end; *at moves behind it. */
static enum err read_part(const char **at, char mark, int64_t max, int64_t *ret_value)
{
	char digits[20];
	const char *end = mark ? strchr(*at, mark) : *at + strlen(*at);

	if (!end || end == *at || (size_t)(end - *at) >= sizeof(digits))
		return ERR_INVALID;
	memcpy(digits, *at, (size_t)(end - *at));
	digits[end - *at] = '\0';
	*at = end + (mark != '\0');
	return number_read(digits, 0, max, ret_value);
}

enum err queue_cursor_read(const char *text, bool is_keyed, struct queue_cursor *ret_cursor)
{
	/* Microseconds beyond what a double holds are no time of a case. */
	static const int64_t due_max = INT64_C(1) << 53;
	struct queue_cursor cursor = {0};

	if (is_keyed) {
		TRY(read_part(&text, '.', 99, &cursor.urgency));
		TRY(read_part(&text, '.', due_max, &cursor.due));
	}
	TRY(read_part(&text, '\0', INT64_MAX, &cursor.id));
	*ret_cursor = cursor;
	return OK;
}
