/* SPDX-License-Identifier: MIT */
#ifndef HTTP_FETCH_H
#define HTTP_FETCH_H

/*
 * The one way out by HTTPS: a short question to a server that the operator named. Certificates are verified, redirects are
 * not followed, no cookie or credential is kept, and time and size have a ceiling. It blocks its thread, so the caller
 * limits how many ask at once and holds no transaction meanwhile. curl_global_init is mail_start's (mail/mail.h).
 */

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fetch_request {
	const char *url;
	const char *form; /* application/x-www-form-urlencoded, sent by POST; NULL: GET */
	size_t max_bytes; /* of the answer */
	int64_t timeout_ms;
	bool plain_loopback; /* allows http:// to this machine, for tests and development */
};

struct fetch_answer {
	int status;
	const char *body; /* NUL-terminated, in the arena */
	size_t body_len;
};

/* True for https:// with a host, and for http:// to this machine when that is allowed; no user, password or fragment. */
bool fetch_url_allowed(const char *url, bool plain_loopback);
/*
 * Any HTTP status is OK. ERR_INVALID for an address that is not allowed, ERR_TIMEOUT, ERR_TOO_LARGE, and ERR_UNAVAILABLE when
 * there was no answer that can be trusted.
 */
MUST_USE enum err fetch(struct arena *arena, const struct fetch_request *request, struct fetch_answer *ret_answer);

#endif
