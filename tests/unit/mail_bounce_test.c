/* SPDX-License-Identifier: MIT */
/* Reports that mail could not be delivered, as mail systems write them, and what a status says. */
#include "mail/bounce.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mail/status.h"
#include "base/banned.h"

#define REPORTS TEST_FIXTURES "/../fuzz/corpus/bounce/"

/* With the line ends of SMTP when crlf. Freed by the caller. */
static char *read_report(const char *path, bool crlf, size_t *ret_len)
{
	FILE *file = fopen(path, "r");
	char *text = malloc(16384);
	size_t len = 0;
	int c;

	assert_non_null(file);
	assert_non_null(text);
	while ((c = fgetc(file)) != EOF && len < 16000) {
		if (c == '\n' && crlf)
			text[len++] = '\r';
		text[len++] = (char)c;
	}
	fclose(file);
	*ret_len = len;
	return text;
}

static void assert_read(const char *path, const char *status, const char *message_id)
{
	for (int crlf = 0; crlf < 2; crlf++) {
		struct bounce bounce;
		size_t len = 0;
		char *text = read_report(path, crlf, &len);
		assert_int_equal(bounce_read(text, len, &bounce), OK);
		assert_string_equal(bounce.status, status);
		assert_string_equal(bounce.message_id, message_id);
		free(text);
	}
}

static void reports_of_mail_systems_say_which_message_and_why(void **state)
{
	(void)state;
	assert_read(REPORTS "postfix.eml", "5.1.1", "outbox-17-1773389643000123@samavvik.example");
	assert_read(REPORTS "exchange.eml", "5.2.1", "outbox-18-1773389643000456@samavvik.example");
}

static void a_delay_is_no_failure(void **state)
{
	(void)state;
	assert_read(REPORTS "delayed.eml", "", "outbox-17-1773389643000123@samavvik.example");
}

static void a_report_cut_anywhere_is_read_as_far_as_it_goes(void **state)
{
	size_t len = 0;
	char *whole = read_report(REPORTS "postfix.eml", true, &len);

	(void)state;
	for (size_t cut = 0; cut <= len; cut++) {
		struct bounce bounce = {.status = "", .message_id = ""};
		char *part = malloc(cut + 1); /* so that a sanitizer sees the end of it */
		assert_non_null(part);
		memcpy(part, whole, cut);
		enum err err = bounce_read(part, cut, &bounce);
		assert_true(err == OK || err == ERR_INVALID);
		assert_true(bounce.status[0] == '\0' || bounce.status[0] == '5');
		free(part);
	}
	free(whole);
}

static void what_is_no_report_is_refused(void **state)
{
	static const char *const others[] = {
		"",
		"Subject: Hei\r\n\r\nHei.\r\n",
		"Content-Type: text/plain\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n",
		"Content-Type: multipart/report\r\n\r\n",
		"Content-Type: multipart/report; boundary=\"\"\r\n\r\n----\r\n",
		"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\n--a--\r\n",
		"Content-Type: multipart/report; boundary=a\r\n\r\n--a\r\nContent-Type: text/plain\r\n\r\nStatus: 5.1.1\r\n--a--\r\n",
	};
	struct bounce bounce;

	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_int_equal(bounce_read(others[i], strlen(others[i]), &bounce), ERR_INVALID);
}

static void assert_status(const char *reply, const char *expected)
{
	char status[MAIL_STATUS_SIZE];

	assert_int_equal(status_of_reply(reply, strlen(reply), status), expected[0] != '\0');
	assert_string_equal(status, expected);
}

static void a_nul_is_no_part_of_a_status_and_ends_none(void **state)
{
	static const char before[] = "550 \0.4.4", behind[] = "550 5.1.1\0 x";
	char status[MAIL_STATUS_SIZE];

	(void)state;
	assert_false(status_of_reply(before, sizeof(before) - 1, status));
	assert_string_equal(status, "");
	assert_false(status_of_reply(behind, sizeof(behind) - 1, status));
	assert_string_equal(status, "");
}

static void the_status_of_a_reply_is_found_where_there_is_one(void **state)
{
	(void)state;
	assert_status("550 5.1.1 No such user\r\n", "5.1.1");
	assert_status("550-5.7.113 Denied\r\n", "5.7.113");
	assert_status("452 4.2.2", "4.2.2");
	assert_status("550 No such user 5.1.1", "");
	assert_status("550 5.1 half", "");
	assert_status("550 5.1.1234 long", "");
	assert_status("550 9.1.1 what", "");
	assert_status("550", "");
	assert_status("", "");
}

static void only_a_refusal_of_the_address_is_one(void **state)
{
	(void)state;
	assert_true(status_is_of_address(550, ""));
	assert_true(status_is_of_address(550, "5.1.1"));
	assert_true(status_is_of_address(0, "5.1.10"));
	assert_true(status_is_of_address(0, "5.2.1"));
	assert_false(status_is_of_address(550, "5.7.1"));
	assert_false(status_is_of_address(550, "5.1.8"));
	assert_false(status_is_of_address(552, "5.2.2"));
	assert_false(status_is_of_address(554, ""));
	assert_false(status_is_of_address(0, ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reports_of_mail_systems_say_which_message_and_why),
		cmocka_unit_test(a_delay_is_no_failure),
		cmocka_unit_test(a_report_cut_anywhere_is_read_as_far_as_it_goes),
		cmocka_unit_test(what_is_no_report_is_refused),
		cmocka_unit_test(a_nul_is_no_part_of_a_status_and_ends_none),
		cmocka_unit_test(the_status_of_a_reply_is_found_where_there_is_one),
		cmocka_unit_test(only_a_refusal_of_the_address_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
