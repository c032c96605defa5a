/* SPDX-License-Identifier: MIT */
#include "access/password.h"

#include <errno.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "access/access.h"
#include "base/banned.h"

#define PASSES 2
#define MEMORY_BYTES ((size_t)19 * 1024 * 1024)
#define AT_ONCE 2
#define WAIT_SECONDS 2

struct sign_in_gate {
	sem_t places;
	char nobody[crypto_pwhash_STRBYTES]; /* hash of a random password, for accounts that do not exist */
};

enum err sign_in_gate_new(struct sign_in_gate **ret_gate)
{
	struct sign_in_gate *gate = calloc(1, sizeof(*gate));
	char secret[32];

	if (!gate)
		return ERR_INTERNAL;
	randombytes_buf(secret, sizeof(secret));
	if (crypto_pwhash_str_alg(gate->nobody, secret, sizeof(secret), PASSES, MEMORY_BYTES,
				  crypto_pwhash_ALG_ARGON2ID13) != 0 ||
	    sem_init(&gate->places, /* pshared= */ 0, AT_ONCE) != 0) {
		free(gate);
		return ERR_INTERNAL;
	}
	*ret_gate = gate;
	return OK;
}

void sign_in_gate_free(struct sign_in_gate *gate)
{
	if (!gate)
		return;
	sem_destroy(&gate->places);
	free(gate);
}

enum err password_hash(struct arena *arena, const char *password, const char **ret_hash)
{
	char *hash = arena_alloc(arena, crypto_pwhash_STRBYTES);

	if (crypto_pwhash_str_alg(hash, password, strlen(password), PASSES, MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13) != 0)
		return ERR_INTERNAL;
	*ret_hash = hash;
	return OK;
}

static enum err enter(struct sign_in_gate *gate)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += WAIT_SECONDS;
	while (sem_timedwait(&gate->places, &until) != 0)
		if (errno != EINTR)
			return ERR_BUSY;
	return OK;
}

enum err password_check(struct sign_in_gate *gate, const char *hash, const char *password, bool *ret_right)
{
	const char *against = hash ? hash : gate->nobody;

	TRY(enter(gate));
	*ret_right = crypto_pwhash_str_verify(against, password, strlen(password)) == 0 && hash != NULL;
	sem_post(&gate->places);
	return OK;
}
