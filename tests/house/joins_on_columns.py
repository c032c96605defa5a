# SPDX-License-Identifier: MIT
"""No statement joins a table on an expression over another's JSON: under row-level security such an expression might tell of hidden rows, so no
index answers and the whole table is read. Work it out in a MATERIALIZED part, or look the row up in a subquery."""
import re

import tree

JOIN = re.compile(r'JOIN\s+\w+\s+(\w+)\s+ON\b[^;]*?\b\1\.\w+\s*=\s*\(\w+\.\w+\s*->>')


def check():
    for path in sorted(tree.matching(r'^src/.*\.sql$')):
        text = tree.read(path)
        for match in JOIN.finditer(text):
            if '\n\n' not in match.group(0) and match.group(0).count('JOIN') == 1:
                yield f'{path}:{text.count(chr(10), 0, match.end()) + 1}', f'joins {match.group(1)} on an expression over JSON'
