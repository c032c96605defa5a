/* SPDX-License-Identifier: MIT */
/* migrations/columns.tsv says of every column what it is for and how sensitive it is, and of nothing else. */
#include "db/db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libpq-fe.h>

#include "database.h"

#include "base/banned.h"

#define CATALOGUE_BYTES_MAX ((size_t)256 * 1024)

static const char complaints[] =
	"WITH line AS (SELECT text, place, string_to_array(text, E'\\t') AS part FROM string_to_table($1, E'\\n') WITH ORDINALITY AS l (text, place)"
	"  WHERE text <> '' AND text NOT LIKE '#%'),"
	" present AS (SELECT table_name || '.' || column_name AS name FROM information_schema.columns c"
	"  JOIN pg_class t ON t.relname = c.table_name AND t.relnamespace = 'samavvik'::regnamespace AND t.relkind IN ('r', 'p')"
	"  WHERE table_schema = 'samavvik' AND table_name NOT LIKE 'probe%')"
	" SELECT 'is not described: ' || name FROM present WHERE name NOT IN (SELECT part[1] FROM line)"
	" UNION ALL SELECT 'does not exist: ' || part[1] FROM line WHERE part[1] NOT IN (SELECT name FROM present)"
	" UNION ALL SELECT 'line ' || place || ' is not \"column, sensitivity, purpose\" with tabs between: ' || text FROM line"
	"  WHERE cardinality(part) <> 3 OR length(part[3]) < 3"
	"   OR part[2] NOT IN ('open', 'internal', 'person', 'case', 'patient', 'secret')"
	" UNION ALL SELECT 'line ' || place || ' is not in order: ' || text FROM (SELECT place, text, part[1] AS name,"
	"  lag(part[1]) OVER (ORDER BY place) AS before FROM line) l WHERE name COLLATE \"C\" <= before";

static char *read_catalogue(void)
{
	FILE *file = fopen(TEST_COLUMNS, "re");
	char *text = calloc(1, CATALOGUE_BYTES_MAX);

	assert_non_null(file);
	assert_true(fread(text, 1, CATALOGUE_BYTES_MAX, file) < CATALOGUE_BYTES_MAX);
	(void)fclose(file);
	return text;
}

static void every_column_is_described(void **state)
{
	PGconn *pq = PQconnectdb(database_owner());
	char *catalogue = read_catalogue();
	PGresult *result = PQexecParams(pq, complaints, 1, NULL, (const char *const[]){catalogue}, NULL, NULL, 0);

	(void)state;
	if (PQresultStatus(result) != PGRES_TUPLES_OK)
		fail_msg("%s", PQresultErrorMessage(result));
	for (int i = 0; i < PQntuples(result); i++)
		print_error("migrations/columns.tsv: %s\n", PQgetvalue(result, i, 0));
	assert_int_equal(PQntuples(result), 0);
	PQclear(result);
	PQfinish(pq);
	free(catalogue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_column_is_described),
	};

	return cmocka_run_group_tests_name("columns", tests, NULL, NULL);
}
