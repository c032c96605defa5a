/* SPDX-License-Identifier: MIT */
#ifndef DEVIATION_FILING_TURNS_H
#define DEVIATION_FILING_TURNS_H

/*
 * How many reports this instance stores at once. Case numbers without gaps make filings of one helsefellesskap wait for each
 * other in the database, where waiting costs both processors and time (a lock queue of whole sessions); a few at a time keep
 * the number's lock busy, and the others wait here, in order and for nothing. Several instances still meet in the database.
 */

#include "base/err.h"

/* With two, the processor idles at times while they wait for the disk; with four, the slowest wait longer than they need. */
#define FILING_TURNS 3

struct filing_turns;

/* ERR_INTERNAL when out of memory. Free with filing_turns_free. */
MUST_USE enum err filing_turns_new(struct filing_turns **ret_turns);
void filing_turns_free(struct filing_turns *turns); /* accepts NULL */

/* Waits for a turn, those who came first first. OK must be followed by filing_turns_give. ERR_BUSY after two seconds in vain. NULL: OK. */
MUST_USE enum err filing_turns_take(struct filing_turns *turns);
void filing_turns_give(void *turns); /* a struct filing_turns, or NULL */
/* How many wait now. */
int filing_turns_waiting(struct filing_turns *turns);

#endif
