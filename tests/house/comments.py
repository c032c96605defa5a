# SPDX-License-Identifier: MIT
"""C comments are /* */: // is for a look while debugging. No struct is hidden by a typedef. One statement executor only."""
import re

import tree

LITERAL_OR_COMMENT = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)
BANNED_CALL = re.compile(r'\b(PQexec|PQfn|mg_handle_form_request|mg_get_var|mg_send_file|cJSON_GetObjectItem|cJSON_Parse)\s*\(')
TYPEDEF = re.compile(r'^\s*typedef\s+(struct|union|enum)\b[^(;]*(\{|;)', re.MULTILINE)


def check():
    for path in tree.matching(r'^(src|tests)/.*\.[ch]$'):
        text = LITERAL_OR_COMMENT.sub(lambda token: tree.blank(token.group()), tree.read(path))
        for found in re.finditer(r'//', text):
            yield f'{path}:{tree.line_of(text, found.start())}', 'a // comment; write /* */'
        for found in TYPEDEF.finditer(text):
            yield f'{path}:{tree.line_of(text, found.start())}', 'no typedef of a struct, union or enum'
        # A test may talk to a library directly; the wrapper headers poison what they do not use.
        for found in BANNED_CALL.finditer(text) if path.startswith('src/') and path != 'src/db/pq.h' else []:
            yield f'{path}:{tree.line_of(text, found.start())}', f'banned call {found.group(1)}'
