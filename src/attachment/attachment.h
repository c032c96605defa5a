/* SPDX-License-Identifier: MIT */
#ifndef ATTACHMENT_ATTACHMENT_H
#define ATTACHMENT_ATTACHMENT_H

/*
 * Files of reports and of the dialogue. An upload is begun, its pieces are put at their places, each on disk when it is
 * acknowledged, and finished: then the content says what type it is (file_type.h), an image loses what it says beside the
 * picture (image_strip.h), and it is the case's, or waits for its report to be filed. Scanned by ClamAV's daemon (clamd.h)
 * when there is one; until then nobody gets it. No file is ever in memory as a whole.
 * Not here: the thread that scans (jobs/), and streams of HTTP (http.h).
 */

#include "base/arena.h"
#include "base/err.h"
#include "base/settings.h"
#include "db/db.h"

#include <stdbool.h>

struct string_list; /* contract/contract.h */

/*
 * Files that were uploaded while a report was written become part of its case, in the transaction that files it. Nothing when
 * there are none. ERR_UNPROCESSABLE with field /attachments when one is not the person's own, not whole, or another case's.
 */
MUST_USE enum err attachment_attach(struct db_tx *tx, struct arena *arena, struct fault *fault, const char *deviation,
				    const struct string_list *ids);

/* False, with a line in the log, when the settings of attachments cannot be used. */
bool attachment_settings_usable(const struct settings *settings);

/* A job: gives up uploads that nobody finished in a day. *ret_count: how many. */
MUST_USE enum err attachment_purge(struct db_pool *db, struct fault *fault, int64_t *ret_count);

enum attachment_scan { SCAN_NOTHING_WAITS, SCAN_CLEAN, SCAN_INFECTED, SCAN_FAILED, SCAN_SCANNER_AWAY };

/*
 * Scans the file that has waited longest. SCAN_FAILED: the scanner could not say, and the file waits two minutes. The arena is
 * the caller's to reset. An error is the database's.
 */
MUST_USE enum err attachment_scan_one(const struct settings *settings, struct db_pool *db, struct arena *arena, struct fault *fault,
				      enum attachment_scan *ret_outcome);

#endif
