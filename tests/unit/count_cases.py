#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints "PASSED FAILED" of a meson test log: cmocka's cases one by one, any other program as one.

usage: count_cases.py <build>/meson-logs/testlog.json
"""
import json
import re
import sys


def count(test):
    output = (test.get('stdout') or '') + (test.get('stderr') or '')
    good = len(re.findall(r'^\[       OK \]', output, re.MULTILINE))
    bad = len(re.findall(r'^\[  FAILED  \] \w+$', output, re.MULTILINE))
    if test['result'] == 'OK':
        return max(good, 1), bad
    # A program that died, or that a sanitizer ended, said nothing of its last case.
    return good, max(bad, 1)


def main():
    good = bad = 0
    with open(sys.argv[1], encoding='utf-8') as log:
        for line in log:
            passed, failed = count(json.loads(line))
            good, bad = good + passed, bad + failed
    print(good, bad)


if __name__ == '__main__':
    main()
