/* SPDX-License-Identifier: MIT */
#ifndef AUDIT_VERIFY_STATE_H
#define AUDIT_VERIFY_STATE_H

/* What the verifier holds, shared by verify.c (the stream), verify_case.c (one case) and verify_seal.c (one seal). */

#include "audit/verify.h"

#include <stddef.h>

#define NUMBER_BYTES 40
#define COUNTERS_MAX 4096
#define SERIALS_MAX 10000000

/* A message of the case under way. */
struct said {
	int64_t id;
	char digest[AUDIT_HASH_TEXT];
	bool erased;
	bool spoken_of;
};

/* What a seal says of the case under way. */
struct mark {
	int64_t sequence;
	int64_t seal;
	char hash[AUDIT_HASH_TEXT];
	bool met;
};

struct case_state {
	bool open;
	bool there; /* the case itself was in the stream */
	int64_t id;
	char number[NUMBER_BYTES];
	char digest[AUDIT_HASH_TEXT];
	char classified[AUDIT_HASH_TEXT]; /* what it is now, or "": as filed */
	char reclassified[AUDIT_HASH_TEXT]; /* what the last change of it made it, or "": none */
	int64_t reclassified_event;
	bool erased;
	int64_t last_event; /* as the case counts them */
	int64_t sequence;   /* of the last event seen */
	bool gap;           /* the event before the next one is missing */
	char previous[AUDIT_HASH_TEXT];
	int64_t erased_content; /* the last event whose text is erased */
	int64_t erased_event;   /* the last event that says so */
	struct said *said;
	struct mark *marks;
	size_t said_count, said_room, marks_count, marks_room;
};

struct seal_state {
	bool open;
	struct audit_seal seal;
	char cases_digest[AUDIT_HASH_TEXT], reads_digest[AUDIT_HASH_TEXT];
	int64_t cases, reads, reads_after, reads_upto;
	int64_t cases_seen, reads_seen, last_read;
	crypto_hash_sha256_state entries_hash, reads_hash;
};

/* The numbers of one helsefellesskap and year: each up to the last one is free or has its case. */
struct counter {
	int64_t helsefellesskap, year, last;
	char prefix[NUMBER_BYTES];
	unsigned char *seen; /* a bit for each: its case was there, or it is free */
};

struct verify {
	struct verify_listener listener;
	const char *wanted_seal;
	bool wanted_found;
	struct verify_totals totals;
	struct case_state at_case;
	struct seal_state at_seal;
	struct audit_seal before; /* the last seal that ended */
	int64_t reads_before;     /* up to where it covered the read log */
	struct counter *counters;
	size_t counters_count;
	unsigned char key[crypto_shorthash_KEYBYTES];
	uint64_t sum_by_case, sum_by_seal;
};

void verify_found(struct verify *verify, const struct finding *finding);
/* The number in a field; 0 for none, and told as unreadable when it is no number. */
int64_t verify_number(struct verify *verify, const char *field);
/* True when both are there and the same. */
bool verify_same(const char *a, const char *b);
void verify_copy(char *to, size_t size, const char *from);
/* Nobody is to miss this number. Numbers that were never given are passed over. */
void verify_note_serial(struct counter *counter, int64_t serial);
/* What an entry adds to the sums. */
uint64_t verify_entry_value(const struct verify *verify, const struct record *entry);

/* verify_case.c */
void verify_case_record(struct verify *verify, struct record *record);
void verify_case_end(struct verify *verify);

/* verify_seal.c */
void verify_seal_record(struct verify *verify, const struct record *record);
void verify_seal_end(struct verify *verify);

#endif
