/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_PDF_AMEND_H
#define LEARNING_PDF_AMEND_H

/*
 * What a screen reader needs and cairo 1.16 does not write: the language, that the title is shown, the words in place of each
 * picture, and which way a heading of a table looks. Added as an incremental update (ISO 32000-1, 7.5.6): the objects
 * concerned are written again at the end, with a table of where they are.
 */

#include "base/err.h"
#include "base/str.h"

#include <stddef.h>

/* language: "nb-NO". alts: the words of the pictures, in the order they were drawn. ERR_INTERNAL: not a file as cairo writes it. */
MUST_USE enum err pdf_amend(struct str *file, const char *language, const char *const *alts, size_t count);

#endif
