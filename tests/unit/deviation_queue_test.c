/* SPDX-License-Identifier: MIT */
/* Which list a view and an order lead to, and what a cursor may be. */
#include "deviation/queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/banned.h"

static struct queue_choice choice(const char *view, const char *sort, bool of_organisation)
{
	struct queue_choice found = {0};

	assert_int_equal(queue_choose(view, sort, of_organisation, &found), OK);
	return found;
}

static void a_view_has_an_order_of_its_own(void **state)
{
	(void)state;
	assert_int_equal(choice("open", NULL, false).list, QUEUE_URGENT);
	assert_int_equal(choice("overdue", NULL, false).list, QUEUE_DUE);
	assert_int_equal(choice("all", NULL, false).list, QUEUE_ALL);
	assert_int_equal(choice("open", NULL, true).list, QUEUE_ORGANISATION_OPEN);
}

static void a_view_keeps_to_what_its_name_says(void **state)
{
	(void)state;
	assert_string_equal(choice("closed", NULL, false).status, "closed");
	assert_string_equal(choice("waiting", "urgency", false).waiting_for, "others");
	assert_string_equal(choice("overdue", "newest", false).overdue, "true");
	assert_string_equal(choice("waiting_for_us", NULL, true).waiting_for, "us");
}

static void orders_that_are_not_there_are_refused(void **state)
{
	struct queue_choice found;

	(void)state;
	assert_int_equal(queue_choose("closed", "urgency", false, &found), ERR_INVALID);
	assert_int_equal(queue_choose("open", "urgency", true, &found), ERR_INVALID);
	assert_int_equal(queue_choose("waiting_for_us", NULL, false, &found), ERR_INVALID);
	assert_int_equal(queue_choose("nothing", NULL, false, &found), ERR_INVALID);
}

static void a_search_keeps_to_the_view_it_is_made_in(void **state)
{
	struct queue_choice found;

	(void)state;
	assert_int_equal(queue_choose_search("open", false, &found), OK);
	assert_int_equal(found.list, QUEUE_FOUND);
	assert_string_equal(found.status, "open");
	assert_int_equal(queue_choose_search("mine", false, &found), OK);
	assert_true(found.is_mine);
	assert_int_equal(queue_choose_search("waiting", false, &found), OK);
	assert_string_equal(found.waiting_for, "others");
	assert_int_equal(queue_choose_search("all", true, &found), OK);
	assert_null(found.status);
	assert_int_equal(queue_choose_search("mine", true, &found), ERR_INVALID);
}

static void a_cursor_is_one_number_or_three(void **state)
{
	struct queue_cursor cursor;

	(void)state;
	assert_int_equal(queue_cursor_read("17", false, &cursor), OK);
	assert_int_equal(cursor.id, 17);
	assert_int_equal(queue_cursor_read("1.1790000000000000.9", true, &cursor), OK);
	assert_int_equal(cursor.urgency, 1);
	assert_int_equal(cursor.due, 1790000000000000);
	assert_int_equal(cursor.id, 9);
}

static void another_cursor_is_refused(void **state)
{
	static const char *const keyed[] = {"", "17", "1.2", "1.2.", "1.2.3.4", "-1.2.3", "1..3", "100.2.3", "1.9007199254740993.3", "a.b.c"};
	struct queue_cursor cursor;

	(void)state;
	for (size_t i = 0; i < sizeof(keyed) / sizeof(keyed[0]); i++)
		assert_int_equal(queue_cursor_read(keyed[i], true, &cursor), ERR_INVALID);
	assert_int_equal(queue_cursor_read("1.2.3", false, &cursor), ERR_INVALID);
	assert_int_equal(queue_cursor_read("99999999999999999999", false, &cursor), ERR_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_view_has_an_order_of_its_own),
		cmocka_unit_test(a_view_keeps_to_what_its_name_says),
		cmocka_unit_test(orders_that_are_not_there_are_refused),
		cmocka_unit_test(a_search_keeps_to_the_view_it_is_made_in),
		cmocka_unit_test(a_cursor_is_one_number_or_three),
		cmocka_unit_test(another_cursor_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
