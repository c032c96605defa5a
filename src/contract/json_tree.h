/* SPDX-License-Identifier: MIT */
#ifndef CONTRACT_JSON_TREE_H
#define CONTRACT_JSON_TREE_H

/*
 * Strict reading of JSON text that is no request body (files, JSON lines): contract/json_scan.h first, then cJSON.
 * Bodies are read by the contract's input tables.
 */

#include "base/arena.h"
#include "contract/cj.h"

#include <stdbool.h>
#include <stddef.h>

#define JSON_TREE_AUTO __attribute__((cleanup(json_tree_done)))

/*
 * The tree of a JSON text (RFC 8259), which the caller owns; or NULL with the code of what is wrong (as json_scan, or
 * too_long). Puts len + 1 bytes into the arena.
 */
cJSON *json_read(struct arena *arena, const char *json, size_t len, const char **ret_code);
void json_tree_done(cJSON **tree);

/* The member with exactly this name, or NULL. */
const cJSON *json_member(const cJSON *object, const char *name);
/* The text of a string, else NULL. */
const char *json_text(const cJSON *item);
/* True for a whole number from min to max. */
bool json_whole_number(const cJSON *item, int min, int max, int *ret_value);
/* True for 1 to 60 of A-Z a-z 0-9 _ -. */
bool json_is_code(const char *text);

#endif
