/* SPDX-License-Identifier: MIT */
/* The operation of the guard by itself, for clients that do not run it. */
#include "contract/operations.h"
#include "privacy/findings_json.h"

#include "base/banned.h"

#define ANSWER_BYTES_MAX ((size_t)4 * 1024 * 1024)

enum err op_scan_text(struct call *call, const struct scan_text_input *in)
{
	STR_AUTO struct str json = STR_INIT(ANSWER_BYTES_MAX);

	str_add_char(&json, '{');
	findings_add_json(&json, call->arena, in->body->text);
	str_add_char(&json, '}');
	return contract_answer_json(call, 200, arena_strdup(call->arena, str_text(&json)));
}
