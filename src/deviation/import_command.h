/* SPDX-License-Identifier: MIT */
#ifndef DEVIATION_IMPORT_COMMAND_H
#define DEVIATION_IMPORT_COMMAND_H

/*
 * Files cases from JSON lines through the rules of intake, as one filed in the browser: for cases that came on paper or
 * from another system, and for demo data.
 */

#include "db/db.h"

#include <stdio.h>

/*
 * `samavvik import --helsefellesskap CODE`: one case a line on `in` (form: tests/fixtures/cases.jsonl; organisations and
 * units by name; optional "other_service": its code, "filing_seconds", "reporter": user name of the person who reported, "reported_on": the day, and what became of it: "received_on",
 * "answered_on" with "answer", "promised_on", "closed_on", "feedback_mode", "resolved_by_dialogue", "parties_agree"; "measures"). The line's id is kept as external reference
 * of system "import", so that a file may be imported twice. Writes one JSON line a case, in the same order: {"line","id",
 * "receipt"} (with --held, for cases the secretariat is to confirm first, {"line","id","receipt_code"}), {"line","id","already":true} or {"line","id","error","errors":[{"pointer","code","message"}]}. Exit code 0; 1
 * when any line was refused; 2 when called wrongly or the database is away (said on messages).
 */
int import_command(int argc, char **argv, struct db_pool *db, FILE *in, FILE *out, FILE *messages);

#endif
