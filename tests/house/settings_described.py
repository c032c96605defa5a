# SPDX-License-Identifier: MIT
"""deploy/systemd/samavvik.conf shows every setting with its help and default, and no other."""
import re

import tree

TABLE = 'src/base/settings.c'
SHOWN = 'deploy/systemd/samavvik.conf'


def check():
    source = tree.read(TABLE)
    start = source.index('static const struct setting table[]')
    table = {}
    for row in re.split(r'\n\t(?=[A-Z]+_OF\()', source[start:source.index('\n};', start)])[1:]:
        strings = re.findall(r'"([^"]*)"', row)
        table[re.search(r'\((\w+)', row).group(1)] = (strings[0], strings[-1])
    shown = {name: (value, text) for text, name, value in
             re.findall(r'^# (.*)\n#(\w+) = ?(.*)$', tree.read(SHOWN), re.MULTILINE)}
    for name in sorted(set(table) | set(shown)):
        if name not in shown:
            yield f'{TABLE}: {name}', f'is not in {SHOWN}'
        elif name not in table:
            yield f'{SHOWN}: {name}', 'there is no such setting'
        elif table[name] != shown[name]:
            yield f'{SHOWN}: {name}', f'is not as in the code: {table[name]}'
