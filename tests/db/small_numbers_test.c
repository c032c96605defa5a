/* SPDX-License-Identifier: MIT */
/* Hidden counts cannot be worked out from the shown ones and the sum: random counts, checked in the database itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "database.h"

#include "base/banned.h"

/* 2,000 sets of up to 26 counts for each smallest shown from 2 to 10. The last column says how many break the rule. */
#define SETS                                                                                                           \
	"SELECT setseed(0.42);"                                                                                        \
	"WITH sets AS MATERIALIZED ("                                                                                  \
	"  SELECT i, k, (SELECT jsonb_object_agg('c' || c, floor(power(random(), 3) * 30 + i * 0)::int)"               \
	"    FROM generate_series(1, 2 + mod(i, 25)) c) AS counts"                                                         \
	"  FROM generate_series(1, 2000) i, generate_series(2, 10) k),"                                                \
	"cells AS (SELECT i, k, n.key, n.value::int AS n, h.value ->> 'state' AS state, h.value ->> 'count' AS shown"  \
	"  FROM sets, jsonb_each_text(counts) n, jsonb_each(samavvik.hide_small(counts, k)) h WHERE h.key = n.key),"   \
	"judged AS (SELECT i, k, count(*) FILTER (WHERE state = 'suppressed') AS hidden,"                              \
	"    coalesce(sum(n) FILTER (WHERE state = 'suppressed'), 0) AS hidden_sum,"                                   \
	"    count(*) FILTER (WHERE state = 'shown') AS shown,"                                                        \
	"    bool_or(n BETWEEN 1 AND k - 1 AND state <> 'suppressed') AS small_shown,"                                 \
	"    bool_or((n = 0) <> (state = 'zero')) AS zero_wrong,"                                                      \
	"    bool_or(state = 'shown' AND shown::int <> n) AS shown_wrong,"                                             \
	"    bool_or(state = 'suppressed' AND shown IS NOT NULL) AS leaked,"                                           \
	"    bool_or(n BETWEEN 1 AND k - 1) AS any_small FROM cells GROUP BY i, k)"

static void assert_none(const char *condition)
{
	char sql[4096];
	char *value;

	(void)snprintf(sql, sizeof(sql), SETS " SELECT count(*) FROM judged WHERE %s", condition);
	value = database_run(database_owner(), sql);
	assert_string_equal(value, "0");
	free(value);
}

static void small_counts_are_never_shown_and_zero_stays_zero(void **state)
{
	(void)state;
	assert_none("small_shown OR zero_wrong OR shown_wrong OR leaked");
}

static void a_hidden_count_is_no_difference(void **state)
{
	(void)state;
	/* Where other counts are shown, the hidden ones are at least two, hold the smallest shown, and are not all one. */
	assert_none("hidden > 0 AND shown > 0 AND (hidden < 2 OR hidden_sum < k OR hidden_sum <= hidden)");
}

static void nothing_is_hidden_without_need(void **state)
{
	(void)state;
	assert_none("hidden > 0 AND NOT any_small");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_counts_are_never_shown_and_zero_stays_zero),
		cmocka_unit_test(a_hidden_count_is_no_difference),
		cmocka_unit_test(nothing_is_hidden_without_need),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
