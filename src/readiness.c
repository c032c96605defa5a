/* SPDX-License-Identifier: MIT */
#include "readiness.h"

#include <string.h>

#include "base/arena.h"
#include "db/migrate.h"
#include "jobs/outbox.h"
#include "base/banned.h"

#define MINUTE_MS 60000

struct findings {
	const char *database, *migrations, *mail;
	bool ready;
};

/*
 * Stuck mail is told but does not make the instance unready: a proxy would then take away every instance, and nobody could
 * file because a relay is down.
 */
static struct findings look(const struct settings *settings, struct db_pool *db)
{
	struct findings found = {.database = "away", .migrations = "unknown", .mail = "unknown"};
	struct outbox_figures figures;
	struct fault fault = {0};
	bool current = false;

	enum err err = db_migrations_current(db, &current);
	/* An instance with much to do is not one to be taken away. */
	if (err == ERR_BUSY) {
		found.database = "busy";
		found.ready = true;
	}
	if (err != OK)
		return found;
	found.database = "ok";
	found.migrations = current ? "current" : "missing";
	if (!current)
		return found;
	found.ready = true;
	int64_t limit_ms = settings->mail_stuck_minutes * MINUTE_MS;
	if (outbox_read_figures(db, limit_ms, &fault, &figures) == OK)
		found.mail = figures.stuck_ms > limit_ms ? "stuck" : "ok";
	return found;
}

void readiness_answer(const struct settings *settings, struct db_pool *db, struct http_request *request,
		      struct http_response *response)
{
	struct findings found = look(settings, db);
	bool draining = http_is_draining(request);

	found.ready = found.ready && !draining;
	response->log_operation = "readiness";
	response->status = found.ready ? 200 : 503;
	response->content_type = "application/json";
	response->body = arena_printf(request->arena,
				      "{\"ready\":%s,\"draining\":%s,\"database\":\"%s\",\"migrations\":\"%s\",\"mail\":\"%s\"}",
				      found.ready ? "true" : "false", draining ? "true" : "false", found.database,
				      found.migrations, found.mail);
	response->body_len = strlen(response->body);
	if (!found.ready)
		http_add_header(response, "Retry-After", "1");
}
