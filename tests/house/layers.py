# SPDX-License-Identifier: MIT
"""Includes point down: feature rooms → contract → http db mail → base; each library belongs to one room."""
import os

import tree

LEVEL = {'base': 0, 'http': 1, 'db': 1, 'mail': 1, 'contract': 2}
FEATURE = 3
COMPOSITION = 4  # src/main.c and its neighbours know everything

OWNER_OF = {
    'civetweb.h': {'http'},
    'libpq-fe.h': {'db'},
    'liboath/oath.h': {'access'},
    'zxcvbn.h': {'access'},
    'magic.h': {'attachment'},
    'cairo': {'learning'},
    'pango': {'learning'},
    'xlsxwriter.h': {'learning'},
    'cjose/header.h': {'access'},
    'cjose/jwk.h': {'access'},
    'cjose/jws.h': {'access'},
    'curl/curl.h': {'http', 'mail'},
    'cjson/cJSON.h': {'contract', 'party', 'routing'},
}
GENERATED = {'statements.h': 'db', 'operations.h': 'contract', 'contract/operations.h': 'contract'}
# What the rules of a room may not know. The edge (api), the data (store) and the commands may.
# The contract's input structs are plain data and theirs to read.
NOT_FOR_RULES = {'statements.h', 'contract/cj.h', 'cjson/cJSON.h', 'http/http.h', 'contract/service.h'}


def level(room):
    return COMPOSITION if room == '' else LEVEL.get(room, FEATURE)


def is_rules_file(path):
    """deviation/transitions.c is; deviation/api.c, intake_store.c, route_command.c, rules_read.c, worker.c are not."""
    stem = os.path.basename(path)[:-2]
    edges = ('api', 'store', 'command', 'read', 'worker', 'cache', 'session')
    room = tree.room_of(path)  # the workers of jobs are edges all of them
    return path.endswith('.c') and level(room) == FEATURE and room != 'jobs' and stem.split('_')[-1] not in edges


def check_include(path, name):
    room = tree.room_of(path)
    header = name[1:-1]
    if header in OWNER_OF and room not in OWNER_OF[header]:
        return f'only {" and ".join(sorted(OWNER_OF[header]))} may include {name}'
    if is_rules_file(path) and header in NOT_FOR_RULES:
        return f'a file of rules includes {name}: rules know no JSON, HTTP or SQL'
    if name.startswith('<') or (header not in GENERATED and '/' not in header):
        return None
    target = GENERATED.get(header) or header.split('/')[0]
    if target == room:
        return None
    if level(target) > level(room) or (level(target) == level(room) < FEATURE):
        return f'{room or "src"} may not include {name}: includes point down'
    if level(target) == FEATURE and level(room) == FEATURE and header != f'{target}/{target}.h':
        return f'two features meet only through {target}/{target}.h, not {name}'
    return None


def check():
    for path in tree.matching(r'^src/.*\.[ch]$'):
        for number, name in tree.includes(path):
            complaint = check_include(path, name)
            if complaint:
                yield f'{path}:{number}', complaint
