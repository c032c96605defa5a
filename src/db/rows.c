/* SPDX-License-Identifier: MIT */
#include "db/db.h"

#include <assert.h>

#include "base/number.h"
#include "db/pq.h"

#include "base/banned.h"

void db_rows_done(struct db_rows *rows)
{
	PQclear(rows->result);
	*rows = (struct db_rows){0};
}

bool db_is_null(const struct db_rows *rows, int row, int column)
{
	assert(row >= 0 && row < rows->count && column >= 0 && column < rows->columns);
	return PQgetisnull(rows->result, row, column) == 1;
}

const char *db_text(const struct db_rows *rows, int row, int column)
{
	return db_is_null(rows, row, column) ? NULL : PQgetvalue(rows->result, row, column);
}

int db_length(const struct db_rows *rows, int row, int column)
{
	return db_is_null(rows, row, column) ? 0 : PQgetlength(rows->result, row, column);
}

int64_t db_i64(const struct db_rows *rows, int row, int column)
{
	const char *text = db_text(rows, row, column);
	int64_t value = 0;
	enum err err = text ? number_read(text, INT64_MIN, INT64_MAX, &value) : OK;

	assert(err == OK);
	(void)err;
	return value;
}

bool db_bool(const struct db_rows *rows, int row, int column)
{
	const char *text = db_text(rows, row, column);

	assert(!text || ((text[0] == 't' || text[0] == 'f') && text[1] == '\0'));
	return text && text[0] == 't';
}
