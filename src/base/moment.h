/* SPDX-License-Identifier: MIT */
#ifndef BASE_MOMENT_H
#define BASE_MOMENT_H

/* Points in time as text: RFC 3339 with an offset, "2026-03-01T14:30+01:00", seconds and their fraction optional. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Minutes since 1970, UTC. False when the text is no such time, or no day or minute that exists. */
bool moment_read(const char *text, size_t len, int64_t *ret_minutes);

#endif
