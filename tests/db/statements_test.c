/* SPDX-License-Identifier: MIT */
/* The statements and the constraint table against the migrated database: a renamed column or constraint fails here. */
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
#include "db/constraint_fields.h"

#include "base/banned.h"

static PGconn *connect_as_service(void)
{
	PGconn *pq = PQconnectdb(database_service());

	if (PQstatus(pq) != CONNECTION_OK)
		fail_msg("%s", PQerrorMessage(pq));
	PQclear(PQexec(pq, "SET search_path = samavvik"));
	return pq;
}

static int parameters_of(PGconn *pq, const char *name)
{
	PGresult *description = PQdescribePrepared(pq, name);
	int parameters = PQnparams(description);

	PQclear(description);
	return parameters;
}

static void every_statement_prepares_as_the_service(void **state)
{
	PGconn *pq = connect_as_service();
	int failures = 0;

	(void)state;
	assert_true(all_statements_count > 0);
	for (int i = 0; i < all_statements_count; i++) {
		const struct statement *statement = all_statements[i];
		PGresult *result = PQprepare(pq, statement->name, statement->text, 0, NULL);

		assert_int_equal(statement->index, i);
		if (PQresultStatus(result) != PGRES_COMMAND_OK) {
			print_error("%s: %s", statement->name, PQresultErrorMessage(result));
			failures++;
		} else if (parameters_of(pq, statement->name) != statement->parameters) {
			print_error("%s: has other parameters in the database\n", statement->name);
			failures++;
		}
		PQclear(result);
	}
	PQfinish(pq);
	assert_int_equal(failures, 0);
}

static void every_named_constraint_exists(void **state)
{
	PGconn *pq = connect_as_service();
	int missing = 0;

	(void)state;
	for (const struct constraint_field *field = constraint_fields; field->constraint; field++) {
		PGresult *result = PQexecParams(
			pq,
			"SELECT 1 FROM pg_constraint WHERE conname = $1 AND connamespace = 'samavvik'::regnamespace"
			" UNION ALL SELECT 1 FROM pg_class WHERE relname = $1 AND relkind IN ('i', 'I')"
			" AND relnamespace = 'samavvik'::regnamespace"
			/* or what a trigger says in the place of one */
			" UNION ALL SELECT 1 FROM pg_proc WHERE proname = 'missing_reference'"
			" AND pronamespace = 'samavvik'::regnamespace AND position(quote_literal($1) IN prosrc) > 0",
			1, NULL, &field->constraint, NULL, NULL, 0);

		if (PQntuples(result) == 0) {
			print_error("%s: no such constraint\n", field->constraint);
			missing++;
		}
		PQclear(result);
	}
	PQfinish(pq);
	assert_int_equal(missing, 0);
}

static void the_service_owns_nothing_and_is_bound_by_row_level_security(void **state)
{
	char *owned = database_run(
		database_service(),
		"SELECT coalesce(string_agg(relname, ' '), '') FROM pg_class WHERE relowner = current_user::regrole");
	char *powers =
		database_run(database_service(), "SELECT concat(rolsuper, rolbypassrls, rolcreaterole, rolcreatedb)"
						 " FROM pg_roles WHERE rolname = current_user");

	(void)state;
	assert_string_equal(owned, "");
	assert_string_equal(powers, "ffff");
	free(owned);
	free(powers);
}

/* Else whoever calls it could say which table it reads. */
static void a_function_with_its_owners_rights_fixes_its_path_or_names_every_table_whole(void **state)
{
	char *loose = database_run(
		database_service(),
		"SELECT coalesce(string_agg(proname, ' '), '') FROM pg_proc WHERE pronamespace = 'samavvik'::regnamespace AND prosecdef"
		" AND NOT EXISTS (SELECT FROM unnest(proconfig) AS setting WHERE setting LIKE 'search_path=samavvik, pg_temp%')"
		" AND regexp_replace(prosrc, 'distinct\\s+from', '', 'gi') ~*"
		" '\\m(from|join|into|update)\\s+(?!samavvik\\.|\\()[a-z_]+\\s'");

	(void)state;
	assert_string_equal(loose, "");
	free(loose);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_statement_prepares_as_the_service),
		cmocka_unit_test(every_named_constraint_exists),
		cmocka_unit_test(the_service_owns_nothing_and_is_bound_by_row_level_security),
		cmocka_unit_test(a_function_with_its_owners_rights_fixes_its_path_or_names_every_table_whole),
	};

	(void)database_service();
	return cmocka_run_group_tests_name("statements", tests, NULL, NULL);
}
