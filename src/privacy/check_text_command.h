/* SPDX-License-Identifier: MIT */
#ifndef PRIVACY_CHECK_TEXT_COMMAND_H
#define PRIVACY_CHECK_TEXT_COMMAND_H

#include <stdio.h>

/*
 * `samavvik check-text` (design.md 4): reads {"id","text"} a line and writes {"id","verdict","findings"} for each, in the
 * same order; a bad line is answered with its number in its place. Other members are not looked at. The exit code is 0,
 * 1 when a line was bad or the output could not be written, 2 when it was called wrongly.
 */
int check_text_command(int argc, char **argv, FILE *in, FILE *out, FILE *messages);

#endif
