/* SPDX-License-Identifier: MIT */
#include "mail/message.h"

#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "mail/address.h"
#include "mail/header.h"
#include "base/banned.h"

#define SUBJECT_MAX_BYTES 800
#define URL_MAX_BYTES 500
#define BODY_LINE_MAX 76 /* RFC 2045 6.7 (5) */

/* Neither quoted-printable nor base64 yields "=_", so no part can hold these boundaries (RFC 2045 6.7, note). */
#define BOUNDARY "=_samavvik_alternative"
#define RELATED "=_samavvik_related"
#define IMAGE_MAX_BYTES (256 * 1024)

static bool url_valid(const char *url)
{
	if (strnlen(url, URL_MAX_BYTES + 1) > URL_MAX_BYTES)
		return false;
	if (strncmp(url, "https://", 8) != 0 && strncmp(url, "http://", 7) != 0)
		return false;
	for (const char *c = url; *c; c++) {
		if (*c <= ' ' || *c > '~' || strchr("<>\"\\^`{|}", *c))
			return false;
	}
	return true;
}

static bool content_valid(const char *text)
{
	return utf8_valid(text, strlen(text));
}

static const char *check(const struct mail_message *message, struct mailbox *ret_from)
{
	if (!mail_address_valid(message->to))
		return "address";
	if (!mailbox_read(message->from, ret_from) || !message_id_valid(message->message_id))
		return "content";
	if (!message->subject || strnlen(message->subject, SUBJECT_MAX_BYTES + 1) > SUBJECT_MAX_BYTES ||
	    !header_text_valid(message->subject, strlen(message->subject)))
		return "content";
	if (message->unsubscribe_url && !url_valid(message->unsubscribe_url))
		return "content";
	if (message->image && (!message->html || !message_id_valid(message->image->id) || message->image->len > IMAGE_MAX_BYTES))
		return "content";
	if (!message->text || !content_valid(message->text) || (message->html && !content_valid(message->html)))
		return "content";
	return NULL;
}

static void add_from(struct str *out, const struct mailbox *from)
{
	str_add(out, "From: ");
	if (from->name_len > 0) {
		header_add_text(out, strlen("From: "), from->name, from->name_len, /* is_phrase= */ true);
		str_add(out, "\r\n <");
		str_add_bytes(out, from->address, from->address_len);
		str_add_char(out, '>');
	} else {
		str_add_bytes(out, from->address, from->address_len);
	}
	str_add(out, "\r\n");
}

static void add_header(struct str *out, const struct mail_message *message, const struct mailbox *from)
{
	char date[32];

	str_addf(out, "Date: %s\r\n", clock_rfc5322(message->date_us, date, sizeof(date)));
	add_from(out, from);
	str_addf(out, "To: %s\r\n", message->to);
	str_add(out, "Subject: ");
	header_add_text(out, strlen("Subject: "), message->subject, strlen(message->subject), /* is_phrase= */ false);
	str_addf(out, "\r\nMessage-ID: <%s>\r\n", message->message_id);
	str_addf(out, "Content-Language: %s\r\n", language_code(message->language));
	/* RFC 3834 5: keeps holiday answers from coming back. */
	str_add(out, "Auto-Submitted: auto-generated\r\n");
	if (message->unsubscribe_url)
		str_addf(out, "List-Unsubscribe: <%s>\r\n", message->unsubscribe_url);
	if (message->unsubscribe_url && message->one_click)
		str_add(out, "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
	str_add(out, "MIME-Version: 1.0\r\n");
}

static size_t line_end_length(const char *at)
{
	if (at[0] == '\r' && at[1] == '\n')
		return 2;
	return at[0] == '\r' || at[0] == '\n' ? 1 : 0;
}

/*
 * RFC 2045 6.7: what must be escaped, plus a dot or "From " at the start of a line, which relays have been known to
 * treat in ways of their own.
 */
static bool needs_escape(const char *at, size_t column)
{
	unsigned char c = (unsigned char)*at;

	if (c == ' ' || c == '\t')
		return at[1] == '\0' || line_end_length(at + 1) > 0;
	if (column == 0 && (c == '.' || strncmp(at, "From ", 5) == 0))
		return true;
	return c < '!' || c > '~' || c == '=';
}

static void add_quoted_printable(struct str *out, const char *text)
{
	size_t column = 0;

	for (const char *at = text; *at;) {
		size_t line_end = line_end_length(at);
		if (line_end > 0) {
			str_add(out, "\r\n");
			column = 0;
			at += line_end;
			continue;
		}
		size_t width = needs_escape(at, column) ? 3 : 1;
		if (column + width > BODY_LINE_MAX - 1) {
			str_add(out, "=\r\n");
			column = 0;
			width = needs_escape(at, column) ? 3 : 1;
		}
		if (width == 3)
			str_addf(out, "=%02X", (unsigned)(unsigned char)*at);
		else
			str_add_char(out, *at);
		column += width;
		at++;
	}
	if (column > 0)
		str_add(out, "\r\n");
}

static void add_part(struct str *out, const char *type, const char *text)
{
	str_addf(out, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", type);
	add_quoted_printable(out, text);
}

/* RFC 2045 6.8, in lines of 76 characters. */
static void add_base64(struct str *out, const unsigned char *bytes, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t at = 0; at < len; at += 3) {
		size_t have = len - at < 3 ? len - at : 3;
		unsigned bits = (unsigned)bytes[at] << 16 | (have > 1 ? (unsigned)bytes[at + 1] << 8 : 0U) | (have > 2 ? bytes[at + 2] : 0U);
		str_add_char(out, digits[bits >> 18]);
		str_add_char(out, digits[bits >> 12 & 63]);
		str_add_char(out, have > 1 ? digits[bits >> 6 & 63] : '=');
		str_add_char(out, have > 2 ? digits[bits & 63] : '=');
		if (at % 57 == 54 || at + 3 >= len)
			str_add(out, "\r\n");
	}
}

/* The document and the picture in it, as one part (RFC 2387). */
static void add_related(struct str *out, const char *html, const struct mail_image *image)
{
	str_add(out, "Content-Type: multipart/related; type=\"text/html\";\r\n boundary=\"" RELATED "\"\r\n\r\n--" RELATED "\r\n");
	add_part(out, "text/html", html);
	str_addf(out,
		 "--" RELATED "\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <%s>\r\n"
		 "Content-Disposition: inline; filename=\"chart.png\"\r\n\r\n",
		 image->id);
	add_base64(out, image->png, image->len);
	str_add(out, "--" RELATED "--\r\n");
}

const char *message_build(struct str *out, const struct mail_message *message)
{
	struct mailbox from = {0};
	const char *reason = check(message, &from);
	if (reason)
		return reason;

	add_header(out, message, &from);
	if (message->html) {
		/* Least preferred first (RFC 2046 5.1.4). */
		str_add(out,
			"Content-Type: multipart/alternative; boundary=\"" BOUNDARY "\"\r\n\r\n--" BOUNDARY "\r\n");
		add_part(out, "text/plain", message->text);
		str_add(out, "--" BOUNDARY "\r\n");
		if (message->image)
			add_related(out, message->html, message->image);
		else
			add_part(out, "text/html", message->html);
		str_add(out, "--" BOUNDARY "--\r\n");
	} else {
		add_part(out, "text/plain", message->text);
	}
	return str_failed(out) ? "content" : NULL;
}
