/* SPDX-License-Identifier: MIT */
#ifndef READINESS_H
#define READINESS_H

/* /readyz: may this instance get requests? 200 with what was looked at, else 503. */

#include "base/settings.h"
#include "db/db.h"
#include "http/http.h"

void readiness_answer(const struct settings *settings, struct db_pool *db, struct http_request *request,
		      struct http_response *response);

#endif
