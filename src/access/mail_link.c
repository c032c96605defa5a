/* SPDX-License-Identifier: MIT */
#include "access/access.h"

#include <inttypes.h>
#include <string.h>

#include "access/account_key.h"
#include "base/number.h"
#include "base/banned.h"

#define MAC_CHARS 48 /* 24 bytes in hexadecimal */
#define ID_CHARS_MAX 19

/* The digest of what the link is for: the key keeps anybody from making it for another person or purpose. */
static const char *mac_of(struct arena *arena, const char *account_key, char purpose, int64_t person, int64_t subject)
{
	const char *bound = arena_printf(arena, "%c:%" PRId64 ":%" PRId64, purpose, person, subject);
	const char *digest = account_digest(arena, account_key, DIGEST_MAIL_LINK, bound);

	return arena_printf(arena, "%.*s", MAC_CHARS, digest + 2);
}

const char *access_mail_link(struct arena *arena, const char *account_key, char purpose, int64_t person, int64_t subject)
{
	if (!account_key_set(account_key))
		return NULL;
	return arena_printf(arena, "%c%" PRId64 "-%s", purpose, subject, mac_of(arena, account_key, purpose, person, subject));
}

bool access_mail_link_read(const char *token, char *ret_purpose, int64_t *ret_subject)
{
	const char *dash = strchr(token, '-');
	char id[ID_CHARS_MAX + 1] = {0};
	int64_t subject = 0;

	if (!dash || dash - token < 2 || dash - token - 1 > ID_CHARS_MAX || strlen(dash + 1) != MAC_CHARS)
		return false;
	memcpy(id, token + 1, (size_t)(dash - token - 1));
	if (number_read(id, 1, INT64_MAX, &subject) != OK)
		return false;
	*ret_purpose = token[0];
	*ret_subject = subject;
	return true;
}

bool access_mail_link_good(struct arena *arena, const char *account_key, const char *token, int64_t person)
{
	unsigned different = 0;
	int64_t subject = 0;
	char purpose = 0;

	if (!account_key_set(account_key) || !access_mail_link_read(token, &purpose, &subject))
		return false;
	const char *right = mac_of(arena, account_key, purpose, person, subject);
	const char *sent = strchr(token, '-') + 1;
	/* All of it every time, so that how long it takes says nothing about how much is right. */
	for (size_t i = 0; i < MAC_CHARS; i++)
		different |= (unsigned)(unsigned char)right[i] ^ (unsigned)(unsigned char)sent[i];
	return different == 0;
}
