/* SPDX-License-Identifier: MIT */
#ifndef DB_CONSTRAINT_FIELDS_H
#define DB_CONSTRAINT_FIELDS_H

/*
 * Which field of an input a broken constraint is about, so that the client is told where to look. Checks of the contract
 * come first; this covers what only the database can know (something is gone, something is taken).
 */

struct constraint_field {
	const char *constraint;
	const char *pointer; /* into the body */
	const char *code;    /* key of a text in contract/problem_text.c */
};

/* Ends with an entry whose constraint is NULL. */
extern const struct constraint_field constraint_fields[];

/* The entry of a constraint, or NULL. */
const struct constraint_field *constraint_fields_find(const char *constraint);

#endif
