/* SPDX-License-Identifier: MIT */
#ifndef ACCESS_PASSWORD_RULES_H
#define ACCESS_PASSWORD_RULES_H

/*
 * Which passwords are refused: those that are guessed first. Nothing is asked for in the way of capitals or digits (NIST SP
 * 800-63B 5.1.1.2). zxcvbn estimates the guesses, with its lists of breached passwords and of words, and ours of Norwegian
 * ones. The length is the contract's to check.
 */

#define PASSWORD_OWN_WORDS_MAX 16

/*
 * NULL when the password may be used, else the code of what to change. own_words (user name, parts of the name; NULL at the
 * end) must not make up much of it. Takes milliseconds.
 */
const char *password_refusal(const char *password, const char *const *own_words);

#endif
