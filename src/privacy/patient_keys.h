/* SPDX-License-Identifier: MIT */
#ifndef PRIVACY_PATIENT_KEYS_H
#define PRIVACY_PATIENT_KEYS_H

/*
 * The key ring of the patient references, and sealing with it (XChaCha20-Poly1305, libsodium). One key is active and
 * seals; the others only open what was sealed with them. A sealed text is bound to its key, its case, its party and its
 * column, so one that is moved to another case does not open. The ring is a secret setting (`patient_keys`): a line is
 * "id base64 [active]" with 32 bytes in base64; '#' begins a comment, and ';' may stand for a line end. Keys lie in
 * memory that is locked, guarded and wiped when freed. No database, no HTTP.
 */

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PATIENT_KEYS_MAX 32
#define PATIENT_KEY_ID_MAX 32
#define PATIENT_KEY_TEXT 45                 /* base64 of a key with its NUL */
#define PATIENT_REFERENCE_MAX ((size_t)240) /* bytes of a reference: 60 characters */

struct patient_keys;

/*
 * Reads a ring; an empty text makes an empty one. ERR_INVALID with *ret_complaint, a sentence without any of the text, when
 * it cannot be used: a wrong line, an id that stands twice, none or two active. *ret_keys: free with patient_keys_free.
 */
MUST_USE enum err patient_keys_read(const char *text, const char **ret_complaint, struct patient_keys **ret_keys);
void patient_keys_free(struct patient_keys *keys); /* accepts NULL */

int patient_keys_count(const struct patient_keys *keys);
/* The id of a key, from 0. */
const char *patient_keys_id(const struct patient_keys *keys, int index);
bool patient_keys_has(const struct patient_keys *keys, const char *id);
/* The id of the active key, or NULL for an empty ring. */
const char *patient_keys_active(const struct patient_keys *keys);

/* A new key as base64. The caller wipes it. */
void patient_key_new(char text[PATIENT_KEY_TEXT]);
/* True for 1 to 32 of a-z 0-9 _ -. */
bool patient_key_id_valid(const char *id);

/* What a sealed text belongs to. */
struct sealed_place {
	int64_t deviation, organisation;
};

/* A sealed text as it is stored. */
struct sealed_text {
	const char *key_id;
	const char *hex; /* "\x…": nonce, then what is sealed */
};

/* Seals with the active key; the result lives in the arena. ERR_UNAVAILABLE when there is none. */
MUST_USE enum err patient_seal(const struct patient_keys *keys, const struct sealed_place *place, const char *plain,
			       struct arena *arena, struct sealed_text *ret_sealed);
/*
 * Opens into plain, which the caller wipes after use. ERR_INTERNAL when the key is not in the ring, or when the text was
 * changed or belongs elsewhere.
 */
MUST_USE enum err patient_unseal(const struct patient_keys *keys, const struct sealed_place *place,
				 const struct sealed_text *sealed, char plain[PATIENT_REFERENCE_MAX + 1]);

#endif
