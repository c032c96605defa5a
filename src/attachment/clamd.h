/* SPDX-License-Identifier: MIT */
#ifndef ATTACHMENT_CLAMD_H
#define ATTACHMENT_CLAMD_H

/*
 * ClamAV's daemon, asked by INSTREAM (clamd(8)): a file goes out in pieces and a verdict comes back. Never a path: the daemon
 * needs no access to anything of ours. Everything has a deadline, so a daemon that hangs is one that is away.
 */

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct clamd {
	int fd;
	int64_t end_us; /* monotonic: of the whole conversation */
};
#define CLAMD_AUTO __attribute__((cleanup(clamd_close)))

/* "/run/clamav/clamd.ctl", or "host:port". False for what is neither. */
bool clamd_address_usable(const char *address);
/* ERR_UNAVAILABLE when nobody answers there. */
MUST_USE enum err clamd_open(const char *address, int64_t timeout_ms, struct clamd *ret_clamd);
MUST_USE enum err clamd_send(struct clamd *clamd, const char *bytes, size_t len);

enum clamd_verdict { CLAMD_CLEAN, CLAMD_FOUND, CLAMD_ERROR };
/* The file was whole. ERR_UNAVAILABLE when no verdict comes; CLAMD_ERROR when it could not look (too large, …). */
MUST_USE enum err clamd_verdict(struct clamd *clamd, enum clamd_verdict *ret_verdict);
/* What an answer means: "stream: OK"; rules only. */
enum clamd_verdict clamd_read_answer(const char *answer);
void clamd_close(struct clamd *clamd); /* accepts one that was never opened: fd -1 */

#endif
