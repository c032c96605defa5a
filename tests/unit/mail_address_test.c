/* SPDX-License-Identifier: MIT */
#include "mail/address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/mail.h"
#include "base/banned.h"

#define TEN "abcdefghij"
#define SIXTY TEN TEN TEN TEN TEN TEN

static void plain_addresses_are_accepted(void **state)
{
	static const char *const good[] = {
		"a@b", "first.last@kommune.example", "post+avvik@trondheim.kommune.example", "x_y-z'q@a-b.c1.example",
		"!#$%&'*+-/=?^_`{|}~@b.example", SIXTY "1234@b.example", "a@" SIXTY "123.example", "7@127.0.0.1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(mail_address_valid(good[i]));
}

static void what_could_be_a_command_or_another_recipient_is_refused(void **state)
{
	static const char *const bad[] = {
		"", "@", "a", "a@", "@b", "a@b@c", "a b@c", "a@b c", "a@b\r\nRCPT TO:<c@d>", "a@b\n", "a@b>", "<a@b>", "a,b@c",
		"a@b,c@d", "a;b@c", "\"a\"@b", "a(b)@c", "a\\@b", "@c:a@b", "a@[127.0.0.1]", "a@b.", "a@.b", "a@b..c", "a@-b",
		"a@b-", "a@b_c", ".a@b", "a.@b", "a..b@c", "\xc3\xa5@b", "a@\xc3\xa5", "a\x7f@b", "a\t@b",
		SIXTY "12345@b.example", "a@" SIXTY "1234.example",
	};

	(void)state;
	assert_false(mail_address_valid(NULL));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (mail_address_valid(bad[i]))
			fail_msg("accepted %s", bad[i]);
	}
}

static void an_address_is_at_most_254_bytes(void **state)
{
	char address[300] = "a@";
	size_t len = 2;

	(void)state;
	while (len < 254) {
		address[len] = len % 50 == 0 ? '.' : 'b';
		len++;
	}
	assert_true(mail_address_valid(address));
	address[len] = 'b';
	assert_false(mail_address_valid(address));
}

static void a_mailbox_is_taken_apart(void **state)
{
	struct mailbox mailbox = {0};

	(void)state;
	assert_true(mailbox_read("Samavvik, St. Olavs \xc3\xa6  <no-reply@samavvik.example>", &mailbox));
	assert_int_equal(mailbox.name_len, strlen("Samavvik, St. Olavs \xc3\xa6"));
	assert_memory_equal(mailbox.address, "no-reply@samavvik.example>", mailbox.address_len + 1);
	assert_true(mailbox_read("a@b.example", &mailbox));
	assert_int_equal(mailbox.name_len, 0);
	assert_string_equal(mailbox.address, "a@b.example");
	assert_true(mailbox_read("<a@b.example>", &mailbox));
	assert_int_equal(mailbox.address_len, 11);
}

static void a_mailbox_with_anything_else_is_refused(void **state)
{
	static const char *const bad[] = {
		"", "Name", "Name <>", "Name <a@b> ", "Name <a@b><c@d>", "Name <a@b", "Na\nme <a@b>", "\"Na\" <a@b>", "N<a@b>c",
		"\xff <a@b>", "a@b, c@d", "\xc2\x85 <a@b>", "Name\\ <a@b>",
	};

	(void)state;
	assert_false(mail_from_valid(NULL));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (mail_from_valid(bad[i]))
			fail_msg("accepted %s", bad[i]);
	}
}

static void a_message_id_is_also_a_file_name(void **state)
{
	static const char *const bad[] = {"", "a", "../a@b", "a/b@c", "a@b/c", ".a@b", "a@b\n", "a b@c", "a+b@c", "a@b@c"};

	(void)state;
	assert_true(message_id_valid("outbox-17-1772348709000000@samavvik.example"));
	assert_false(message_id_valid(NULL));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(message_id_valid(bad[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_addresses_are_accepted),
		cmocka_unit_test(what_could_be_a_command_or_another_recipient_is_refused),
		cmocka_unit_test(an_address_is_at_most_254_bytes),
		cmocka_unit_test(a_mailbox_is_taken_apart),
		cmocka_unit_test(a_mailbox_with_anything_else_is_refused),
		cmocka_unit_test(a_message_id_is_also_a_file_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
