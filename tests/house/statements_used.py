# SPDX-License-Identifier: MIT
"""Each statement of a .sql file says what its parameters are, is used, and gets as many as it has."""
import os
import re

import tree

BLOCK = re.compile(r'^--\s*name:\s*(\S+)[^\n]*\n(.*?)(?=^--\s*name:|\Z)', re.DOTALL | re.MULTILINE)
LITERAL = re.compile(r"'(?:[^']|'')*'")


CALL = re.compile(r'\bsql_(\w+),\s*(?:DB_NO_PARAMS|DB_PARAMS(?=\())')


def arguments(text, start):
    """How many stand in the parentheses that begin at start."""
    depth = count = 0
    for at in range(start, len(text)):
        if text[at] in '([{':
            depth += 1
        elif text[at] in ')]}':
            depth -= 1
            if depth == 0:
                return count + 1
        elif text[at] == ',' and depth == 1:
            count += 1
    return count


def wrong_calls(parameters):
    """A call with too few or too many ends the whole program; the compiler does not see it."""
    for path in tree.matching(r'^src/.*\.c$'):
        code = tree.bare_c(path)
        for call in CALL.finditer(code):
            wanted = parameters.get(call.group(1))
            given = 0 if call.group(0).endswith('DB_NO_PARAMS') else arguments(code, call.end())
            if wanted is not None and given != wanted:
                yield f'{path}:{tree.line_of(code, call.start())}', f'sql_{call.group(1)} has {wanted} parameters and is given {given}'


def check():
    parameters = {}
    code = '\n'.join(tree.bare_c(path) for path in tree.matching(r'^(src|tests)/.*\.[ch]$'))
    for path in tree.matching(r'^src/.*\.sql$'):
        room = os.path.basename(os.path.dirname(path))
        for name, body in BLOCK.findall(tree.read(path)):
            comments = [line for line in body.split('\n') if line.lstrip().startswith('--')]
            statement = LITERAL.sub("''", '\n'.join(line.split('--')[0] for line in body.split('\n')))
            said = {int(n) for line in comments for n in re.findall(r'\$(\d+)', line)}
            said |= {n for line in comments for a, b in re.findall(r'\$(\d+)\s*(?:\.\.|…|-|–)\s*\$(\d+)', line)
                     for n in range(int(a), int(b) + 1)}
            used = {int(n) for n in re.findall(r'\$(\d+)', statement)}
            parameters[f'{room}_{name}'] = max(used, default=0)
            for number in sorted(used - said):
                yield f'{path}: {name}', f'${number} has no comment that says what it is'
            for number in sorted(said - used):
                yield f'{path}: {name}', f'${number} is described and not there'
            if not re.search(rf'\bsql_{room}_{name}\b', code):
                yield f'{path}: {name}', f'sql_{room}_{name} is used nowhere'
    yield from wrong_calls(parameters)
