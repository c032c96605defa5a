/* SPDX-License-Identifier: MIT */
#ifndef SERVE_H
#define SERVE_H

/* `samavvik serve`: puts the rooms together, serves until SIGTERM or SIGINT, then lets what is in flight finish. */

#include "base/settings.h"

/* The exit code: 0 after a clean stop, 1 when it could not start or something in flight had to be cut off. */
int serve_run(const struct settings *settings);

#endif
