/* SPDX-License-Identifier: MIT */
#include "audit/verify_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

static void found(struct verify *verify, enum finding_kind kind, int64_t event, int64_t message, int64_t seal)
{
	const struct case_state *at = &verify->at_case;

	verify_found(verify, &(struct finding){.kind = kind,
					       .number = at->number[0] ? at->number : NULL,
					       .deviation = at->id,
					       .event = event,
					       .message = message,
					       .seal = seal});
}

static void found_gap(struct verify *verify, int64_t first, int64_t last)
{
	const struct case_state *at = &verify->at_case;

	verify_found(verify, &(struct finding){.kind = FOUND_EVENT_MISSING,
					       .number = at->number[0] ? at->number : NULL,
					       .deviation = at->id,
					       .event = first,
					       .event_last = last});
}

static void begin_case(struct verify *verify, int64_t id)
{
	struct case_state *at = &verify->at_case;

	*at = (struct case_state){.open = true,
				  .id = id,
				  .said = at->said,
				  .said_room = at->said_room,
				  .marks = at->marks,
				  .marks_room = at->marks_room};
}

/* Room for one more; false when out of memory. */
static bool make_room(void **items, size_t count, size_t *room, size_t size)
{
	size_t wanted = *room ? 2 * *room : 16;
	void *grown;

	if (count < *room)
		return true;
	grown = realloc(*items, wanted * size);
	if (!grown)
		return false;
	*items = grown;
	*room = wanted;
	return true;
}

static void note_serial(struct verify *verify, const struct record *record)
{
	int64_t helsefellesskap = verify_number(verify, record->field[CASE_HELSEFELLESSKAP]);
	int64_t year = verify_number(verify, record->field[CASE_YEAR]);
	int64_t serial = verify_number(verify, record->field[CASE_SERIAL]);

	for (size_t i = 0; i < verify->counters_count; i++) {
		struct counter *counter = &verify->counters[i];
		if (counter->helsefellesskap == helsefellesskap && counter->year == year)
			verify_note_serial(counter, serial);
	}
}

/* The number of a case that is told as missing is not to be told again with its counter. "STO-2026-00017". */
static void note_told(struct verify *verify, const char *number)
{
	char start[2 * NUMBER_BYTES];

	for (size_t i = 0; i < verify->counters_count; i++) {
		struct counter *counter = &verify->counters[i];
		(void)snprintf(start, sizeof(start), "%s-%lld-", counter->prefix, (long long)counter->year);
		if (strncmp(number, start, strlen(start)) != 0)
			continue;
		verify_note_serial(counter, strtoll(number + strlen(start), NULL, 10));
	}
}

static void take_case(struct verify *verify, const struct record *record)
{
	struct case_state *at = &verify->at_case;

	verify->totals.cases++;
	at->there = true;
	at->erased = record->field[CASE_ERASED] != NULL;
	at->last_event = verify_number(verify, record->field[CASE_LAST_EVENT]);
	verify_copy(at->number, sizeof(at->number), record->field[CASE_NUMBER]);
	record_digest(record, at->digest);
	if (record->field[CASE_NOW])
		record_classification(record, at->classified);
	note_serial(verify, record);
}

static void take_message(struct verify *verify, const struct record *record)
{
	struct case_state *at = &verify->at_case;
	struct said *said;

	verify->totals.messages++;
	if (!make_room((void **)&at->said, at->said_count, &at->said_room, sizeof(*said))) {
		verify_unreadable(verify);
		return;
	}
	said = &at->said[at->said_count++];
	*said = (struct said){.id = verify_number(verify, record->field[MESSAGE_ID]),
			      .erased = record->field[MESSAGE_ERASED] != NULL};
	record_digest(record, said->digest);
}

static void take_mark(struct verify *verify, const struct record *record)
{
	struct case_state *at = &verify->at_case;
	struct mark *mark;

	verify->sum_by_case += verify_entry_value(verify, record);
	if (!at->number[0])
		verify_copy(at->number, sizeof(at->number), record->field[ENTRY_NUMBER]);
	if (!make_room((void **)&at->marks, at->marks_count, &at->marks_room, sizeof(*mark))) {
		verify_unreadable(verify);
		return;
	}
	mark = &at->marks[at->marks_count++];
	*mark = (struct mark){.sequence = verify_number(verify, record->field[ENTRY_SEQUENCE]),
			      .seal = verify_number(verify, record->field[ENTRY_SEAL])};
	verify_copy(mark->hash, sizeof(mark->hash), record->field[ENTRY_HASH]);
}

static void check_message(struct verify *verify, int64_t event, const char *content, int64_t id)
{
	struct case_state *at = &verify->at_case;

	for (size_t i = 0; i < at->said_count; i++) {
		struct said *said = &at->said[i];
		if (said->id != id)
			continue;
		said->spoken_of = true;
		if (!verify_same(said->digest, content))
			found(verify, FOUND_MESSAGE_CHANGED, event, id, 0);
		if (said->erased)
			at->erased_content = event;
		return;
	}
	found(verify, FOUND_MESSAGE_MISSING, event, id, 0);
}

/* What the event speaks of is still what it was. */
static void check_content(struct verify *verify, const struct record *record, int64_t event)
{
	struct case_state *at = &verify->at_case;
	const char *content = record->field[EVENT_CONTENT];

	if (event == 1) {
		if (at->there && !verify_same(at->digest, content))
			found(verify, FOUND_NARRATIVE_CHANGED, event, 0, 0);
		if (at->erased)
			at->erased_content = event;
	} else if (record->field[EVENT_MESSAGE]) {
		check_message(verify, event, content, verify_number(verify, record->field[EVENT_MESSAGE]));
	}
}

static void check_marks(struct verify *verify, const struct record *record, int64_t event)
{
	struct case_state *at = &verify->at_case;

	for (size_t i = 0; i < at->marks_count; i++) {
		struct mark *mark = &at->marks[i];
		if (mark->sequence != event)
			continue;
		mark->met = true;
		if (!verify_same(mark->hash, record->field[EVENT_HASH]))
			found(verify, FOUND_EVENT_REWRITTEN, event, 0, mark->seal);
	}
}

/* The hash of the event. Behind a gap its place in the chain cannot be known, and the gap is told. */
static void check_hash(struct verify *verify, struct record *record, int64_t event)
{
	struct case_state *at = &verify->at_case;
	char hash[AUDIT_HASH_TEXT];

	record->field[EVENT_PREVIOUS] = at->previous[0] ? at->previous : NULL;
	record_digest(record, hash);
	if (!at->gap && !verify_same(hash, record->field[EVENT_HASH]))
		found(verify, FOUND_EVENT_CHANGED, event, 0, 0);
}

static void take_event(struct verify *verify, struct record *record)
{
	struct case_state *at = &verify->at_case;
	int64_t event = verify_number(verify, record->field[EVENT_SEQUENCE]);

	verify->totals.events++;
	at->gap = event > at->sequence + 1;
	if (at->gap)
		found_gap(verify, at->sequence + 1, event - 1);
	check_hash(verify, record, event);
	check_content(verify, record, event);
	check_marks(verify, record, event);
	if (verify_same(record->field[EVENT_KIND], "erased")) {
		at->erased_event = event;
		verify->listener.erased(verify->listener.context,
					&(struct erased_case){at->number, record->field[EVENT_AT], record->field[EVENT_ACTOR]});
	}
	if (record->field[EVENT_CLASSIFICATION] && verify_same(record->field[EVENT_KIND], "reclassified")) {
		at->reclassified_event = event;
		verify_copy(at->reclassified, sizeof(at->reclassified), record->field[EVENT_CLASSIFICATION]);
	}
	at->sequence = event;
	verify_copy(at->previous, sizeof(at->previous), record->field[EVENT_HASH]);
}

void verify_case_record(struct verify *verify, struct record *record)
{
	int at_field = record->kind == RECORD_CASE ? CASE_ID : record->kind == RECORD_MESSAGE ? MESSAGE_CASE : EVENT_CASE;
	int64_t id = verify_number(verify, record->field[at_field]);

	if (!verify->at_case.open || verify->at_case.id != id) {
		verify_case_end(verify);
		begin_case(verify, id);
	}
	if (record->kind == RECORD_CASE)
		take_case(verify, record);
	else if (record->kind == RECORD_MESSAGE)
		take_message(verify, record);
	else if (record->kind == RECORD_SEALED)
		take_mark(verify, record);
	else
		take_event(verify, record);
}

/* The end of the chain against what the case itself counts. */
static void check_length(struct verify *verify)
{
	struct case_state *at = &verify->at_case;

	if (at->sequence == 0)
		found(verify, FOUND_CASE_WITHOUT_HISTORY, 0, 0, 0);
	else if (at->sequence < at->last_event)
		found_gap(verify, at->sequence + 1, at->last_event);
	for (int64_t extra = at->last_event + 1; extra <= at->sequence; extra++)
		found(verify, FOUND_EVENT_ADDED, extra, 0, 0);
}

void verify_case_end(struct verify *verify)
{
	struct case_state *at = &verify->at_case;

	if (!at->open)
		return;
	if (at->there)
		check_length(verify);
	else
		found(verify, FOUND_CASE_MISSING, 0, 0, at->marks_count ? at->marks[0].seal : 0);
	if (!at->there)
		note_told(verify, at->number);
	for (size_t i = 0; at->there && i < at->marks_count; i++)
		if (!at->marks[i].met && at->marks[i].sequence > at->last_event)
			found(verify, FOUND_EVENT_MISSING, at->marks[i].sequence, 0, at->marks[i].seal);
	for (size_t i = 0; i < at->said_count; i++)
		if (!at->said[i].spoken_of && at->there)
			found(verify, FOUND_MESSAGE_ADDED, 0, at->said[i].id, 0);
	if (at->there && strcmp(at->classified, at->reclassified) != 0)
		found(verify, FOUND_CLASSIFICATION_CHANGED, at->reclassified_event, 0, 0);
	if (at->erased_content > at->erased_event)
		found(verify, FOUND_ERASED_WITHOUT_RECORD, at->erased_content, 0, 0);
	at->open = false;
}
