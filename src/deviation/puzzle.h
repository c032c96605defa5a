/* SPDX-License-Identifier: MIT */
#ifndef DEVIATION_PUZZLE_H
#define DEVIATION_PUZZLE_H

/*
 * The puzzle that whoever files without an account lets the computer solve: cheap for one report, dear for a flood, and the
 * harder the more reports have come lately. Nobody has to see or tick anything. It is ALTCHA's proof of work version 2
 * (PBKDF2 with SHA-256), so that their solver runs in the browser. A challenge is signed and says for whom and how
 * long it holds; the service keeps nothing until it is used. Checking costs one HMAC for what is not ours, and 2000
 * rounds of SHA-256 at most for what is.
 */

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PUZZLE_LEVELS 5
#define PUZZLE_NONCE_HEX 32
#define PUZZLE_SECONDS (30 * 60)

/* How hard a puzzle has to be when this many reports came in the last ten minutes, where `most` an hour are let in. */
int puzzle_level(int64_t lately, int64_t most);

struct puzzle {
	const unsigned char *secret;
	size_t secret_len;
	const char *helsefellesskap; /* for which it holds */
	int level;
	int64_t now; /* seconds since 1970 */
};

/* A new challenge as JSON, as ALTCHA's solver takes it, with the level beside it. In the arena. */
const char *puzzle_issue(struct arena *arena, const struct puzzle *puzzle);

struct puzzle_solution {
	const char *nonce; /* hex: what makes the puzzle one of its own; used once. In the arena */
	int64_t expires_at;
};

/*
 * Checks what the client made of a challenge: "expires-level-nonce-salt-signature-counter". False for anything but the solution of
 * a challenge of ours that holds still, for this helsefellesskap, and is at most one level easier than one would be now.
 */
bool puzzle_check(struct arena *arena, const struct puzzle *puzzle, const char *solution,
		  struct puzzle_solution *ret_solution);

#endif
