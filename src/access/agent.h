/* SPDX-License-Identifier: MIT */
#ifndef ACCESS_AGENT_H
#define ACCESS_AGENT_H

/*
 * What a person needs to know their own browser again in a list, and no more: "Firefox, Windows". The whole User-Agent is
 * never kept.
 */

#include "base/arena.h"

/* user_agent may be NULL. In the arena; "" when nothing in it is known. */
const char *agent_summary(struct arena *arena, const char *user_agent);

#endif
