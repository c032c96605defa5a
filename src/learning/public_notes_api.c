/* SPDX-License-Identifier: MIT */
/* What anybody may read: published notes as JSON and as an Atom feed, for the web page of the helsefellesskap. */
#include <string.h>

#include "base/settings.h"
#include "contract/operations.h"
#include "db/db.h"
#include "learning/feed.h"
#include "statements.h"
#include "base/banned.h"

#define FEED_BYTES_MAX ((size_t)4 * 1024 * 1024)
/* Readers' programs and caches in between may keep it so long; a withdrawn note is gone everywhere after that. */
#define CACHE_CONTROL "public, max-age=300"

/* The tag of If-None-Match without its quotes; NULL when there is none of ours. */
static const char *known_tag(struct call *call)
{
	const char *sent = http_header(call->request, "If-None-Match");
	size_t len;

	if (!sent)
		return NULL;
	sent += strncmp(sent, "W/", 2) == 0 ? 2 : 0;
	len = strlen(sent);
	if (len < 2 || len > 66 || sent[0] != '"' || sent[len - 1] != '"')
		return NULL;
	return arena_printf(call->arena, "%.*s", (int)(len - 2), sent + 1);
}

enum err op_list_public_notes(struct call *call, const struct list_public_notes_input *in)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(call->db, NULL, &call->fault, &sql_learning_public_notes, DB_PARAMS(in->helsefellesskap, known_tag(call)), &rows));
	if (rows.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	http_add_header(call->response, "Cache-Control", CACHE_CONTROL);
	http_add_header(call->response, "ETag", arena_printf(call->arena, "\"%s\"", db_text(&rows, 0, 1)));
	return db_is_null(&rows, 0, 0) ? contract_answer_empty(call, 304) : contract_answer_rows(call, 200, &rows);
}

static void read_entries(struct arena *arena, const struct db_rows *rows, struct feed *feed)
{
	struct feed_entry *entries = ARENA_ARRAY(arena, struct feed_entry, (size_t)rows->count + 1);

	for (int i = 0; i < rows->count; i++)
		entries[i] = (struct feed_entry){
			.id = db_text(rows, i, 0), .title = db_text(rows, i, 1), .theme = db_text(rows, i, 2),
			.what_happened = db_text(rows, i, 3), .why = db_text(rows, i, 4), .text = db_text(rows, i, 5),
			.category = db_text(rows, i, 6), .council = db_text(rows, i, 7), .published_at = db_text(rows, i, 8),
		};
	feed->entries = entries;
	feed->entries_count = rows->count;
}

static enum err answer_feed(struct call *call, const struct feed *feed)
{
	STR_AUTO struct str out = STR_INIT(FEED_BYTES_MAX);

	feed_write(&out, feed);
	if (str_failed(&out) || !arena_would_fit(call->arena, out.len + 1))
		return FAULT(&call->fault, ERR_INTERNAL, "answer_too_large");
	http_add_header(call->response, "Cache-Control", CACHE_CONTROL);
	call->response->status = 200;
	call->response->content_type = "application/atom+xml";
	call->response->body = arena_strdup(call->arena, str_text(&out));
	call->response->body_len = out.len;
	return OK;
}

enum err op_get_public_feed(struct call *call, const struct get_public_feed_input *in)
{
	DB_ROWS_AUTO struct db_rows head = {0};
	DB_ROWS_AUTO struct db_rows entries = {0};
	struct feed feed = {.public_url = call->settings->public_url};

	TRY(db_one(call->db, NULL, &call->fault, &sql_learning_public_feed, DB_PARAMS(in->helsefellesskap), &head));
	if (head.count == 0)
		return FAULT(&call->fault, ERR_NOT_FOUND, NULL);
	TRY(db_one(call->db, NULL, &call->fault, &sql_learning_public_feed_entries, DB_PARAMS(in->helsefellesskap), &entries));
	feed.code = db_text(&head, 0, 0);
	feed.name = db_text(&head, 0, 1);
	feed.language = language_from_code(db_text(&head, 0, 2));
	feed.updated_at = db_text(&head, 0, 3);
	read_entries(call->arena, &entries, &feed);
	return answer_feed(call, &feed);
}
