#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the house rules: each module here with a check() that yields (place, complaint).

usage: check.py [rule…]

exceptions.txt lists what may be otherwise, one "rule | place | reason" a line; a line that is not needed fails too.
"""
import importlib
import os
import sys

import tree

RULES = ['layout', 'layers', 'include_order', 'headers_alone', 'budgets', 'comments', 'words', 'contract_complete',
         'generator_refuses', 'statements_used', 'joins_on_columns', 'texts_complete', 'settings_described', 'event_kinds', 'notice_kinds', 'sbom_complete', 'security_notes']
EXCEPTIONS = 'tests/house/exceptions.txt'


def read_exceptions():
    found = {}
    for number, line in enumerate(tree.read(EXCEPTIONS).split('\n'), 1):
        if line.strip() and not line.startswith('#'):
            parts = [part.strip() for part in line.split('|')]
            if len(parts) != 3 or not all(parts):
                raise SystemExit(f'{EXCEPTIONS}:{number}: must be: rule | place | reason')
            found[parts[0], parts[1]] = number
    return found


def without_line(place):
    """src/a.c:12 is excepted as src/a.c: lines move."""
    head, _, tail = place.rpartition(':')
    return head if tail.isdigit() else place


def main():
    os.environ['PYTHONDONTWRITEBYTECODE'] = '1'
    wanted = sys.argv[1:] or RULES
    exceptions = read_exceptions()
    unused = {key for key in exceptions if key[0] in wanted}
    good = bad = 0
    for rule in wanted:
        complaints = []
        for place, complaint in importlib.import_module(rule).check():
            key = (rule, without_line(place))
            unused.discard(key)
            if key not in exceptions:
                complaints.append(f'  {place}: {complaint}')
        print(f'{"ok  " if not complaints else "FAIL"} {rule}')
        print('\n'.join(complaints), end='\n' if complaints else '')
        good, bad = good + (not complaints), bad + bool(complaints)
    for key in sorted(unused):
        print(f'FAIL {EXCEPTIONS}:{exceptions[key]}: not needed (any more): {" | ".join(key)}')
    print(f'{good + (not unused)} passed, {bad + bool(unused)} failed')
    return 1 if bad or unused else 0


if __name__ == '__main__':
    sys.dont_write_bytecode = True
    sys.exit(main())
