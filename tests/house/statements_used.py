# SPDX-License-Identifier: MIT
"""Each statement of a .sql file says what its parameters are, and is used."""
import os
import re

import tree

BLOCK = re.compile(r'^--\s*name:\s*(\S+)[^\n]*\n(.*?)(?=^--\s*name:|\Z)', re.DOTALL | re.MULTILINE)
LITERAL = re.compile(r"'(?:[^']|'')*'")


def check():
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
            for number in sorted(used - said):
                yield f'{path}: {name}', f'${number} has no comment that says what it is'
            for number in sorted(said - used):
                yield f'{path}: {name}', f'${number} is described and not there'
            if not re.search(rf'\bsql_{room}_{name}\b', code):
                yield f'{path}: {name}', f'sql_{room}_{name} is used nowhere'
