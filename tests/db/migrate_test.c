/* SPDX-License-Identifier: MIT */
/* The migrator, on an empty database of its own for each test. */
#include "db/migrate.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "database.h"
#include "db/db.h"

#include "base/banned.h"

#define CONNECTION_SIZE 1024

static const struct migration good[] = {
	{.number = 1, .name = "first", .sha256 = "aa", .sql = "CREATE TABLE one (a int); INSERT INTO one VALUES (1);"},
	{.number = 2, .name = "second", .sha256 = "bb", .sql = "SELECT pg_sleep(0.3); INSERT INTO one VALUES (2);"},
};

struct scratch {
	char owner[CONNECTION_SIZE], service[CONNECTION_SIZE];
	char *said;
	size_t said_len;
	FILE *out;
};

/* What comes later in a connection string wins. */
static int make_database(void **state)
{
	struct scratch *scratch = calloc(1, sizeof(*scratch));

	free(database_run(database_owner(), "DROP DATABASE IF EXISTS samavvik_scratch"));
	free(database_run(database_owner(), "CREATE DATABASE samavvik_scratch TEMPLATE template0"));
	(void)snprintf(scratch->owner, sizeof(scratch->owner), "%s dbname=samavvik_scratch", database_owner());
	(void)snprintf(scratch->service, sizeof(scratch->service), "%s dbname=samavvik_scratch", database_service());
	scratch->out = open_memstream(&scratch->said, &scratch->said_len);
	*state = scratch;
	return 0;
}

static int drop_database(void **state)
{
	struct scratch *scratch = *state;

	(void)fclose(scratch->out);
	free(scratch->said);
	free(scratch);
	free(database_run(database_owner(), "DROP DATABASE samavvik_scratch"));
	return 0;
}

static void assert_said(struct scratch *scratch, const char *expected)
{
	(void)fflush(scratch->out);
	if (!strstr(scratch->said, expected))
		fail_msg("\"%s\" is not in: %s", expected, scratch->said);
}

static void assert_value(const struct scratch *scratch, const char *sql, const char *expected)
{
	char *value = database_run(scratch->owner, sql);

	assert_string_equal(value, expected);
	free(value);
}

static void the_second_time_nothing_is_applied(void **state)
{
	struct scratch *scratch = *state;
	int applied = -1;

	assert_int_equal(db_migrate_to(scratch->owner, good, 2, scratch->out, &applied), OK);
	assert_int_equal(applied, 2);
	assert_int_equal(db_migrate_to(scratch->owner, good, 2, scratch->out, &applied), OK);
	assert_int_equal(applied, 0);
	assert_value(scratch, "SELECT count(*) FROM samavvik.one", "2");
	assert_value(
		scratch,
		"SELECT string_agg(number || name || checksum, ' ' ORDER BY number) FROM samavvik.schema_migration",
		"1firstaa 2secondbb");
}

static void an_applied_file_may_not_change(void **state)
{
	struct scratch *scratch = *state;
	struct migration changed[] = {good[0], good[1]};
	int applied = -1;

	assert_int_equal(db_migrate_to(scratch->owner, good, 1, scratch->out, &applied), OK);
	changed[0].sha256 = "ab";
	assert_int_equal(db_migrate_to(scratch->owner, changed, 2, scratch->out, &applied), ERR_CONFLICT);
	assert_said(scratch, "0001_first.sql was changed after it was applied");
	changed[0] = good[0];
	changed[0].name = "other";
	assert_int_equal(db_migrate_to(scratch->owner, changed, 2, scratch->out, &applied), ERR_CONFLICT);
	assert_said(scratch, "0001_other.sql was applied under another name");
	assert_value(scratch, "SELECT count(*) FROM samavvik.schema_migration", "1");
}

static void a_file_that_fails_leaves_nothing_and_names_its_line(void **state)
{
	struct scratch *scratch = *state;
	const struct migration bad[] = {
		good[0],
		{.number = 2,
		 .name = "bad",
		 .sha256 = "cc",
		 .sql = "CREATE TABLE two (a int);\n-- æøå\nSELECT nothing FROM two;\n"},
	};
	int applied = -1;

	assert_int_equal(db_migrate_to(scratch->owner, bad, 2, scratch->out, &applied), ERR_INTERNAL);
	assert_said(scratch, "migration 0002_bad.sql failed at line 3: column \"nothing\" does not exist (42703)");
	assert_value(scratch, "SELECT to_regclass('samavvik.two') IS NULL", "t");
	assert_value(scratch, "SELECT count(*) FROM samavvik.schema_migration", "1");
	assert_int_equal(db_migrate_to(scratch->owner, good, 2, scratch->out, &applied), OK);
	assert_int_equal(applied, 1);
}

static void a_file_may_not_end_its_transaction(void **state)
{
	struct scratch *scratch = *state;
	const struct migration bad[] = {{.number = 1, .name = "bad", .sha256 = "cc", .sql = "SELECT 1; COMMIT;"}};
	int applied = -1;

	assert_int_equal(db_migrate_to(scratch->owner, bad, 1, scratch->out, &applied), ERR_INTERNAL);
	assert_said(scratch, "may not hold COMMIT");
	assert_value(scratch, "SELECT count(*) FROM samavvik.schema_migration", "0");
}

static void a_database_ahead_is_left_alone(void **state)
{
	struct scratch *scratch = *state;
	int applied = -1;

	assert_int_equal(db_migrate_to(scratch->owner, good, 2, scratch->out, &applied), OK);
	assert_int_equal(db_migrate_to(scratch->owner, good, 1, scratch->out, &applied), OK);
	assert_int_equal(applied, 0);
	assert_said(scratch, "the database is ahead of this program: 2_second");
}

struct migrator_thread {
	const struct scratch *scratch;
	enum err err;
	int applied;
};

static void *migrate_beside_another(void *context)
{
	struct migrator_thread *thread = context;
	char *said = NULL;
	size_t said_len = 0;
	FILE *out = open_memstream(&said, &said_len);

	thread->err = db_migrate_to(thread->scratch->owner, good, 2, out, &thread->applied);
	(void)fclose(out);
	free(said);
	return NULL;
}

static void two_migrators_at_once_apply_once(void **state)
{
	struct migrator_thread threads[2] = {{.scratch = *state}, {.scratch = *state}};
	pthread_t ids[2];

	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&ids[i], NULL, migrate_beside_another, &threads[i]), 0);
	for (int i = 0; i < 2; i++) {
		pthread_join(ids[i], NULL);
		assert_int_equal(threads[i].err, OK);
	}
	assert_int_equal(threads[0].applied + threads[1].applied, 2);
	assert_value(*state, "SELECT count(*) FROM samavvik.one", "2");
}

static bool is_current(const char *connection)
{
	const struct db_pool_settings settings = {
		.connection = connection, .application_name = "samavvik test", .connections = 1, .wait_ms = 2000};
	struct db_pool *pool = NULL;
	bool current = true;

	assert_int_equal(db_pool_open(&settings, &pool), OK);
	assert_int_equal(db_migrations_current(pool, &current), OK);
	db_pool_close(pool);
	return current;
}

static void the_built_in_migrations_make_an_empty_database_current(void **state)
{
	struct scratch *scratch = *state;
	int applied = -1;

	assert_false(is_current(scratch->service));
	assert_int_equal(db_migrate(scratch->owner, scratch->out, &applied), OK);
	assert_int_equal(applied, all_migrations_count);
	assert_true(is_current(scratch->service));
	assert_value(scratch,
		     "DELETE FROM samavvik.schema_migration WHERE number = (SELECT max(number) FROM "
		     "samavvik.schema_migration)",
		     "");
	assert_false(is_current(scratch->service));
}

static void without_a_database_it_says_so(void **state)
{
	struct scratch *scratch = *state;
	int applied = -1;

	assert_int_equal(db_migrate("host=/nonexistent dbname=x", scratch->out, &applied), ERR_UNAVAILABLE);
	assert_said(scratch, "no connection to the database");
	assert_int_equal(db_migrate("no connection string", scratch->out, &applied), ERR_INVALID);
	assert_int_equal(applied, -1);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, make_database, drop_database)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(the_second_time_nothing_is_applied),
		CASE(an_applied_file_may_not_change),
		CASE(a_file_that_fails_leaves_nothing_and_names_its_line),
		CASE(a_file_may_not_end_its_transaction),
		CASE(a_database_ahead_is_left_alone),
		CASE(two_migrators_at_once_apply_once),
		CASE(the_built_in_migrations_make_an_empty_database_current),
		CASE(without_a_database_it_says_so),
	};

	(void)database_owner();
	return cmocka_run_group_tests_name("migrate", tests, NULL, NULL);
}
