# SPDX-License-Identifier: MIT
"""SECURITY.md names every requirement of ASVS 4.0.3 up to level 2 once, and only files that exist."""
import os
import re

import tree

FILE = 'SECURITY.md'
# Section: the last number, then those that are deleted or of level 3 only.
SECTIONS = {
    '1.1': (7,), '1.2': (4,), '1.4': (5, 2, 3), '1.5': (4,), '1.6': (4,), '1.7': (2,), '1.8': (2,), '1.9': (2,), '1.10': (1,),
    '1.11': (2,), '1.12': (2, 1), '1.14': (6,),
    '2.1': (12,), '2.2': (3,), '2.3': (3,), '2.4': (6,), '2.5': (7,), '2.6': (3,), '2.7': (6,), '2.8': (7,), '2.9': (3,), '2.10': (4,),
    '3.1': (1,), '3.2': (4,), '3.3': (4,), '3.4': (5,), '3.5': (3,), '3.7': (1,),
    '4.1': (5, 4), '4.2': (2,), '4.3': (3,),
    '5.1': (5,), '5.2': (8,), '5.3': (10,), '5.4': (3,), '5.5': (4,),
    '6.1': (3,), '6.2': (6,), '6.3': (2,), '6.4': (2,),
    '7.1': (4,), '7.2': (2,), '7.3': (4, 2), '7.4': (3,),
    '8.1': (4,), '8.2': (3,), '8.3': (8,),
    '9.1': (3,), '9.2': (4,),
    '10.2': (2,), '10.3': (3,),
    '11.1': (8,),
    '12.1': (3,), '12.2': (1,), '12.3': (6,), '12.4': (2,), '12.5': (2,), '12.6': (1,),
    '13.1': (5, 2), '13.2': (6, 4), '13.3': (2,), '13.4': (2,),
    '14.1': (4,), '14.2': (6,), '14.3': (3, 1), '14.4': (7,), '14.5': (4,),
}
NUMBER = re.compile(r'^\d+\.\d+\.\d+$')
PATH = re.compile(r'^(?:(?:\.ci|api|deploy|migrations|src|tests)/[\w./-]*|[A-Z]+\.md|meson\.build)$')
STATE = re.compile(r'^(met\b|part:|no:|–)')


def wanted():
    return {f'{section}.{number}' for section, (last, *without) in SECTIONS.items()
            for number in range(1, last + 1) if number not in without}


def check():
    seen = set()
    for line, text in enumerate(tree.read(FILE).split('\n'), 1):
        for name in re.findall(r'`([^`]+)`', text):
            if PATH.match(name) and not os.path.exists(os.path.join(tree.TOP, name)):
                yield f'{FILE}:{line}', f'there is no {name}'
        cells = [cell.strip() for cell in text.strip('|').split('|')]
        numbers = cells[0].split(', ')
        if not text.startswith('|') or not all(NUMBER.match(number) for number in numbers):
            continue
        if len(cells) != 3 or not STATE.match(cells[2]):
            yield f'{FILE}:{line}', 'says neither met, part, no nor –'
        for number in numbers:
            if number in seen or number not in wanted():
                yield f'{FILE}:{line}', f'{number} stands twice or is not of level 1 or 2'
            seen.add(number)
    for number in sorted(wanted() - seen):
        yield FILE, f'says nothing of requirement {number}'
