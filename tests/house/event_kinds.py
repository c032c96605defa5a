# SPDX-License-Identifier: MIT
"""The kinds of events are the same in the contract, in the last word of the migrations, and in the texts of the pages."""
import json
import re

import yaml

import tree

CONSTRAINT = re.compile(r'CONSTRAINT\s+event_kind_known\s+CHECK\s*\((?:kind|VALUE) IN \(([^)]*)\)\)')


def in_migrations():
    found = [match for path in sorted(tree.matching(r'^migrations/.*\.sql$')) for match in CONSTRAINT.findall(tree.read(path))]
    return set(re.findall(r"'(\w+)'", found[-1]))


def check():
    schemas = yaml.safe_load(tree.read('api/openapi.yaml'))['components']['schemas']
    told = set(schemas['deviation']['properties']['events']['items']['properties']['kind']['enum'])
    for where, kinds in (('migrations: event_kind_known', in_migrations()),
                         ('src/ui/i18n/nb.json: event', set(json.loads(tree.read('src/ui/i18n/nb.json'))['event']))):
        if kinds != told:
            yield where, f'not as in the contract: {", ".join(sorted(kinds ^ told))}'
