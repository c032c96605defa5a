/* SPDX-License-Identifier: MIT */
#ifndef ACCESS_ACCOUNT_KEY_H
#define ACCESS_ACCOUNT_KEY_H

/*
 * What is made from the setting account_key (32 bytes in base64): a key of its own for each purpose, so that nothing that
 * stands in the database can be used, recomputed or tried out without it. setting is the setting's text. Without a key,
 * digests are unkeyed, and there are neither links nor second factors.
 */

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

#define LINK_NONCE_BYTES 16
#define LINK_TOKEN_TEXT 44 /* base64url without padding, and NUL */
#define TOTP_SECRET_BYTES 20

/* Digests of these are told apart, though the texts may be the same. */
enum account_digest { DIGEST_NAME, DIGEST_DEVICE, DIGEST_ADDRESS, DIGEST_RECOVERY, DIGEST_LINK, DIGEST_MAIL_LINK, DIGEST_COUNT };

/* True when the setting is empty or a key. */
bool account_key_valid(const char *setting);
bool account_key_set(const char *setting);

/* The keyed digest of a text as a bytea text, in the arena. */
const char *account_digest(struct arena *arena, const char *setting, enum account_digest purpose, const char *text);
/* Bytes as a bytea text ("\x0a1b"), in the arena. */
const char *account_bytea(struct arena *arena, const unsigned char *bytes, size_t len);

/* The token of a one-time link; nonce is random and may be known. */
void account_link_token(const char *setting, const unsigned char nonce[LINK_NONCE_BYTES], char token[LINK_TOKEN_TEXT]);

/* The secret of a person's second factor, sealed as a bytea text in the arena. */
const char *account_seal(struct arena *arena, const char *setting, int64_t person,
			 const unsigned char secret[TOTP_SECRET_BYTES]);
/* ERR_INTERNAL when it was sealed for another person or under another key. */
MUST_USE enum err account_open(const char *setting, int64_t person, const char *sealed,
			       unsigned char ret_secret[TOTP_SECRET_BYTES]);

#endif
