/* SPDX-License-Identifier: MIT */
#include "access/password_rules.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <zxcvbn.h>

#include "base/banned.h"

/* 2^36 guesses: with Argon2id as it is set here, some years of one strong machine's time. */
#define BITS_WANTED 36.0
#define OWN_WORD_MIN 4
#define REST_MIN 10
#define LOOKED_AT_MAX 100 /* what follows cannot make it weaker, and the estimate slows down with the length */

/* What people here take when they have to make one up; zxcvbn knows English only. */
static const char *const ours[] = {
	"samavvik", "passord", "passordet", "hemmelig", "velkommen", "sommer", "sommeren", "vinter", "vinteren", "høst", "høsten",
	"vår", "våren", "januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
	"desember", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag", "sykehus", "sykehuset", "kommune",
	"kommunen", "helse", "helsehus", "fastlege", "legevakt", "legekontor", "sykepleier", "avdeling", "norge", "trondheim",
	"stolav", "innlandet", "hamar", "lillehammer", "oslo", "bergen", "rosenborg", "brann", "fotball", "jeg", "elsker",
	"deg", "hei", "hallo", "bruker", "admin", "test", "logg", "inn", "mitt", "kjære", "skatt", "vennen", "mamma", "pappa",
};
#define OURS_COUNT (sizeof(ours) / sizeof(ours[0]))

/* zxcvbn compares in lower case and takes its words so. */
static void lower_copy(char *out, size_t size, const char *text)
{
	size_t len = 0;

	for (; *text && len + 1 < size; text++)
		out[len++] = (char)tolower((unsigned char)*text);
	out[len] = '\0';
}

/* What most of the password is made of. */
static const char *reason(const ZxcMatch_t *matches)
{
	int words = 0, patterns = 0;

	for (const ZxcMatch_t *match = matches; match; match = match->Next) {
		unsigned type = (unsigned)match->Type & ~(unsigned)MULTIPLE_MATCH;
		if (match->Type & MULTIPLE_MATCH || type >= REPEATS_MATCH)
			patterns += match->Length;
		else if (type >= DICTIONARY_MATCH)
			words += match->Length;
	}
	return patterns > words ? "password_pattern" : "password_common";
}

/* Without one's own name too little is left. */
static bool is_own_name(const char *password, const char *const *own_words)
{
	char rest[LOOKED_AT_MAX + 1], word[LOOKED_AT_MAX + 1];
	bool found = false;
	char *at;

	lower_copy(rest, sizeof(rest), password);
	for (; *own_words; own_words++) {
		lower_copy(word, sizeof(word), *own_words);
		while (strlen(word) >= OWN_WORD_MIN && (at = strstr(rest, word))) {
			memmove(at, at + strlen(word), strlen(at + strlen(word)) + 1);
			found = true;
		}
	}
	return found && strlen(rest) < REST_MIN;
}

const char *password_refusal(const char *password, const char *const *own_words)
{
	const char *words[OURS_COUNT + PASSWORD_OWN_WORDS_MAX + 1];
	char copies[PASSWORD_OWN_WORDS_MAX][LOOKED_AT_MAX + 1];
	char looked_at[LOOKED_AT_MAX + 1];
	ZxcMatch_t *matches = NULL;
	size_t count = OURS_COUNT;

	if (is_own_name(password, own_words))
		return "password_own_name";
	memcpy(words, ours, sizeof(ours));
	for (size_t i = 0; own_words[i] && i < PASSWORD_OWN_WORDS_MAX; i++) {
		lower_copy(copies[i], sizeof(copies[i]), own_words[i]);
		words[count++] = copies[i];
	}
	words[count] = NULL;
	(void)snprintf(looked_at, sizeof(looked_at), "%s", password);
	double bits = ZxcvbnMatch(looked_at, words, &matches);
	const char *refusal = bits < BITS_WANTED ? reason(matches) : NULL;
	ZxcvbnFreeInfo(matches);
	return refusal;
}
