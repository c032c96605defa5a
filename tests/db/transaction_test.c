/* SPDX-License-Identifier: MIT */
/* What one statement and a transaction promise: all or nothing, the scope inside and only inside, never a false success. */
#include "db/db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "database.h"
#include "statements.h"

#include "base/banned.h"

static const struct db_scope as_anna = {.statement = &sql_probe_scope, .parameters = (const char *const[]){"anna"}};
static const struct db_scope as_nobody = {.statement = &sql_probe_refuse_scope, .parameters = NULL};

static int make_pool(void **state)
{
	*state = database_pool(/* connections= */ 1, /* wait_ms= */ 500, /* statement_ms= */ 2000);
	free(database_run(database_owner(), "DELETE FROM samavvik.probe"));
	return 0;
}

static int close_pool(void **state)
{
	struct db_pool_figures figures;

	db_pool_read_figures(*state, &figures);
	assert_int_equal(figures.leased, 0);
	db_pool_close(*state);
	return 0;
}

static int64_t count_rows(const char *number)
{
	char sql[80];
	char *value;
	int64_t count;

	(void)snprintf(sql, sizeof(sql), "SELECT count(*) FROM samavvik.probe WHERE number = %s", number);
	value = database_run(database_owner(), sql);
	count = strtoll(value, NULL, 10);
	free(value);
	return count;
}

static void assert_scope_is(struct db_pool *pool, const struct db_scope *scope, const char *expected)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	assert_int_equal(db_one(pool, scope, NULL, &sql_probe_read_scope, DB_NO_PARAMS, &rows), OK);
	assert_string_equal(db_text(&rows, 0, 0), expected);
}

static void the_scope_holds_for_its_statement_and_no_longer(void **state)
{
	assert_scope_is(*state, NULL, "");
	assert_scope_is(*state, &as_anna, "anna");
	assert_scope_is(*state, NULL, "");
	assert_scope_is(*state, &as_anna, "anna");
}

static void the_scope_holds_for_a_transaction_and_no_longer(void **state)
{
	DB_TX_AUTO struct db_tx *tx = NULL;

	assert_int_equal(db_begin(*state, &as_anna, NULL, &tx), OK);
	for (int i = 0; i < 2; i++) {
		DB_ROWS_AUTO struct db_rows rows = {0};

		assert_int_equal(db_run(tx, &sql_probe_read_scope, DB_NO_PARAMS, &rows), OK);
		assert_string_equal(db_text(&rows, 0, 0), "anna");
	}
	assert_int_equal(db_commit(tx), OK);
	assert_scope_is(*state, NULL, "");
}

static void a_refused_scope_runs_no_statement(void **state)
{
	struct fault fault = {0};
	struct db_rows rows = {0};

	assert_int_equal(db_one(*state, &as_nobody, &fault, &sql_probe_add, DB_PARAMS("1", "a"), &rows), ERR_FORBIDDEN);
	assert_string_equal(fault.code, "session_over");
	assert_string_equal(fault.sqlstate, "SV403");
	assert_null(rows.result);
	assert_int_equal(count_rows("1"), 0);
}

static void a_refused_scope_stops_a_transaction_at_its_first_statement(void **state)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	struct fault fault = {0};
	struct db_rows rows = {0};

	assert_int_equal(db_begin(*state, &as_nobody, &fault, &tx), OK);
	assert_int_equal(db_run_and_commit(tx, &sql_probe_add, DB_PARAMS("1", "a"), &rows), ERR_FORBIDDEN);
	assert_int_equal(db_commit(tx), ERR_FORBIDDEN);
	assert_null(rows.result);
	assert_int_equal(count_rows("1"), 0);
}

static void one_statement_is_kept(void **state)
{
	DB_ROWS_AUTO struct db_rows rows = {0};
	DB_ROWS_AUTO struct db_rows changed = {0};

	assert_int_equal(db_one(*state, &as_anna, NULL, &sql_probe_add, DB_PARAMS("1", "a"), &rows), OK);
	assert_int_equal(db_i64(&rows, 0, 0), 1);
	assert_int_equal(db_one(*state, NULL, NULL, &sql_probe_change, DB_PARAMS("1", "b"), &changed), OK);
	assert_int_equal(changed.changed, 1);
	assert_int_equal(changed.count, 0);
	assert_int_equal(count_rows("1"), 1);
}

static void a_broken_constraint_is_named(void **state)
{
	struct fault twice = {0}, too_long = {0};
	struct db_rows rows = {0};

	assert_int_equal(db_one(*state, NULL, NULL, &sql_probe_add, DB_PARAMS("1", "a"), &rows), OK);
	db_rows_done(&rows);
	assert_int_equal(db_one(*state, NULL, &twice, &sql_probe_add, DB_PARAMS("1", "b"), &rows), ERR_CONFLICT);
	assert_string_equal(twice.sqlstate, "23505");
	assert_string_equal(twice.constraint, "probe_number_unique");
	assert_string_equal(twice.where, "probe_add");
	assert_int_equal(
		db_one(*state, NULL, &too_long, &sql_probe_add, DB_PARAMS("2", "far too long for the check"), &rows),
		ERR_INVALID);
	assert_string_equal(too_long.constraint, "probe_text_short");
	assert_null(rows.result);
}

static void what_fails_at_commit_is_no_success(void **state)
{
	struct fault one = {0}, together = {0}, apart = {0};
	struct db_rows rows = {0};
	struct db_tx *tx = NULL;

	assert_int_equal(db_one(*state, NULL, &one, &sql_probe_add, DB_PARAMS("1", "late"), &rows), ERR_CONFLICT);
	assert_string_equal(one.code, "probe_late");
	assert_null(rows.result);

	assert_int_equal(db_begin(*state, NULL, &together, &tx), OK);
	assert_int_equal(db_run_and_commit(tx, &sql_probe_add, DB_PARAMS("1", "late"), &rows), ERR_CONFLICT);
	assert_string_equal(together.code, "probe_late");
	assert_null(rows.result);
	db_tx_end(&tx);

	assert_int_equal(db_begin(*state, NULL, &apart, &tx), OK);
	assert_int_equal(db_run(tx, &sql_probe_add, DB_PARAMS("1", "late"), &rows), OK);
	assert_int_equal(db_commit(tx), ERR_CONFLICT);
	db_tx_end(&tx);
	db_rows_done(&rows);
	assert_int_equal(count_rows("1"), 0);
}

static void a_failed_statement_undoes_the_transaction(void **state)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	struct fault fault = {0};
	struct db_rows rows = {0};

	assert_int_equal(db_begin(*state, &as_anna, &fault, &tx), OK);
	assert_int_equal(db_run(tx, &sql_probe_add, DB_PARAMS("1", "a"), &rows), OK);
	db_rows_done(&rows);
	assert_int_equal(db_run_and_commit(tx, &sql_probe_add, DB_PARAMS("1", "b"), &rows), ERR_CONFLICT);
	/* It stays failed, whatever is asked of it. */
	assert_int_equal(db_run(tx, &sql_probe_add, DB_PARAMS("2", "c"), &rows), ERR_CONFLICT);
	assert_int_equal(db_commit(tx), ERR_CONFLICT);
	assert_null(rows.result);
	assert_int_equal(count_rows("1"), 0);
}

static void a_transaction_left_without_commit_is_rolled_back(void **state)
{
	{
		DB_TX_AUTO struct db_tx *tx = NULL;
		DB_ROWS_AUTO struct db_rows rows = {0};

		assert_int_equal(db_begin(*state, &as_anna, NULL, &tx), OK);
		assert_int_equal(db_run(tx, &sql_probe_add, DB_PARAMS("1", "a"), &rows), OK);
	}
	{
		DB_TX_AUTO struct db_tx *unused = NULL;

		assert_int_equal(db_begin(*state, &as_anna, NULL, &unused), OK);
	}
	assert_int_equal(count_rows("1"), 0);
	assert_scope_is(*state, NULL, "");
}

static void a_commit_gives_the_connection_back_at_once(void **state)
{
	DB_TX_AUTO struct db_tx *tx = NULL;
	DB_ROWS_AUTO struct db_rows rows = {0};

	assert_int_equal(db_begin(*state, NULL, NULL, &tx), OK);
	assert_int_equal(db_run_and_commit(tx, &sql_probe_add, DB_PARAMS("1", "a"), &rows), OK);
	assert_int_equal(db_i64(&rows, 0, 0), 1);
	assert_scope_is(*state, NULL, "");
	assert_int_equal(count_rows("1"), 1);
	assert_int_equal(db_run(tx, &sql_probe_clear, DB_NO_PARAMS, &rows), ERR_INTERNAL);
}

static void forgotten_statements_are_prepared_again(void **state)
{
	struct db_rows rows = {0};
	struct fault fault = {0};

	for (int i = 0; i < 2; i++) {
		assert_scope_is(*state, &as_anna, "anna");
		assert_int_equal(db_one(*state, NULL, &fault, &sql_probe_forget, DB_NO_PARAMS, &rows), OK);
		db_rows_done(&rows);
	}
	assert_scope_is(*state, &as_anna, "anna");
	assert_int_equal(fault.err, OK);
}

static void a_transaction_with_forgotten_statements_fails_and_the_next_works(void **state)
{
	struct db_rows rows = {0};
	struct db_tx *tx = NULL;

	assert_int_equal(db_begin(*state, NULL, NULL, &tx), OK);
	assert_int_equal(db_commit(tx), OK);
	db_tx_end(&tx);
	assert_int_equal(db_begin(*state, NULL, NULL, &tx), OK);
	assert_int_equal(db_run(tx, &sql_probe_forget, DB_NO_PARAMS, &rows), OK);
	db_rows_done(&rows);
	assert_int_equal(db_commit(tx), ERR_INTERNAL);
	db_tx_end(&tx);
	assert_int_equal(db_begin(*state, NULL, NULL, &tx), OK);
	assert_int_equal(db_run_and_commit(tx, &sql_probe_add, DB_PARAMS("1", "a"), &rows), OK);
	db_tx_end(&tx);
	db_rows_done(&rows);
}

static void an_outdated_plan_is_prepared_again(void **state)
{
	struct db_rows rows = {0};
	struct fault fault = {0};

	assert_int_equal(db_one(*state, NULL, NULL, &sql_probe_list, DB_NO_PARAMS, &rows), OK);
	db_rows_done(&rows);
	free(database_run(database_owner(),
			  "BEGIN; DROP VIEW samavvik.probe_view;"
			  "CREATE VIEW samavvik.probe_view AS SELECT number, length(text) AS text FROM samavvik.probe;"
			  "GRANT SELECT ON samavvik.probe_view TO samavvik_service; COMMIT"));
	assert_int_equal(db_one(*state, NULL, &fault, &sql_probe_list, DB_NO_PARAMS, &rows), OK);
	assert_int_equal(fault.err, OK);
	db_rows_done(&rows);
	free(database_run(database_owner(),
			  "BEGIN; DROP VIEW samavvik.probe_view;"
			  "CREATE VIEW samavvik.probe_view AS SELECT number, text FROM samavvik.probe;"
			  "GRANT SELECT ON samavvik.probe_view TO samavvik_service; COMMIT"));
}

static void the_first_fault_wins(void **state)
{
	struct fault fault = {0};
	struct db_rows rows = {0};

	fault_set(&fault, ERR_NOT_FOUND, "earlier", "here");
	assert_int_equal(db_one(*state, NULL, &fault, &sql_probe_raise, DB_PARAMS("SV412", "version_conflict"), &rows),
			 ERR_PRECONDITION);
	assert_int_equal(fault.err, ERR_NOT_FOUND);
	assert_string_equal(fault.code, "earlier");
	assert_string_equal(fault.sqlstate, "");
}

static void values_are_read_as_they_are(void **state)
{
	DB_ROWS_AUTO struct db_rows rows = {0};

	assert_int_equal(db_one(*state, NULL, NULL, &sql_probe_values, DB_PARAMS("Ål 'ø' \\"), &rows), OK);
	assert_int_equal(rows.count, 1);
	assert_int_equal(rows.columns, 8);
	assert_string_equal(db_text(&rows, 0, 0), "Ål 'ø' \\");
	assert_int_equal(db_length(&rows, 0, 0), 10);
	assert_null(db_text(&rows, 0, 1));
	assert_int_equal(db_length(&rows, 0, 1), 0);
	assert_int_equal(db_i64(&rows, 0, 1), 0);
	assert_int_equal(db_i64(&rows, 0, 2), 42);
	assert_int_equal(db_i64(&rows, 0, 3), -7);
	assert_true(db_bool(&rows, 0, 4));
	assert_false(db_bool(&rows, 0, 5));
	assert_false(db_bool(&rows, 0, 6));
	assert_true(db_is_null(&rows, 0, 6));
	assert_string_equal(db_text(&rows, 0, 7), "");
}

static void a_parameter_larger_than_the_socket_takes_at_once_arrives_whole(void **state)
{
	size_t len = 8 << 20;
	char *large = malloc(len + 1);
	DB_ROWS_AUTO struct db_rows rows = {0};

	memset(large, 'x', len);
	large[len] = '\0';
	assert_int_equal(db_one(*state, &as_anna, NULL, &sql_probe_values, DB_PARAMS(large), &rows), OK);
	assert_int_equal(db_length(&rows, 0, 0), (int)len);
	assert_memory_equal(db_text(&rows, 0, 0), large, len);
	free(large);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, make_pool, close_pool)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_scope_holds_for_its_statement_and_no_longer),
		CASE(the_scope_holds_for_a_transaction_and_no_longer),
		CASE(a_refused_scope_runs_no_statement),
		CASE(a_refused_scope_stops_a_transaction_at_its_first_statement),
		CASE(one_statement_is_kept),
		CASE(a_broken_constraint_is_named),
		CASE(what_fails_at_commit_is_no_success),
		CASE(a_failed_statement_undoes_the_transaction),
		CASE(a_transaction_left_without_commit_is_rolled_back),
		CASE(a_commit_gives_the_connection_back_at_once),
		CASE(forgotten_statements_are_prepared_again),
		CASE(a_transaction_with_forgotten_statements_fails_and_the_next_works),
		CASE(an_outdated_plan_is_prepared_again),
		CASE(the_first_fault_wins),
		CASE(values_are_read_as_they_are),
		CASE(a_parameter_larger_than_the_socket_takes_at_once_arrives_whole),
	};

	(void)database_service();
	return cmocka_run_group_tests_name("transaction", tests, NULL, NULL);
}
