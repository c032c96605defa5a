#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every operation of the contract is used by the HTTP tests, with a success and with a refusal.

usage: operations_exercised.py FILE     lines "operation status", written by tests/http/support/contract.mjs
"""
import sys

from contract_complete import operations

ALWAYS_GRANTED = {'get_contract'}


def main():
    try:
        with open(sys.argv[1], encoding='utf-8') as file:
            seen = {tuple(line.split()) for line in file}
    except FileNotFoundError:
        seen = set()
    good = bad = 0
    for _, _, operation, _ in operations():
        name = operation['operationId']
        statuses = {int(status) for seen_name, status in seen if seen_name == name}
        lacks = [] if any(status < 400 for status in statuses) else ['success']
        if name not in ALWAYS_GRANTED and not any(400 <= status < 500 for status in statuses):
            lacks.append('refusal')
        if lacks:
            print(f'FAIL {name}: no HTTP test sees a {" and no test a ".join(lacks)} of it')
        good, bad = good + (not lacks), bad + bool(lacks)
    print(f'{good} passed, {bad} failed')
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
