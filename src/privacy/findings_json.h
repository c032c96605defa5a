/* SPDX-License-Identifier: MIT */
#ifndef PRIVACY_FINDINGS_JSON_H
#define PRIVACY_FINDINGS_JSON_H

#include "base/str.h"
#include "privacy/privacy.h"

/* "verdict":"warn","findings":[{"kind":"phone","start":4,"end":12}] of a text, as check-text and the API answer it. */
void findings_add_json(struct str *json, struct arena *arena, const char *text);

#endif
