/* SPDX-License-Identifier: MIT */
#include "privacy/patient_keys.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/banned.h"

#define KEY_BYTES crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define NONCE_BYTES ((size_t)crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
#define TAG_BYTES ((size_t)crypto_aead_xchacha20poly1305_ietf_ABYTES)
#define SEALED_MAX (NONCE_BYTES + PATIENT_REFERENCE_MAX + TAG_BYTES)
#define BINDING_BYTES 160
_Static_assert(PATIENT_KEY_TEXT == sodium_base64_ENCODED_LEN(KEY_BYTES, sodium_base64_VARIANT_ORIGINAL),
	       "a key has this length in base64");

struct patient_key {
	char id[PATIENT_KEY_ID_MAX + 1];
	unsigned char bytes[KEY_BYTES];
};

struct patient_keys {
	int count;
	int active; /* -1: none */
	struct patient_key keys[PATIENT_KEYS_MAX];
};

bool patient_key_id_valid(const char *id)
{
	size_t len = strlen(id);

	return len > 0 && len <= PATIENT_KEY_ID_MAX && strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_-") == len;
}

static const struct patient_key *find_key(const struct patient_keys *keys, const char *id)
{
	for (int i = 0; i < keys->count; i++)
		if (strcmp(keys->keys[i].id, id) == 0)
			return &keys->keys[i];
	return NULL;
}

/* The words of a line: id, key, "active". More than that is too much. */
#define WORDS 3
struct word {
	const char *start;
	size_t len;
};

static int split_line(const char *line, size_t len, struct word words[WORDS + 1])
{
	int count = 0;
	size_t at = 0;

	while (count <= WORDS) {
		while (at < len && strchr(" \t\r", line[at]))
			at++;
		if (at == len || line[at] == '#')
			break;
		words[count].start = line + at;
		while (at < len && !strchr(" \t\r", line[at]))
			at++;
		words[count].len = (size_t)(line + at - words[count].start);
		count++;
	}
	return count;
}

static bool word_is(const struct word *word, const char *text)
{
	return word->len == strlen(text) && memcmp(word->start, text, word->len) == 0;
}

/* What is wrong with a line, or NULL. */
static const char *add_key(struct patient_keys *keys, const struct word *words, int count)
{
	struct patient_key *key = &keys->keys[keys->count];
	size_t got = 0;

	if (keys->count == PATIENT_KEYS_MAX)
		return "there are too many keys";
	if (count < 2 || count > WORDS || (count == WORDS && !word_is(&words[2], "active")))
		return "a line must be: id base64 [active]";
	if (words[0].len > PATIENT_KEY_ID_MAX)
		return "the id of a key is too long";
	memcpy(key->id, words[0].start, words[0].len);
	if (!patient_key_id_valid(key->id) || strcmp(key->id, "none") == 0)
		return "the id of a key is 1 to 32 of a-z 0-9 _ -, and not `none`";
	if (find_key(keys, key->id))
		return "the id of a key stands twice";
	if (words[1].len != PATIENT_KEY_TEXT - 1 ||
	    sodium_base642bin(key->bytes, sizeof(key->bytes), words[1].start, words[1].len, NULL, &got, NULL,
			      sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    got != sizeof(key->bytes))
		return "a key is 32 bytes in base64 (44 characters)";
	if (count == WORDS && keys->active >= 0)
		return "two keys are active";
	if (count == WORDS)
		keys->active = keys->count;
	keys->count++;
	return NULL;
}

static const char *read_lines(struct patient_keys *keys, const char *text)
{
	while (*text) {
		struct word words[WORDS + 1];
		size_t len = strcspn(text, "\n;");
		int count = split_line(text, len, words);
		const char *complaint = count == 0 ? NULL : add_key(keys, words, count);

		if (complaint)
			return complaint;
		text += len + (text[len] != '\0');
	}
	return keys->count > 0 && keys->active < 0 ? "no key is active" : NULL;
}

enum err patient_keys_read(const char *text, const char **ret_complaint, struct patient_keys **ret_keys)
{
	struct patient_keys *keys = sodium_malloc(sizeof(*keys));
	const char *complaint;

	if (!keys) {
		*ret_complaint = "out of memory";
		return ERR_INTERNAL;
	}
	memset(keys, 0, sizeof(*keys));
	keys->active = -1;
	complaint = read_lines(keys, text);
	if (complaint) {
		sodium_free(keys);
		*ret_complaint = complaint;
		return ERR_INVALID;
	}
	(void)sodium_mprotect_readonly(keys);
	*ret_keys = keys;
	return OK;
}

void patient_keys_free(struct patient_keys *keys)
{
	sodium_free(keys);
}

int patient_keys_count(const struct patient_keys *keys)
{
	return keys->count;
}

const char *patient_keys_id(const struct patient_keys *keys, int index)
{
	return keys->keys[index].id;
}

bool patient_keys_has(const struct patient_keys *keys, const char *id)
{
	return find_key(keys, id) != NULL;
}

const char *patient_keys_active(const struct patient_keys *keys)
{
	return keys->active < 0 ? NULL : keys->keys[keys->active].id;
}

void patient_key_new(char text[PATIENT_KEY_TEXT])
{
	unsigned char bytes[KEY_BYTES];

	crypto_aead_xchacha20poly1305_ietf_keygen(bytes);
	sodium_bin2base64(text, PATIENT_KEY_TEXT, bytes, sizeof(bytes), sodium_base64_VARIANT_ORIGINAL);
	sodium_memzero(bytes, sizeof(bytes));
}

/* What a text is bound to, as associated data. */
static size_t write_binding(const struct sealed_place *place, const char *key_id, char *text, size_t size)
{
	int len = snprintf(text, size, "samavvik sealed_reference.sealed case %" PRId64 " party %" PRId64 " key %s",
			   place->deviation, place->organisation, key_id);

	return len < 0 || (size_t)len >= size ? 0 : (size_t)len;
}

enum err patient_seal(const struct patient_keys *keys, const struct sealed_place *place, const char *plain,
		      struct arena *arena, struct sealed_text *ret_sealed)
{
	const struct patient_key *key = keys->active < 0 ? NULL : &keys->keys[keys->active];
	unsigned char sealed[SEALED_MAX];
	char binding[BINDING_BYTES];
	unsigned long long len = 0;
	size_t plain_len = strlen(plain);

	if (!key)
		return ERR_UNAVAILABLE;
	if (plain_len == 0 || plain_len > PATIENT_REFERENCE_MAX)
		return ERR_INVALID;
	size_t binding_len = write_binding(place, key->id, binding, sizeof(binding));
	randombytes_buf(sealed, NONCE_BYTES);
	if (crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_BYTES, &len, (const unsigned char *)plain,
						       plain_len, (const unsigned char *)binding, binding_len, NULL,
						       sealed, key->bytes) != 0)
		return ERR_INTERNAL;
	size_t size = NONCE_BYTES + (size_t)len;
	char *hex = arena_alloc(arena, 2 * size + 3);
	hex[0] = '\\';
	hex[1] = 'x';
	sodium_bin2hex(hex + 2, 2 * size + 1, sealed, size);
	*ret_sealed = (struct sealed_text){.key_id = key->id, .hex = hex};
	return OK;
}

enum err patient_unseal(const struct patient_keys *keys, const struct sealed_place *place,
			const struct sealed_text *sealed, char plain[PATIENT_REFERENCE_MAX + 1])
{
	const struct patient_key *key = find_key(keys, sealed->key_id);
	unsigned char bytes[SEALED_MAX];
	char binding[BINDING_BYTES];
	unsigned long long len = 0;
	size_t size = 0;

	if (!key || strncmp(sealed->hex, "\\x", 2) != 0 ||
	    sodium_hex2bin(bytes, sizeof(bytes), sealed->hex + 2, strlen(sealed->hex + 2), NULL, &size, NULL) != 0 ||
	    size < NONCE_BYTES + TAG_BYTES)
		return ERR_INTERNAL;
	size_t binding_len = write_binding(place, key->id, binding, sizeof(binding));
	memset(plain, 0, PATIENT_REFERENCE_MAX + 1);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *)plain, &len, NULL, bytes + NONCE_BYTES,
						       size - NONCE_BYTES, (const unsigned char *)binding, binding_len,
						       bytes, key->bytes) != 0)
		return ERR_INTERNAL;
	return OK;
}
