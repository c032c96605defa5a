/* SPDX-License-Identifier: MIT */
#ifndef CONTRACT_PROBLEM_H
#define CONTRACT_PROBLEM_H

/*
 * From an error and its fault to application/problem+json (RFC 9457). One table maps errors to statuses, one holds the
 * sentences. What was sent is never repeated, and nothing of how the program works (SQL, file names) is shown.
 */

#include "contract/contract.h"

/*
 * Answers with the problem of an error. Headers already set are dropped, but for cookies and Retry-After: they belong to
 * an answer that did not come about. Fills the log fields of the response.
 */
void problem_answer(struct call *call, enum err err);
/* The status of an error, with the code of its fault (NULL for none). */
int problem_status(enum err err, const char *code, const struct field_fault *fields);

/* A sentence in all three languages, what to change included; "%s" stands for the value of a field fault. */
struct problem_text {
	const char *code;
	const char *text[LANGUAGE_COUNT];
};
extern const struct problem_text problem_texts[]; /* sorted by code */
extern const int problem_texts_count;
/* NULL when the code has no text. */
const struct problem_text *problem_text_find(const char *code);
/* The short title of an error. */
const char *problem_title(enum err err, enum language language);

#endif
