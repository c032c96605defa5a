# SPDX-License-Identifier: MIT
"""The contract and the code name the same operations, permissions and path parameters."""
import re

import yaml

import tree

METHODS = {'get', 'post', 'put', 'patch', 'delete'}


def operations():
    """(path, method, operation, shared parameters) of api/openapi.yaml."""
    for path, item in yaml.safe_load(tree.read('api/openapi.yaml'))['paths'].items():
        for method, operation in item.items():
            if method in METHODS:
                yield path, method, operation, item.get('parameters', [])


def defined_functions():
    """op_x defined in a C file, with the file."""
    found = {}
    for path in tree.matching(r'^src/.*\.c$'):
        for match in re.finditer(r'^enum err op_(\w+)\s*\(', tree.bare_c(path), re.MULTILINE):
            found[match.group(1)] = path
    return found


def check_operation(path, method, operation):
    here = f'api/openapi.yaml: {method.upper()} {path}'
    name = operation.get('operationId')
    if not name:
        yield here, 'has no operationId'
        return
    if 'x-permission' not in operation:
        yield here, 'has no x-permission'
    if 'requestBody' in operation and 'x-body-limit' not in operation:
        yield here, 'has a body and no x-body-limit'
    if 'default' not in operation['responses']:
        yield here, 'does not describe its problems (responses: default)'
    if not operation.get('summary'):
        yield here, 'has no summary'


def check():
    defined = defined_functions()
    named = set()
    for path, method, operation, _ in operations():
        yield from check_operation(path, method, operation)
        name = operation.get('operationId')
        if name in named:
            yield f'api/openapi.yaml: {name}', 'the operationId is used twice'
        named.add(name)
        if name not in defined:
            yield f'api/openapi.yaml: {name}', f'no C function op_{name}'
    for name in sorted(set(defined) - named):
        yield defined[name], f'op_{name} is not in the contract'
