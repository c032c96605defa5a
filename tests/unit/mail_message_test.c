/* SPDX-License-Identifier: MIT */
#include "mail/message.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/header.h"
#include "base/banned.h"

static struct mail_message sample(void)
{
	return (struct mail_message){
		.message_id = "outbox-1@samavvik.example",
		.from = "Samavvik <no-reply@samavvik.example>",
		.to = "nurse@kommune.example",
		.subject = "Hei",
		.text = "Hei.\n",
		.language = LANGUAGE_NB,
		.date_us = 1772348709000000,
	};
}

static void a_plain_message_is_these_bytes(void **state)
{
	STR_AUTO struct str out = STR_INIT(MESSAGE_MAX_BYTES);
	struct mail_message message = sample();

	(void)state;
	assert_null(message_build(&out, &message));
	assert_string_equal(out.data, "Date: Sun, 01 Mar 2026 07:05:09 +0000\r\n"
				      "From: Samavvik\r\n <no-reply@samavvik.example>\r\n"
				      "To: nurse@kommune.example\r\n"
				      "Subject: Hei\r\n"
				      "Message-ID: <outbox-1@samavvik.example>\r\n"
				      "Content-Language: nb\r\n"
				      "Auto-Submitted: auto-generated\r\n"
				      "MIME-Version: 1.0\r\n"
				      "Content-Type: text/plain; charset=utf-8\r\n"
				      "Content-Transfer-Encoding: quoted-printable\r\n"
				      "\r\n"
				      "Hei.\r\n");
}

static void the_same_message_is_the_same_bytes(void **state)
{
	STR_AUTO struct str first = STR_INIT(MESSAGE_MAX_BYTES);
	STR_AUTO struct str second = STR_INIT(MESSAGE_MAX_BYTES);
	struct mail_message message = sample();

	(void)state;
	message.html = "<p>Hei</p>";
	assert_null(message_build(&first, &message));
	assert_null(message_build(&second, &message));
	assert_string_equal(first.data, second.data);
}

/* The body of a message with this text. */
static const char *body_of(struct str *out, const char *text)
{
	struct mail_message message = sample();

	str_clear(out);
	message.text = text;
	assert_null(message_build(out, &message));
	return strstr(out->data, "\r\n\r\n") + 4;
}

static void the_body_is_quoted_printable_with_crlf(void **state)
{
	STR_AUTO struct str out = STR_INIT(MESSAGE_MAX_BYTES);

	(void)state;
	assert_string_equal(body_of(&out, "a\nb\r\nc\rd"), "a\r\nb\r\nc\r\nd\r\n");
	assert_string_equal(body_of(&out, "\xc3\xa5 = \t\n"), "=C3=A5 =3D =09\r\n");
	assert_string_equal(body_of(&out, ".\n..\nFrom x\nFro m"), "=2E\r\n=2E.\r\n=46rom x\r\nFro m\r\n");
	assert_string_equal(body_of(&out, "a \n"), "a=20\r\n");
	assert_string_equal(body_of(&out, ""), "");
}

static void no_body_line_is_longer_than_76(void **state)
{
	STR_AUTO struct str out = STR_INIT(MESSAGE_MAX_BYTES);
	char text[3001];

	(void)state;
	for (size_t i = 0; i < sizeof(text) - 1; i += 2)
		memcpy(text + i, i % 8 == 0 ? "\xc3\xa6" : "x.", 2);
	text[sizeof(text) - 1] = '\0';
	for (const char *line = body_of(&out, text), *end; (end = strstr(line, "\r\n")); line = end + 2) {
		assert_true(end - line <= 76);
		assert_int_not_equal(*line, '.');
	}
}

static void what_cannot_be_a_message_is_named(void **state)
{
	STR_AUTO struct str out = STR_INIT(MESSAGE_MAX_BYTES);
	struct mail_message message;

#define REFUSES(field, value, reason)                                                                                  \
	do {                                                                                                           \
		message = sample();                                                                                    \
		message.field = (value);                                                                               \
		assert_string_equal(message_build(&out, &message), (reason));                                          \
		assert_int_equal(out.len, 0);                                                                          \
	} while (0)
	(void)state;
	REFUSES(to, NULL, "address");
	REFUSES(to, "a@b\r\nBcc: c@d", "address");
	REFUSES(from, "Name", "content");
	REFUSES(from, NULL, "content");
	REFUSES(subject, NULL, "content");
	REFUSES(subject, "a\nb", "content");
	REFUSES(subject, "a\x7f", "content");
	REFUSES(subject, "a\xc2\x85", "content");
	REFUSES(subject, "a\xe2\x80\xa8", "content");
	REFUSES(subject, "\xc3", "content");
	REFUSES(message_id, "a/b@c", "content");
	REFUSES(message_id, NULL, "content");
	REFUSES(unsubscribe_url, "javascript:alert(1)", "content");
	REFUSES(unsubscribe_url, "https://a.example/\r\nBcc: c@d", "content");
	REFUSES(unsubscribe_url, "https://a.example/>", "content");
	REFUSES(text, NULL, "content");
	REFUSES(text, "\xff", "content");
	REFUSES(html, "\xed\xa0\x80", "content");
#undef REFUSES
}

/* RFC 2387 and 8058: the text first, then the document with its picture; one click is promised only where it works. */
static void a_picture_goes_along_with_the_document_that_shows_it(void **state)
{
	STR_AUTO struct str out = STR_INIT(MESSAGE_MAX_BYTES);
	unsigned char png[100];
	struct mail_image image = {"chart@samavvik", png, sizeof(png)};
	struct mail_message message = sample();

	(void)state;
	for (size_t i = 0; i < sizeof(png); i++)
		png[i] = (unsigned char)(i * 7);
	message.html = "<img src=\"cid:chart@samavvik\">";
	message.image = &image;
	message.unsubscribe_url = "https://samavvik.example/u/1";
	assert_null(message_build(&out, &message));
	assert_null(strstr(out.data, "List-Unsubscribe-Post"));
	const char *text = strstr(out.data, "text/plain");
	const char *related = strstr(out.data, "multipart/related; type=\"text/html\"");
	const char *picture = strstr(out.data, "Content-ID: <chart@samavvik>\r\nContent-Disposition: inline");
	assert_true(text && related && picture && text < related && related < picture);
	/* 57 bytes a line, and what is left filled up. */
	assert_non_null(strstr(picture, "\r\n\r\nAAcOFRwjKjE4P0ZNVFtiaXB3foWMk5qhqK+2vcTL0tng5+71/AMKERgfJi00O0JJUFdeZWxzeoGI\r\n"
				       "j5adpKuyucDHztXc4+rx+P8GDRQbIikwNz5FTFNaYWhvdn2Ei5KZoKeutQ==\r\n--=_samavvik_related--\r\n"
				       "--=_samavvik_alternative--\r\n"));

	str_clear(&out);
	message.one_click = true;
	assert_null(message_build(&out, &message));
	assert_non_null(strstr(out.data, "\r\nList-Unsubscribe: <https://samavvik.example/u/1>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
	str_clear(&out);
	image.id = "chart>\r\nBcc: x@y";
	assert_string_equal(message_build(&out, &message), "content");
	image.id = "chart@samavvik";
	message.html = NULL;
	assert_string_equal(message_build(&out, &message), "content");
}

static const char *encoded(struct str *out, const char *text, bool is_phrase)
{
	str_clear(out);
	header_add_text(out, strlen("Subject: "), text, strlen(text), is_phrase);
	return str_text(out);
}

static void header_text_is_encoded_only_when_it_must_be(void **state)
{
	STR_AUTO struct str out = STR_INIT(10000);

	(void)state;
	assert_string_equal(encoded(&out, "Case ST-7: a, b (c)", false), "Case ST-7: a, b (c)");
	assert_string_equal(encoded(&out, "Samavvik, demo", true), "=?UTF-8?Q?Samavvik=2C_demo?=");
	assert_string_equal(encoded(&out, "=?UTF-8?Q?x?=", false), "=?UTF-8?Q?=3D=3FUTF-8=3FQ=3Fx=3F=3D?=");
	assert_string_equal(encoded(&out, "p\xc3\xa5", false), "=?UTF-8?Q?p=C3=A5?=");
	assert_string_equal(encoded(&out, "", false), "");
}

static void an_encoded_word_is_at_most_75_and_ends_between_characters(void **state)
{
	STR_AUTO struct str out = STR_INIT(10000);
	char text[401];
	size_t column = strlen("Subject: ");

	(void)state;
	for (size_t i = 0; i < 400; i += 4)
		memcpy(text + i, "\xf0\x9f\x91\xa9", 4);
	text[400] = '\0';
	for (const char *line = encoded(&out, text, false); line;) {
		const char *end = strstr(line, "\r\n ");
		size_t len = end ? (size_t)(end - line) : strlen(line);
		assert_true(len <= 75 && column + len <= 76);
		/* Four escapes of three a character, between =?UTF-8?Q? and ?=. */
		assert_int_equal((len - 12) % 12, 0);
		line = end ? end + 3 : NULL;
		column = 1;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_message_is_these_bytes),
		cmocka_unit_test(the_same_message_is_the_same_bytes),
		cmocka_unit_test(the_body_is_quoted_printable_with_crlf),
		cmocka_unit_test(no_body_line_is_longer_than_76),
		cmocka_unit_test(what_cannot_be_a_message_is_named),
		cmocka_unit_test(a_picture_goes_along_with_the_document_that_shows_it),
		cmocka_unit_test(header_text_is_encoded_only_when_it_must_be),
		cmocka_unit_test(an_encoded_word_is_at_most_75_and_ends_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
