/* SPDX-License-Identifier: MIT */
#ifndef AUDIT_RECORD_H
#define AUDIT_RECORD_H

/*
 * What the verifier reads, from the database or from an export: a stream of records, each a row of named texts (NULL for
 * null). First the counters; then case by case the case, its messages, the seals it is in, its events; then seal by seal the
 * seal, its entries, its part of the read log. And how the records are hashed (README.md).
 */

#include "audit/audit.h"

#include <sodium.h>

#define RECORD_FIELDS_MAX 48

enum record_kind {
	RECORD_COUNTER,
	RECORD_CASE,
	RECORD_MESSAGE,
	RECORD_SEALED, /* the same as an entry, in the order of the cases */
	RECORD_EVENT,
	RECORD_SEAL,
	RECORD_ENTRY,
	RECORD_READ,
	RECORD_KIND_COUNT
};

struct record {
	enum record_kind kind;
	const char *field[RECORD_FIELDS_MAX];
};

/* Places of fields that are asked for by name. The hashed ones stand first, in the order they are hashed. */
enum { COUNTER_HELSEFELLESSKAP, COUNTER_PREFIX, COUNTER_YEAR, COUNTER_LAST, COUNTER_FREE };
enum { CASE_ID, CASE_NUMBER, CASE_HELSEFELLESSKAP, CASE_NARRATIVE = 18, CASE_YEAR, CASE_SERIAL, CASE_LAST_EVENT, CASE_ERASED,
       CASE_NOW, CASE_NOW_LAST = CASE_NOW + 8, CASE_SALT, CASE_TITLE, CASE_DESCRIPTION, CASE_IMMEDIATE_ACTION };
enum { MESSAGE_ID, MESSAGE_CASE, MESSAGE_DIGEST = 7, MESSAGE_ERASED, MESSAGE_SALT, MESSAGE_TEXT };
enum { EVENT_CASE, EVENT_SEQUENCE, EVENT_KIND, EVENT_INTERNAL, EVENT_ACTOR, EVENT_AT, EVENT_DETAIL, EVENT_CONTENT, EVENT_PREVIOUS,
       EVENT_HASH, EVENT_MESSAGE, EVENT_CLASSIFICATION };
enum { SEAL_NUMBER, SEAL_AT, SEAL_CASES, SEAL_CASES_DIGEST, SEAL_READS_AFTER, SEAL_READS_UPTO, SEAL_READS, SEAL_READS_DIGEST,
       SEAL_PREVIOUS, SEAL_HASH };
enum { ENTRY_CASE, ENTRY_NUMBER, ENTRY_SEQUENCE, ENTRY_HASH, ENTRY_SEAL };
enum { READ_ID };

struct record_shape {
	const char *name;
	const char *tag;    /* hashed before the fields, or NULL */
	int hashed;         /* fields from the first that are hashed */
	int exported;       /* fields from the first that an export holds; the rest are texts of the case */
	const char *const *fields; /* names, ended by NULL */
};
extern const struct record_shape record_shapes[RECORD_KIND_COUNT];

/* What was erased stands in the database as this. */
#define RECORD_ERASED_TEXT "[slettet]"

/* Adds a field: its length in bytes, a colon, itself, a comma; ":," for NULL. */
void record_hash_field(crypto_hash_sha256_state *state, const char *field);
/* Adds the hashed fields, without the tag. */
void record_hash_fields(crypto_hash_sha256_state *state, const struct record *record);
/* SHA-256 in hex of tag and hashed fields. */
void record_digest(const struct record *record, char ret_hex[AUDIT_HASH_TEXT]);
/* The same of the classification that a case has now; only of one that was changed, which has it. */
void record_classification(const struct record *record, char ret_hex[AUDIT_HASH_TEXT]);
void record_finish(crypto_hash_sha256_state *state, char ret_hex[AUDIT_HASH_TEXT]);
/*
 * Puts the digest of the texts of a case or a message in its place (from hex, which must live as long as the record). What
 * is marked as erased keeps the digest it has, if its texts are really gone. Other records stay as they are.
 */
void record_digest_texts(struct record *record, char hex[AUDIT_HASH_TEXT]);

#endif
