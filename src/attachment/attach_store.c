/* SPDX-License-Identifier: MIT */
#include "attachment/attachment.h"

#include "access/access.h"
#include "attachment/clamd.h"
#include "attachment/file_type.h"
#include "base/log.h"
#include "base/number.h"
#include "base/str.h"
#include "contract/contract.h"
#include "statements.h"
#include "base/banned.h"

#define IDS_BYTES_MAX ((size_t)1024)

bool attachment_settings_usable(const struct settings *settings)
{
	bool types = file_types_known(settings->attachment_types);
	bool scanner = !*settings->clamd_socket || clamd_address_usable(settings->clamd_socket);

	if (!types || !scanner)
		LOG(LOG_ERROR, "attachment_settings_unusable", LOG_TEXT("setting", types ? "clamd_socket" : "attachment_types"));
	return types && scanner;
}

static enum err refuse(struct fault *fault, struct arena *arena)
{
	fault_add_field(fault, arena, "/attachments", "attachment_not_there", NULL);
	fault->err = ERR_UNPROCESSABLE;
	return ERR_UNPROCESSABLE;
}

enum err attachment_attach(struct db_tx *tx, struct arena *arena, struct fault *fault, const char *deviation,
			   const struct string_list *ids)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	STR_AUTO struct str list = STR_INIT(IDS_BYTES_MAX);
	int64_t id;

	if (ids->count == 0)
		return OK;
	for (int i = 0; i < ids->count; i++) {
		if (number_read(ids->items[i], 1, INT64_MAX, &id) != OK)
			return refuse(fault, arena);
		str_addf(&list, "%c%s", i ? ',' : '{', ids->items[i]);
	}
	str_add_char(&list, '}');
	TRY(db_run(tx, &sql_attachment_attach, DB_PARAMS(deviation, str_text(&list)), &rows));
	return db_i64(&rows, 0, 0) == ids->count ? OK : refuse(fault, arena);
}

enum err attachment_purge(struct db_pool *db, struct fault *fault, int64_t *ret_count)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	TRY(db_one(db, &access_job_scope, fault, &sql_attachment_purge, DB_NO_PARAMS, &rows));
	*ret_count = rows.changed;
	return OK;
}
