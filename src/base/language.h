/* SPDX-License-Identifier: MIT */
#ifndef BASE_LANGUAGE_H
#define BASE_LANGUAGE_H

/* The three languages of the program (design.md 1): bokmål, nynorsk, English. */

enum language { LANGUAGE_NB, LANGUAGE_NN, LANGUAGE_EN, LANGUAGE_COUNT };

/* "nb", "nn", "en". */
const char *language_code(enum language language);
/* The language of a code; bokmål for NULL and unknown ones ("no" is bokmål). */
enum language language_from_code(const char *code);
/* The best of ours for an Accept-Language header (RFC 9110 12.5.4, q values honoured); bokmål when none fits. */
enum language language_from_accept(const char *header);

#endif
