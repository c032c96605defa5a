# SPDX-License-Identifier: MIT
"""Nothing is left open, no test is switched off, and no path of a machine or address of a registry is in the tree."""
import re

import tree

# Written in two halves, so that this file does not hold what it looks for.
OPEN = re.compile(r'\b(TO' r'DO|FIX' r'ME|XX' r'X|HA' r'CK|not imple' r'mented|st' r'ub|place' r'holder)\b')
HTML_ATTRIBUTE = re.compile(r'\bplace' r'holder(=|:)')
SWITCHED_OFF = re.compile(r'\b(sk' r'ip|x' r'fail|to' r'do) *\(|\.(sk' r'ip|to' r'do|on' r'ly)\(|\{ *(sk' r'ip|to' r'do|on' r'ly): *true')
OUTSIDE = re.compile(r'(?<![\w.])/wo' r'rk/|/ho' r'me/\w+/|registry\.' r'npmjs|(?:deb|security)\.debian' r'\.org|pypi\.' r'org|\.\./sha' r'red\b')
NAMES = re.compile(r'(^|/)(utils?|common|misc|helpers?)\.(c|h|ts|tsx|mjs|py|sql)$')


def lines(path):
    return enumerate(tree.read(path).split('\n'), 1)


def check():
    for path in tree.files():
        if NAMES.search(path):
            yield path, 'a name that says nothing; name what it is'
        if re.search(r'\.(png|jpg|svg|woff2?|ico)$|(^|/)corpus/', path):
            continue
        for number, line in lines(path):
            if OUTSIDE.search(line):
                yield f'{path}:{number}', f'a path or host outside the project: {line.strip()[:80]}'
            if re.match(r'(src|tests|deploy|migrations|api)/', path) and not path.endswith('package-lock.json'):
                if OPEN.search(HTML_ATTRIBUTE.sub('', line)):
                    yield f'{path}:{number}', f'left open: {line.strip()[:80]}'
            if path.startswith('tests/') and SWITCHED_OFF.search(line):
                yield f'{path}:{number}', f'a test is switched off: {line.strip()[:80]}'
