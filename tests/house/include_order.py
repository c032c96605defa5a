# SPDX-License-Identifier: MIT
"""SPDX first; a .c file includes its own header, then <system>, then <library>, then ours, and last base/banned.h."""
import os

import tree

LIBRARIES = ('civetweb.h', 'libpq-fe.h', 'curl/', 'cjson/', 'sodium', 'cmocka.h', 'magic.h', 'cairo', 'pango', 'xlsxwriter.h')
BANNED = '"base/banned.h"'


def kind(name, first):
    if name == first:
        return 0
    if name.startswith('<'):
        return 2 if name[1:].startswith(LIBRARIES) else 1
    return 4 if name == BANNED else 3


def check_file(path):
    own = '"' + path[len('src/'):-2] + '.h"'
    listed = [one for one in tree.includes(path) if not one[1].startswith('<sanitizer/')]  # stands inside its #if
    names = [name for _, name in listed]
    if not names or names[-1] != BANNED:
        yield path, f'{BANNED} must be the last include'
    if own in names and names[0] != own:
        yield path, f'its own header {own} must be the first include'
    # A file of a room without a header of its own name starts with the header it implements.
    kinds = [kind(name, names[0] if names[0].startswith(f'"{tree.room_of(path)}/') else own) for name in names]
    for (number, name), this, before in zip(listed[1:], kinds[1:], kinds):
        if this < before:
            yield f'{path}:{number}', f'{name} is out of order (own, <system>, <library>, ours, banned.h)'
    if len(set(names)) != len(names):
        yield path, 'includes the same header twice'


def check():
    for path in tree.matching(r'^(src|tests)/.*\.[ch]$'):
        if 'SPDX-License-Identifier: MIT' not in tree.read(path).split('\n', 1)[0]:
            yield path, 'the first line must be /* SPDX-License-Identifier: MIT */'
    for path in tree.matching(r'^src/.*\.c$'):
        if os.path.basename(path) != 'banned.h':
            yield from check_file(path)
