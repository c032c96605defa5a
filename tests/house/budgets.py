# SPDX-License-Identifier: MIT
"""Function ≤ 60 lines, source file ≤ 500, header ≤ 160. What may be longer stands with its reason in exceptions.txt."""
import re

import tree

FUNCTION, SOURCE, HEADER = 60, 500, 160


def functions(path):
    """(name, first line, lines) of each function of a C file: what stands between a '{' in column 0 and its '}'."""
    text = tree.bare_c(path)
    for body in re.finditer(r'^\{\n.*?^\}', text, re.DOTALL | re.MULTILINE):
        before = text[:body.start()].rstrip()
        head = before[max(before.rfind(';'), before.rfind('}'), before.rfind('{')) + 1:]
        named = re.search(r'(\w+)\s*\(', head)
        if named:
            last = tree.line_of(text, body.end())
            first = tree.line_of(text, before.rfind(named.group(0)))
            yield named.group(1), first, last - first + 1


def check():
    for path in tree.matching(r'^(src|tests)/.*\.(c|h|ts|tsx|mjs|py)$|^tests/(run|bench/run)$|^deploy/[a-z-]+$'):
        lines = tree.read(path).count('\n')
        most = HEADER if path.endswith('.h') else SOURCE
        if lines > most:
            yield path, f'{lines} lines, at most {most}'
    for path in tree.matching(r'^(src|tests)/.*\.c$'):
        for name, _, lines in functions(path):
            if lines > FUNCTION:
                yield f'{path}:{name}', f'{lines} lines, at most {FUNCTION}'
