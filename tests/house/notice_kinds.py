# SPDX-License-Identifier: MIT
"""Every kind of mail the database knows has its name on the page about mail, and in each language."""
import json
import re

import tree

CONSTRAINT = re.compile(r'CONSTRAINT\s+outbox_kind_known\s+CHECK\s*\((?:kind|VALUE) IN \(([^)]*)\)\)')
LISTED = re.compile(r'export const KINDS = \[([^\]]*)\]')


def check():
    found = [match for path in sorted(tree.matching(r'^migrations/.*\.sql$')) for match in CONSTRAINT.findall(tree.read(path))]
    known = set(re.findall(r"'(\w+)'", found[-1]))
    page = 'src/ui/pages/post/outbox_calls.ts'
    places = [(page, set(re.findall(r"'(\w+)'", LISTED.search(tree.read(page)).group(1))))]
    for language in ('nb', 'nn', 'en'):
        path = f'src/ui/i18n/{language}.json'
        places.append((path, set(json.loads(tree.read(path))['post']['kind']) - {'other'}))
    for place, kinds in places:
        if kinds != known:
            yield place, f'not the kinds of notice the database knows: {", ".join(sorted(kinds ^ known))}'
