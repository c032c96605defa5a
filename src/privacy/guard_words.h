/* SPDX-License-Identifier: MIT */
#ifndef PRIVACY_GUARD_WORDS_H
#define PRIVACY_GUARD_WORDS_H

/*
 * The words that tell the guard what stands next to them. All lists are in guard_words.c, in bokmål and nynorsk, and may
 * grow there without any other change.
 */

#include "privacy/guard_text.h"

enum word_list {
	WORDS_BIRTH,        /* a date behind it is a date of birth: født, fødd, f. */
	WORDS_BIRTH_FILLER, /* may stand between: den, dato */
	WORDS_ACCOUNT,      /* the number behind it is a bank account */
	WORDS_OTHER_NUMBER, /* the number behind it is a case, an order, an amount */
	WORDS_PHONE,        /* the number behind it is a telephone's, even if it is glued to it */
	WORDS_NUMBER,       /* nr., nummer: the word before it says of what */
	WORDS_NOT_NAME,     /* capitalised for another reason: starts a sentence, a system, a medicine's form */
	WORDS_PLACE,        /* a place when it stands alone, which may also be someone's surname */
	WORDS_USES,         /* in front of "bruker", makes it a verb */
};

/* What a word tells about capitalised words behind it. */
enum tell {
	TELL_NAME = 1,          /* they are a name */
	TELL_TWO = 2,           /* they are, if they are two or more */
	TELL_TITLE = 4,         /* as TELL_NAME, and even if it is also a place: dr. */
	TELL_CALLED = 8,        /* as TELL_TITLE, if a person stands before it; else as TELL_TWO: heter */
	TELL_ABBREVIATION = 16, /* may have a dot behind it */
	TELL_PATIENT = 32,      /* people write "bruker A" to keep a name out, so letters are not initials */
	TELL_PERSON = 64,       /* may stand before TELL_CALLED without telling anything itself: hun, navnet */
	TELL_VERB = 128,        /* may also be a verb: bruker */
	TELL_SLASH = 256,       /* has a slash behind it: v/ */
	TELL_IS = 512,          /* as TELL_TWO, if a person stands before it: fastlegen er */
};

#define WORD_BYTES 48

/* A word in lower case, composed, without what cannot be seen; empty when it is longer than any of ours. */
struct folded {
	char bytes[WORD_BYTES];
	uint32_t len;
};

struct folded word_fold(const struct text *text, struct span span);
bool word_is_in(const struct folded *word, enum word_list list);
/* True for a word that makes an organisation of the words in front of it: sykehus, kommune. */
bool word_makes_organisation(const struct folded *word);
/* A sum of enum tell, 0 for none. */
uint32_t word_tells(const struct folded *word);

/* The letters from a place on, with hyphens and apostrophes between letters: "Per-Erik", "O'Brien". Empty for none. */
struct span word_at(const struct text *text, struct place place);
bool span_is_empty(struct span span);

#endif
