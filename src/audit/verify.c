/* SPDX-License-Identifier: MIT */
#include "audit/verify_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/banned.h"

static const struct {
	const char *name;
	const char *sentence;
} findings[FOUND_KIND_COUNT] = {
	[FOUND_EVENT_CHANGED] = {"event_changed", "the event is not what was written, or does not follow the one before it"},
	[FOUND_EVENT_MISSING] = {"event_missing", "the event is not there"},
	[FOUND_EVENT_ADDED] = {"event_added", "the event was not added by the program: the case does not count it"},
	[FOUND_EVENT_REWRITTEN] = {"event_rewritten", "the event was another when it was sealed"},
	[FOUND_NARRATIVE_CHANGED] = {"narrative_changed", "a text or a fact of the case is not what was filed"},
	[FOUND_CLASSIFICATION_CHANGED] = {"classification_changed", "the classification of the case is not what its last change made it"},
	[FOUND_MESSAGE_CHANGED] = {"message_changed", "the message is not what was written"},
	[FOUND_MESSAGE_MISSING] = {"message_missing", "the message is not there"},
	[FOUND_MESSAGE_ADDED] = {"message_added", "the message is in no event: it was not added by the program"},
	[FOUND_CASE_MISSING] = {"case_missing", "the case is not there"},
	[FOUND_CASE_WITHOUT_HISTORY] = {"case_without_history", "the case has no events"},
	[FOUND_ERASED_WITHOUT_RECORD] = {"erased_without_record", "a text is marked as erased, but no later event says so"},
	[FOUND_SEAL_CHANGED] = {"seal_changed", "the seal is not what was made, or does not follow the one before it"},
	[FOUND_SEAL_MISSING] = {"seal_missing", "the seal is not there"},
	[FOUND_ENTRIES_CHANGED] = {"entries_changed", "the cases that the seal covers are not those it was made of"},
	[FOUND_READS_CHANGED] = {"read_log_changed", "a look in the part of the read log that the seal covers was changed, removed or added"},
	[FOUND_SEAL_UNKNOWN] = {"seal_unknown", "the seal that was kept is not in the chain: history was written anew, or its end removed"},
	[FOUND_UNREADABLE] = {"unreadable", "a record cannot be read"},
};

const char *finding_name(enum finding_kind kind)
{
	return findings[kind].name;
}

const char *finding_sentence(enum finding_kind kind)
{
	return findings[kind].sentence;
}

struct verify *verify_new(const struct verify_listener *listener, const char *wanted_seal)
{
	struct verify *verify = calloc(1, sizeof(*verify));

	if (!verify)
		return NULL;
	verify->listener = *listener;
	verify->wanted_seal = wanted_seal;
	crypto_shorthash_keygen(verify->key);
	return verify;
}

void verify_free(struct verify *verify)
{
	if (!verify)
		return;
	for (size_t i = 0; i < verify->counters_count; i++)
		free(verify->counters[i].seen);
	free(verify->counters);
	free(verify->at_case.said);
	free(verify->at_case.marks);
	free(verify);
}

void verify_found(struct verify *verify, const struct finding *finding)
{
	verify->totals.findings++;
	verify->listener.found(verify->listener.context, finding);
}

void verify_unreadable(struct verify *verify)
{
	verify_found(verify, &(struct finding){.kind = FOUND_UNREADABLE});
}

int64_t verify_number(struct verify *verify, const char *field)
{
	int64_t number = 0;

	if (field && number_read(field, INT64_MIN, INT64_MAX, &number) != OK)
		verify_unreadable(verify);
	return number;
}

bool verify_same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

void verify_copy(char *to, size_t size, const char *from)
{
	(void)snprintf(to, size, "%s", from ? from : "");
}

uint64_t verify_entry_value(const struct verify *verify, const struct record *entry)
{
	char digest[AUDIT_HASH_TEXT];
	unsigned char value[crypto_shorthash_BYTES];
	crypto_hash_sha256_state state;
	uint64_t number;

	crypto_hash_sha256_init(&state);
	record_hash_fields(&state, entry);
	record_hash_field(&state, entry->field[ENTRY_SEAL]);
	record_finish(&state, digest);
	crypto_shorthash(value, (const unsigned char *)digest, sizeof(digest), verify->key);
	memcpy(&number, value, sizeof(number));
	return number;
}

void verify_note_serial(struct counter *counter, int64_t serial)
{
	if (serial > 0 && serial <= counter->last)
		counter->seen[serial / 8] |= (unsigned char)(1 << (serial % 8));
}

/* "65,66,67", or NULL for none. */
static void note_free(struct verify *verify, struct counter *counter, const char *serials)
{
	for (const char *at = serials; at && *at; at += *at == ',') {
		char *end = NULL;
		long long serial = strtoll(at, &end, 10);

		if (end == at || (*end != ',' && *end != '\0')) {
			verify_unreadable(verify);
			return;
		}
		verify_note_serial(counter, serial);
		at = end;
	}
}

static void add_counter(struct verify *verify, const struct record *record)
{
	struct counter counter = {
		.helsefellesskap = verify_number(verify, record->field[COUNTER_HELSEFELLESSKAP]),
		.year = verify_number(verify, record->field[COUNTER_YEAR]),
		.last = verify_number(verify, record->field[COUNTER_LAST]),
	};
	struct counter *grown = NULL;

	if (counter.last < 0 || counter.last > SERIALS_MAX || verify->counters_count == COUNTERS_MAX) {
		verify_unreadable(verify);
		return;
	}
	verify_copy(counter.prefix, sizeof(counter.prefix), record->field[COUNTER_PREFIX]);
	counter.seen = calloc((size_t)counter.last / 8 + 1, 1);
	if (counter.seen)
		grown = realloc(verify->counters, (verify->counters_count + 1) * sizeof(*grown));
	if (!grown) {
		free(counter.seen);
		verify_unreadable(verify);
		return;
	}
	grown[verify->counters_count] = counter;
	verify->counters = grown;
	note_free(verify, &grown[verify->counters_count++], record->field[COUNTER_FREE]);
}

void verify_record(struct verify *verify, struct record *record)
{
	switch (record->kind) {
	case RECORD_COUNTER:
		add_counter(verify, record);
		break;
	case RECORD_CASE:
	case RECORD_MESSAGE:
	case RECORD_SEALED:
	case RECORD_EVENT:
		verify_case_record(verify, record);
		break;
	case RECORD_SEAL:
	case RECORD_ENTRY:
	case RECORD_READ:
		verify_seal_record(verify, record);
		break;
	case RECORD_KIND_COUNT:
		break;
	}
}

/* A number that was given and has no case. */
static void check_counter(struct verify *verify, const struct counter *counter)
{
	char number[2 * NUMBER_BYTES];

	for (int64_t serial = 1; serial <= counter->last; serial++) {
		if (counter->seen[serial / 8] >> (serial % 8) & 1)
			continue;
		(void)snprintf(number, sizeof(number), "%s-%lld-%05lld", counter->prefix, (long long)counter->year,
			       (long long)serial);
		verify_found(verify, &(struct finding){.kind = FOUND_CASE_MISSING, .number = number});
	}
}

void verify_end(struct verify *verify, struct verify_totals *ret_totals)
{
	verify_case_end(verify);
	verify_seal_end(verify);
	for (size_t i = 0; i < verify->counters_count; i++)
		check_counter(verify, &verify->counters[i]);
	if (verify->sum_by_case != verify->sum_by_seal)
		verify_found(verify, &(struct finding){.kind = FOUND_ENTRIES_CHANGED});
	if (verify->wanted_seal && !verify->wanted_found)
		verify_found(verify, &(struct finding){.kind = FOUND_SEAL_UNKNOWN});
	verify->totals.last = verify->before;
	*ret_totals = verify->totals;
}

const struct verify_totals *verify_so_far(const struct verify *verify)
{
	return &verify->totals;
}
