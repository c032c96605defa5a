/* SPDX-License-Identifier: MIT */
#ifndef PRIVACY_KEYS_COMMAND_H
#define PRIVACY_KEYS_COMMAND_H

/*
 * `samavvik keys`, for whoever keeps the keys of the patient references:
 *   keys list               each key, and how many references it has sealed; also of keys that the ring does not have
 *   keys add FILE ID        a new key at the end of a ring file (made if need be), active from now on
 *   keys rotate [--batch N] seals every reference with the active key of the ring, batch by batch; may be killed and run
 *                           again at any time
 * list and rotate use the ring of the setting patient_keys, and the owner's connection. After `add` all instances are
 * started again, then the references are rotated; when list shows none under the old key, its line can go.
 */

#include "base/arena.h"
#include "db/db.h"

#include <stdio.h>

/* ring: the setting. Exit code 0; 1 when something failed or a reference cannot be opened; 2 for a wrong call. */
int keys_command(int argc, char **argv, struct arena *arena, const char *ring, struct db_pool *owner, FILE *out,
		 FILE *messages);

#endif
