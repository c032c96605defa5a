/* SPDX-License-Identifier: MIT */
#include "attachment/attachment.h"

#include "access/access.h"
#include "attachment/clamd.h"
#include "attachment/pieces.h"
#include "statements.h"
#include "base/banned.h"

#define SCAN_TIMEOUT_MS 60000

/* A file in hand. */
struct scan {
	struct db_pool *db;
	struct fault *fault;
	const char *id;
	size_t size;
	struct piece_reader reader;
};

static enum err run(const struct scan *scan, const struct statement *statement)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	return db_one(scan->db, &access_job_scope, scan->fault, statement, DB_PARAMS(scan->id), &rows);
}

/* ERR_UNAVAILABLE: the daemon broke off. */
static enum err send_file(struct scan *scan, struct clamd *clamd)
{
	const char *piece = NULL;
	size_t len = 0;

	piece_reader_init(&scan->reader);
	while (scan->reader.at < scan->size) {
		TRY(piece_next(&scan->reader, &piece, &len));
		TRY(clamd_send(clamd, piece, len));
	}
	return OK;
}

static enum err note_verdict(const struct scan *scan, enum clamd_verdict verdict, enum attachment_scan *ret_outcome)
{
	static const enum attachment_scan outcomes[] = {
		[CLAMD_CLEAN] = SCAN_CLEAN, [CLAMD_FOUND] = SCAN_INFECTED, [CLAMD_ERROR] = SCAN_FAILED};

	*ret_outcome = outcomes[verdict];
	/* What it could not look at stays in hand for two minutes, so that it does not stand before the others. */
	if (verdict == CLAMD_ERROR)
		return OK;
	return run(scan, verdict == CLAMD_CLEAN ? &sql_attachment_scanned_clean : &sql_attachment_scanned_infected);
}

static enum err scan_claimed(struct scan *scan, const char *address, enum attachment_scan *ret_outcome)
{
	CLAMD_AUTO struct clamd clamd = {.fd = -1};
	enum clamd_verdict verdict = CLAMD_ERROR;

	if (clamd_open(address, SCAN_TIMEOUT_MS, &clamd) != OK) {
		*ret_outcome = SCAN_SCANNER_AWAY;
		return run(scan, &sql_attachment_release_scan);
	}
	enum err err = send_file(scan, &clamd);

	if (err == OK)
		err = clamd_verdict(&clamd, &verdict);
	/* The database's failures are in the fault, the daemon's are not. */
	if (scan->fault->err != OK)
		return err;
	return note_verdict(scan, err == OK ? verdict : CLAMD_ERROR, ret_outcome);
}

enum err attachment_scan_one(const struct settings *settings, struct db_pool *db, struct arena *arena, struct fault *fault,
			     enum attachment_scan *ret_outcome)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(db, &access_job_scope, fault, &sql_attachment_claim_scan, DB_NO_PARAMS, &rows));
	if (rows.count == 0) {
		*ret_outcome = SCAN_NOTHING_WAITS;
		return OK;
	}
	struct scan scan = {.db = db, .fault = fault, .id = arena_strdup(arena, db_text(&rows, 0, 0)), .size = (size_t)db_i64(&rows, 0, 1)};

	scan.reader = (struct piece_reader){.db = db, .scope = &access_job_scope, .fault = fault, .arena = arena, .id = scan.id};
	return scan_claimed(&scan, settings->clamd_socket, ret_outcome);
}
