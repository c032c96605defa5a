/* SPDX-License-Identifier: MIT */
#include "audit/verify_state.h"

#include "base/banned.h"

static void found(struct verify *verify, enum finding_kind kind, int64_t seal)
{
	verify_found(verify, &(struct finding){.kind = kind, .seal = seal});
}

static void check_place(struct verify *verify, const struct record *record)
{
	const struct seal_state *at = &verify->at_seal;
	const char *previous = record->field[SEAL_PREVIOUS];

	for (int64_t missing = verify->before.number + 1; missing < at->seal.number; missing++)
		found(verify, FOUND_SEAL_MISSING, missing);
	if (at->seal.number != verify->before.number + 1)
		return;
	if ((verify->before.number ? !verify_same(previous, verify->before.hash) : previous != NULL) ||
	    at->reads_after != verify->reads_before)
		found(verify, FOUND_SEAL_CHANGED, at->seal.number);
}

static void begin_seal(struct verify *verify, const struct record *record)
{
	struct seal_state *at = &verify->at_seal;
	char hash[AUDIT_HASH_TEXT];

	verify->totals.seals++;
	*at = (struct seal_state){
		.open = true,
		.seal = {.number = verify_number(verify, record->field[SEAL_NUMBER])},
		.cases = verify_number(verify, record->field[SEAL_CASES]),
		.reads = verify_number(verify, record->field[SEAL_READS]),
		.reads_after = verify_number(verify, record->field[SEAL_READS_AFTER]),
		.reads_upto = verify_number(verify, record->field[SEAL_READS_UPTO]),
	};
	at->last_read = at->reads_after;
	verify_copy(at->seal.hash, sizeof(at->seal.hash), record->field[SEAL_HASH]);
	verify_copy(at->cases_digest, sizeof(at->cases_digest), record->field[SEAL_CASES_DIGEST]);
	verify_copy(at->reads_digest, sizeof(at->reads_digest), record->field[SEAL_READS_DIGEST]);
	crypto_hash_sha256_init(&at->entries_hash);
	crypto_hash_sha256_init(&at->reads_hash);
	check_place(verify, record);
	record_digest(record, hash);
	if (!verify_same(hash, at->seal.hash))
		found(verify, FOUND_SEAL_CHANGED, at->seal.number);
	if (verify->wanted_seal && verify_same(verify->wanted_seal, at->seal.hash))
		verify->wanted_found = true;
}

static void take_entry(struct verify *verify, const struct record *record)
{
	struct seal_state *at = &verify->at_seal;

	verify->sum_by_seal += verify_entry_value(verify, record);
	at->cases_seen++;
	record_hash_fields(&at->entries_hash, record);
}

static void take_read(struct verify *verify, const struct record *record)
{
	struct seal_state *at = &verify->at_seal;
	int64_t id = verify_number(verify, record->field[READ_ID]);

	verify->totals.reads++;
	at->reads_seen++;
	/* Out of its place it is none of this seal's. */
	if (id <= at->last_read || id > at->reads_upto)
		at->reads_seen = INT64_MIN / 2;
	at->last_read = id;
	record_hash_fields(&at->reads_hash, record);
}

void verify_seal_record(struct verify *verify, const struct record *record)
{
	verify_case_end(verify);
	if (record->kind == RECORD_SEAL) {
		verify_seal_end(verify);
		begin_seal(verify, record);
	} else if (!verify->at_seal.open) {
		verify_unreadable(verify);
	} else if (record->kind == RECORD_ENTRY) {
		take_entry(verify, record);
	} else {
		take_read(verify, record);
	}
}

void verify_seal_end(struct verify *verify)
{
	struct seal_state *at = &verify->at_seal;
	char digest[AUDIT_HASH_TEXT];

	if (!at->open)
		return;
	at->open = false;
	record_finish(&at->entries_hash, digest);
	if (at->cases_seen != at->cases || !verify_same(digest, at->cases_digest))
		found(verify, FOUND_ENTRIES_CHANGED, at->seal.number);
	record_finish(&at->reads_hash, digest);
	if (at->reads_seen != at->reads || !verify_same(digest, at->reads_digest))
		found(verify, FOUND_READS_CHANGED, at->seal.number);
	verify->before = at->seal;
	verify->reads_before = at->reads_upto;
}
