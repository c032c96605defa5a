# SPDX-License-Identifier: MIT
"""The top level is the agreed one; scripts have their run bit."""
import os

import tree

TOP_LEVEL = {'meson.build', 'meson_options.txt', 'README.md', 'CONTRIBUTING.md', 'LICENSE', 'SECURITY.md',
             'src', 'migrations', 'api', 'tests', 'deploy'}
ROOMS = {'base', 'contract', 'http', 'db', 'mail', 'access', 'privacy', 'party', 'routing', 'deviation', 'attachment', 'analysis',
         'learning', 'audit', 'jobs', 'ui'}
SCRIPTS = {'.ci/run', 'deploy/quickstart', 'deploy/install-packages', 'deploy/cluster', 'tests/run', 'tests/db/run',
           'tests/bench/run'}


def check():
    for path in tree.files():
        first = path.split('/')[0]
        if not first.startswith('.') and first not in TOP_LEVEL:
            yield path, 'is not in the agreed layout of the top level'
        if tree.room_of(path) not in ROOMS | {''}:
            yield path, f'{tree.room_of(path)} is not one of the rooms'
    for script in sorted(SCRIPTS):
        full = os.path.join(tree.TOP, script)
        if not os.path.exists(full):
            yield script, 'is missing'
        elif not os.access(full, os.X_OK):
            yield script, 'has no run bit'
    if './tests/run' not in tree.read('.ci/run'):
        yield '.ci/run', 'does not call ./tests/run'
