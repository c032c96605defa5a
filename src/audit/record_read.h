/* SPDX-License-Identifier: MIT */
#ifndef AUDIT_RECORD_READ_H
#define AUDIT_RECORD_READ_H

/* Records as JSON: one object, its member "record" names the kind, the others are strings or null (left out). */

#include "audit/record.h"
#include "base/arena.h"
#include "base/str.h"

/* Texts live in the arena. Digests what it says of texts (record_digest_texts). ERR_INVALID when it is no record. */
MUST_USE enum err record_read(struct arena *arena, const char *json, size_t len, struct record *ret_record);
/* One line, without the texts of the case. */
void record_write(const struct record *record, struct str *out);

#endif
