/* SPDX-License-Identifier: MIT */
#include "audit/record.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

static const char *const counter_fields[] = {"helsefellesskap_id", "prefix", "year", "last", "free", NULL};
static const char *const case_fields[] = {
	"id", "number", "helsefellesskap_id", "kind", "category", "phase", "patient_group", "agreement_point", "hph_item",
	"actual_harm", "potential_harm", "reporter_organisation_id", "reporter_unit_id", "other_organisation_id",
	"other_unit_id", "rule_set_id", "route_rule", "submitted_at", "narrative",
	"year", "serial", "last_event", "erased",
	"now_id", "now_kind", "now_category", "now_phase", "now_patient_group", "now_agreement_point", "now_hph_item",
	"now_actual_harm", "now_potential_harm",
	"salt", "title", "description", "immediate_action", "suggestion", "occurred_on", "external_system",
	"external_reference", NULL};
static const char *const message_fields[] = {"id", "deviation_id", "audience", "is_answer", "author_person_id", "side", "at",
					     "text_digest", "erased", "salt", "text", NULL};
static const char *const event_fields[] = {"deviation_id", "sequence", "kind", "internal", "actor_person_id", "at", "detail",
					   "content", "previous", "hash", "message_id", "classification", NULL};
static const char *const seal_fields[] = {"number", "at", "cases", "cases_digest", "reads_after", "reads_upto", "reads",
					  "reads_digest", "previous", "hash", NULL};
static const char *const entry_fields[] = {"deviation_id", "number", "sequence", "hash", "seal", NULL};
static const char *const read_fields[] = {"id", "helsefellesskap_id", "deviation_id", "person_id", "what", "at", "detail", NULL};

const struct record_shape record_shapes[RECORD_KIND_COUNT] = {
	[RECORD_COUNTER] = {"counter", NULL, 0, 5, counter_fields},
	[RECORD_CASE] = {"case", "samavvik case 1", CASE_NARRATIVE + 1, CASE_SALT, case_fields},
	[RECORD_MESSAGE] = {"message", "samavvik message 1", MESSAGE_DIGEST + 1, MESSAGE_SALT, message_fields},
	[RECORD_SEALED] = {"sealed", NULL, ENTRY_SEAL, ENTRY_SEAL + 1, entry_fields},
	[RECORD_EVENT] = {"event", "samavvik event 1", EVENT_PREVIOUS + 1, EVENT_MESSAGE, event_fields},
	[RECORD_SEAL] = {"seal", "samavvik seal 1", SEAL_PREVIOUS + 1, SEAL_HASH + 1, seal_fields},
	[RECORD_ENTRY] = {"entry", NULL, ENTRY_SEAL, ENTRY_SEAL + 1, entry_fields},
	[RECORD_READ] = {"read", NULL, 7, 7, read_fields},
};

void record_hash_field(crypto_hash_sha256_state *state, const char *field)
{
	char length[24];
	size_t bytes = field ? strlen(field) : 0;

	if (field)
		(void)snprintf(length, sizeof(length), "%zu:", bytes);
	else
		(void)snprintf(length, sizeof(length), ":");
	crypto_hash_sha256_update(state, (const unsigned char *)length, strlen(length));
	if (field)
		crypto_hash_sha256_update(state, (const unsigned char *)field, bytes);
	crypto_hash_sha256_update(state, (const unsigned char *)",", 1);
}

void record_hash_fields(crypto_hash_sha256_state *state, const struct record *record)
{
	for (int i = 0; i < record_shapes[record->kind].hashed; i++)
		record_hash_field(state, record->field[i]);
}

void record_finish(crypto_hash_sha256_state *state, char ret_hex[AUDIT_HASH_TEXT])
{
	unsigned char digest[crypto_hash_sha256_BYTES];

	crypto_hash_sha256_final(state, digest);
	sodium_bin2hex(ret_hex, AUDIT_HASH_TEXT, digest, sizeof(digest));
}

void record_digest(const struct record *record, char ret_hex[AUDIT_HASH_TEXT])
{
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	record_hash_field(&state, record_shapes[record->kind].tag);
	record_hash_fields(&state, record);
	record_finish(&state, ret_hex);
}

void record_classification(const struct record *record, char ret_hex[AUDIT_HASH_TEXT])
{
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	record_hash_field(&state, "samavvik classification 1");
	for (int i = CASE_NOW; i <= CASE_NOW_LAST; i++)
		record_hash_field(&state, record->field[i]);
	record_finish(&state, ret_hex);
}

/* The fields from salt to the last one, under a tag of their own. */
static void digest_from(const struct record *record, const char *tag, int first, char ret_hex[AUDIT_HASH_TEXT])
{
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	record_hash_field(&state, tag);
	for (int i = first; record_shapes[record->kind].fields[i]; i++)
		record_hash_field(&state, record->field[i]);
	record_finish(&state, ret_hex);
}

static bool is_gone(const char *text)
{
	return text && strcmp(text, RECORD_ERASED_TEXT) == 0;
}

static bool is_erased(const struct record *record)
{
	const char *const *field = record->field;

	if (record->kind == RECORD_MESSAGE)
		return field[MESSAGE_ERASED] && is_gone(field[MESSAGE_TEXT]) && !field[MESSAGE_SALT];
	if (!field[CASE_ERASED] || field[CASE_SALT] || !is_gone(field[CASE_TITLE]) || !is_gone(field[CASE_DESCRIPTION]))
		return false;
	for (int i = CASE_IMMEDIATE_ACTION; case_fields[i]; i++)
		if (field[i])
			return false;
	return true;
}

void record_digest_texts(struct record *record, char hex[AUDIT_HASH_TEXT])
{
	if ((record->kind != RECORD_CASE && record->kind != RECORD_MESSAGE) || is_erased(record))
		return;
	if (record->kind == RECORD_CASE) {
		digest_from(record, "samavvik narrative 1", CASE_SALT, hex);
		record->field[CASE_NARRATIVE] = hex;
	} else {
		digest_from(record, "samavvik text 1", MESSAGE_SALT, hex);
		record->field[MESSAGE_DIGEST] = hex;
	}
}
