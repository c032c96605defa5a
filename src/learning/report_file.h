/* SPDX-License-Identifier: MIT */
#ifndef LEARNING_REPORT_FILE_H
#define LEARNING_REPORT_FILE_H

/* What the operations that answer with a file have in common. Only for the files of this room. */

#include "base/str.h"
#include "contract/contract.h"

enum report_format { REPORT_CSV, REPORT_XLSX, REPORT_PDF };

/* Of a name the contract has let through. */
enum report_format report_format_read(const char *name);
/* What the codes of a helsefellesskap are called in the caller's language, as report_output_read takes them. */
MUST_USE enum err report_labels_read(struct call *call, const char *helsefellesskap, const char **ret_labels);
/* Answers with the file, to be saved. name: without its ending, of letters, digits, - and _. */
MUST_USE enum err report_file_answer(struct call *call, enum report_format format, const char *name,
				     const struct str *file);

#endif
