/* SPDX-License-Identifier: MIT */
#include "deviation/batch_store.h"

#include "base/str.h"
#include "deviation/batch.h"
#include "statements.h"
#include "base/banned.h"

#define IDS_BYTES_MAX 4096

/* What was confirmed stands in the history of the case whose text it is in. */
static enum err confirmed_of_row(const struct intake *intake, struct db_tx *tx, int row, const char **ret_confirmed)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	if (!intake->confirmed)
		return OK;
	TRY(db_run(tx, &sql_deviation_confirmed_of_row, DB_PARAMS(intake->confirmed, arena_i64(intake->arena, row)), &rows));
	if (!db_is_null(&rows, 0, 0))
		*ret_confirmed = arena_strdup(intake->arena, db_text(&rows, 0, 0));
	return OK;
}

static enum err store_row(const struct intake *intake, struct db_tx *tx, int row, const struct batch_report *one,
			  struct db_rows *ret_receipt)
{
	struct intake own = *intake;

	own.tx = tx;
	own.idempotency_key = batch_key(intake->arena, intake->idempotency_key, row);
	own.confirmed = NULL;
	TRY(confirmed_of_row(intake, tx, row, &own.confirmed));
	return intake_store(&own, &one->report, &one->facts, &one->route, ret_receipt);
}

enum err batch_store(const struct intake *intake, const struct batch_report *reports, int count, struct db_rows *ret_receipts)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows told = {0};
	STR_AUTO struct str ids = STR_INIT(IDS_BYTES_MAX);

	TRY(db_begin(intake->db, intake->scope, intake->fault, &tx));
	for (int i = 0; i < count; i++) {
		DB_ROWS_AUTO struct db_rows receipt = {0};

		TRY(store_row(intake, tx, i, &reports[i], &receipt));
		if (receipt.count == 0)
			return OK;
		str_addf(&ids, "%c%s", i ? ',' : '{', db_text(&receipt, 0, 1));
	}
	str_add_char(&ids, '}');
	TRY(db_run(tx, &sql_deviation_announce_once, DB_PARAMS(str_text(&ids)), &told));
	return db_run_and_commit(tx, &sql_deviation_batch_receipts,
				 DB_PARAMS(intake->person, batch_keys(intake->arena, intake->idempotency_key)), ret_receipts);
}
