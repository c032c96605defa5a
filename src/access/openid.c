/* SPDX-License-Identifier: MIT */
#include "access/openid.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "access/openid_provider.h"
#include "base/banned.h"

#define FILE_BYTES_MAX ((size_t)256 * 1024)
#define ARENA_BYTES ((size_t)4 * 1024 * 1024)
#define SECRET_CHARACTERS_MIN 32
#define NUMBER_DIGITS 11

/* At work, and waiting a moment: together well below http_in_flight, so that no issuer can take the service with it. */
#define AT_WORK 6
#define WAITING 6
#define WAIT_SECONDS 2

struct openid_gate {
	pthread_mutex_t lock;
	pthread_cond_t left;
	int working, waiting;
};

struct openid_gate *openid_gate_new(void)
{
	struct openid_gate *gate = calloc(1, sizeof(*gate));

	if (gate) {
		pthread_mutex_init(&gate->lock, NULL);
		pthread_cond_init(&gate->left, NULL);
	}
	return gate;
}

void openid_gate_free(struct openid_gate *gate)
{
	if (!gate)
		return;
	pthread_cond_destroy(&gate->left);
	pthread_mutex_destroy(&gate->lock);
	free(gate);
}

enum err openid_gate_enter(struct openid_gate *gate)
{
	struct timespec until;
	bool in_time = true;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += WAIT_SECONDS;
	pthread_mutex_lock(&gate->lock);
	if (gate->working >= AT_WORK && gate->waiting >= WAITING)
		in_time = false;
	gate->waiting++;
	while (in_time && gate->working >= AT_WORK)
		in_time = pthread_cond_timedwait(&gate->left, &gate->lock, &until) != ETIMEDOUT;
	gate->waiting--;
	if (in_time)
		gate->working++;
	pthread_mutex_unlock(&gate->lock);
	return in_time ? OK : ERR_BUSY;
}

void openid_gate_leave(struct openid_gate *gate)
{
	pthread_mutex_lock(&gate->lock);
	gate->working--;
	pthread_cond_signal(&gate->left);
	pthread_mutex_unlock(&gate->lock);
}

bool openid_identity_key(const char *secret, unsigned char key[OPENID_IDENTITY_KEY_BYTES])
{
	if (strlen(secret) < SECRET_CHARACTERS_MIN)
		return false;
	return crypto_generichash(key, OPENID_IDENTITY_KEY_BYTES, (const unsigned char *)secret, strlen(secret), NULL, 0) == 0;
}

const char *openid_identity_digest(struct arena *arena, const unsigned char key[OPENID_IDENTITY_KEY_BYTES], const char *number)
{
	static const char purpose[] = "samavvik identity number ";
	unsigned char hash[crypto_generichash_BYTES];
	char hex[2 * sizeof(hash) + 1];
	crypto_generichash_state state;

	if (strlen(number) != NUMBER_DIGITS || strspn(number, "0123456789") != NUMBER_DIGITS)
		return NULL;
	crypto_generichash_init(&state, key, OPENID_IDENTITY_KEY_BYTES, sizeof(hash));
	crypto_generichash_update(&state, (const unsigned char *)purpose, sizeof(purpose) - 1);
	crypto_generichash_update(&state, (const unsigned char *)number, NUMBER_DIGITS);
	crypto_generichash_final(&state, hash, sizeof(hash));
	return arena_printf(arena, "\\x%s", sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash)));
}

struct openid_issuer *openid_issuer_find(struct openid *openid, const char *code)
{
	for (int i = 0; i < openid->count; i++) {
		if (strcmp(openid->issuers[i].code, code) == 0)
			return &openid->issuers[i];
	}
	return NULL;
}

static enum err read_file(struct openid *openid, const char *path, FILE *out)
{
	char *text = arena_alloc(openid->arena, FILE_BYTES_MAX + 1);
	const char *slash = strrchr(path, '/');
	const char *folder = slash ? arena_strndup(openid->arena, path, (size_t)(slash - path)) : ".";
	FILE *file = fopen(path, "re");
	size_t len;

	if (!file) {
		(void)fprintf(out, "samavvik: openid_issuers_file: cannot read %s: %s\n", path, strerrordesc_np(errno));
		return ERR_INVALID;
	}
	len = fread(text, 1, FILE_BYTES_MAX + 1, file);
	(void)fclose(file);
	if (len > FILE_BYTES_MAX) {
		(void)fprintf(out, "samavvik: openid_issuers_file: %s is too long\n", path);
		return ERR_INVALID;
	}
	return openid_config_read(openid, folder, text, len, out);
}

static enum err fill(struct openid *openid, const struct settings *settings, FILE *out)
{
	unsigned char *key = arena_alloc(openid->arena, OPENID_IDENTITY_KEY_BYTES);

	openid->gate = openid_gate_new();
	if (!openid->gate)
		return ERR_INTERNAL;
	openid->plain_loopback = settings->openid_insecure != 0;
	if (openid_identity_key(settings->identity_key, key))
		openid->identity_key = key;
	if (*settings->openid_issuers_file)
		TRY(read_file(openid, settings->openid_issuers_file, out));
	for (int i = 0; i < openid->count; i++) {
		openid->issuers[i].cache = openid_provider_cache_new();
		if (!openid->issuers[i].cache)
			return ERR_INTERNAL;
	}
	return OK;
}

enum err openid_new(const struct settings *settings, FILE *out, struct openid **ret_openid)
{
	struct openid *openid = calloc(1, sizeof(*openid));

	if (!openid)
		return ERR_INTERNAL;
	openid->arena = arena_new(ARENA_BYTES);
	enum err err = openid->arena ? fill(openid, settings, out) : ERR_INTERNAL;
	if (err != OK) {
		openid_free(openid);
		return err;
	}
	*ret_openid = openid;
	return OK;
}

void openid_free(struct openid *openid)
{
	if (!openid)
		return;
	for (int i = 0; i < openid->count; i++) {
		openid_provider_cache_free(openid->issuers[i].cache);
		jose_key_free(openid->issuers[i].key);
	}
	openid_gate_free(openid->gate);
	arena_free(openid->arena);
	free(openid);
}
