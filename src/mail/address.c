/* SPDX-License-Identifier: MIT */
#include "mail/address.h"

#include <string.h>

#include "mail/header.h"
#include "mail/mail.h"
#include "base/banned.h"

#define LOCAL_PART_MAX 64 /* RFC 5321 4.5.3.1.1 */
#define LABEL_MAX 63      /* RFC 1035 2.3.4 */
#define NAME_MAX_BYTES 128
#define MESSAGE_ID_MAX 200

static bool is_alphanumeric(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* RFC 5322 3.2.3 atext; isalnum() would ask the locale. */
static bool is_atext(char c)
{
	return is_alphanumeric(c) || (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static bool local_part_valid(const char *text, size_t len)
{
	if (len == 0 || len > LOCAL_PART_MAX)
		return false;
	char before = '.';
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.' ? before == '.' : !is_atext(text[i]))
			return false;
		before = text[i];
	}
	return before != '.';
}

static bool label_valid(const char *text, size_t len)
{
	if (len == 0 || len > LABEL_MAX || text[0] == '-' || text[len - 1] == '-')
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!is_alphanumeric(text[i]) && text[i] != '-')
			return false;
	}
	return true;
}

static bool domain_valid(const char *text, size_t len)
{
	size_t start = 0;

	for (size_t i = 0; i <= len; i++) {
		if (i < len && text[i] != '.')
			continue;
		if (!label_valid(text + start, i - start))
			return false;
		start = i + 1;
	}
	return true;
}

bool address_valid(const char *address, size_t len)
{
	if (len > MAIL_ADDRESS_MAX)
		return false;
	const char *at = memchr(address, '@', len);
	if (!at)
		return false;
	size_t local_len = (size_t)(at - address);
	return local_part_valid(address, local_len) && domain_valid(at + 1, len - local_len - 1);
}

bool mail_address_valid(const char *address)
{
	return address && address_valid(address, strnlen(address, MAIL_ADDRESS_MAX + 1));
}

static bool name_valid(const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (strchr("\"<>\\", name[i]))
			return false;
	}
	return len <= NAME_MAX_BYTES && header_text_valid(name, len);
}

bool mailbox_read(const char *text, struct mailbox *ret_mailbox)
{
	if (!text)
		return false;
	const char *open = strchr(text, '<');
	if (!open) {
		if (!mail_address_valid(text))
			return false;
		*ret_mailbox = (struct mailbox){.address = text, .address_len = strlen(text)};
		return true;
	}

	size_t name_len = (size_t)(open - text);
	while (name_len > 0 && text[name_len - 1] == ' ')
		name_len--;
	const char *close = strchr(open, '>');
	if (!close || close[1] != '\0' || !name_valid(text, name_len))
		return false;
	size_t address_len = (size_t)(close - open - 1);
	if (!address_valid(open + 1, address_len))
		return false;
	*ret_mailbox = (struct mailbox){text, name_len, open + 1, address_len};
	return true;
}

bool mail_from_valid(const char *from)
{
	struct mailbox mailbox;

	return mailbox_read(from, &mailbox);
}

bool message_id_valid(const char *message_id)
{
	if (!message_id || message_id[0] == '.' || strnlen(message_id, MESSAGE_ID_MAX + 1) > MESSAGE_ID_MAX)
		return false;
	for (const char *c = message_id; *c; c++) {
		if (!is_alphanumeric(*c) && !strchr("._-@", *c))
			return false;
	}
	return mail_address_valid(message_id);
}
