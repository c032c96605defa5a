#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Turns the rooms' .sql files into statements.h and statements.c.

usage: generate_statements.py <statements.h> <statements.c> <room/file.sql>...

A file holds blocks. A block starts with "-- name: submit"; its comments document the parameters ("-- $1 person id");
then comes one SQL statement up to the next "-- name:". src/deviation/store.sql with "-- name: submit" becomes the
object sql_deviation_submit, prepared under the name deviation_submit. Refused: a name used twice, a gap in $1..$n,
more than one statement, and "*" as a column list (a new column would change the meaning of a prepared statement).
"""
import os
import re
import sys

NAME = re.compile(r'^--\s*name:\s*(\S*)\s*$')
TOKEN = re.compile(
    r"""(?P<line_comment>--[^\n]*)
      | (?P<block_comment>/\*)
      | (?P<escape_string>(?<![A-Za-z0-9_])[eE]'(?:[^'\\]|\\.|'')*')
      | (?P<string>'(?:[^']|'')*')
      | (?P<quoted_name>"(?:[^"]|"")*")
      | (?P<dollar_quote>(?<![A-Za-z0-9_$])\$(?P<tag>(?:[A-Za-z_][A-Za-z0-9_]*)?)\$(?s:.*?)\$(?P=tag)\$)
      | (?P<parameter>(?<![A-Za-z0-9_$])\$(?P<number>[0-9]+))
      | (?P<semicolon>;)
      | (?P<open_quote>['"])
    """, re.VERBOSE | re.DOTALL)
ANY_COLUMN = re.compile(r'(?:\b(?:select|returning)\s+(?:all\s+|distinct\s+(?:on\s*\([^)]*\)\s*)?)?|,\s*|\.\s*)\*',
                        re.IGNORECASE)


class Refused(Exception):
    pass


def end_of_block_comment(sql, start):
    """Block comments nest in PostgreSQL."""
    depth, at = 0, start
    for mark in re.finditer(r'/\*|\*/', sql[start:]):
        depth += 1 if mark.group() == '/*' else -1
        at = start + mark.end()
        if depth == 0:
            return at
    raise Refused('a block comment is not closed')


def read_statement(sql):
    """Gives the text without comments, and the same with literals blanked, and the set of parameter numbers."""
    text, bare, numbers, at = [], [], set(), 0
    while True:
        found = TOKEN.search(sql, at)
        plain = sql[at:found.start()] if found else sql[at:]
        text.append(plain)
        bare.append(plain)
        if not found:
            break
        at, kind, token = found.end(), found.lastgroup, found.group()
        if kind == 'block_comment':
            at = end_of_block_comment(sql, found.start())
            text.append(' ')
            bare.append(' ')
        elif found.group('number'):
            numbers.add(int(found.group('number')))
            text.append(token)
            bare.append('p')
        elif kind == 'semicolon':
            text.append(token)
            bare.append(token)
        elif kind == 'open_quote':
            raise Refused('a quote is not closed')
        elif kind == 'line_comment':
            alone = not ''.join(text[-1:]).rpartition('\n')[2].strip()
            at += 1 if alone and sql.startswith('\n', at) else 0
        else:
            text.append(token)
            bare.append('x')
    return ''.join(text), ''.join(bare), numbers


def check_statement(bare, numbers):
    if ';' in bare.rstrip().rstrip(';'):
        raise Refused('more than one statement')
    if not bare.strip().rstrip(';').strip():
        raise Refused('no statement')
    if ANY_COLUMN.search(bare):
        raise Refused('"*" as a column list: name the columns')
    missing = set(range(1, max(numbers, default=0) + 1)) - numbers
    if missing or 0 in numbers:
        raise Refused('parameters must be $1..$n without a gap; missing: '
                      + (', '.join(f'${n}' for n in sorted(missing)) or 'none, but $0 is used'))


def tidy(text):
    """Drops the last semicolon and what is empty around the statement; its own lines stay, for error positions."""
    text = text.strip()
    return text[:-1].rstrip() if text.endswith(';') else text


def read_file(path):
    """Yields (name, text, parameters) of each block."""
    room = os.path.basename(os.path.dirname(os.path.abspath(path)))
    blocks, current = [], None
    with open(path, encoding='utf-8') as file:
        for number, line in enumerate(file, 1):
            named = NAME.match(line)
            if named:
                current = (named.group(1), number, [])
                blocks.append(current)
            elif current:
                current[2].append(line)
            elif line.strip() and not line.startswith('--'):
                raise Refused(f'{path}:{number}: SQL before the first "-- name:" line')
    for name, number, lines in blocks:
        try:
            if not re.fullmatch(r'[a-z][a-z0-9_]*', name):
                raise Refused(f'"{name}" is no name: lower case letters, digits and _')
            if len(room) + 1 + len(name) > 63:
                raise Refused('the name is longer than 63 bytes with its room')
            text, bare, numbers = read_statement(''.join(lines))
            check_statement(bare, numbers)
        except Refused as refused:
            raise Refused(f'{path}:{number}: {name}: {refused}') from None
        yield f'{room}_{name}', tidy(text), max(numbers, default=0), f'{path}:{number}'


def c_string(text):
    lines = text.split('\n')
    escaped = [line.replace('\\', '\\\\').replace('"', '\\"').replace('?', '\\?').replace('\t', '\\t')
               for line in lines]
    return '\n'.join(f'\t\t"{line}{newline}"'
                     for line, newline in zip(escaped, ['\\n'] * (len(lines) - 1) + ['']))


def write_header(path, statements):
    with open(path, 'w', encoding='utf-8') as out:
        out.write('/* Generated by db/generate_statements.py. */\n#ifndef STATEMENTS_H\n#define STATEMENTS_H\n\n'
                  '#include "db/db.h"\n\n')
        for name, _text, parameters, _place in statements:
            out.write(f'extern const struct statement sql_{name}; /* {parameters} parameters */\n')
        out.write('\n#endif\n')


def write_source(path, header, statements):
    with open(path, 'w', encoding='utf-8') as out:
        out.write(f'/* Generated by db/generate_statements.py. */\n#include "{os.path.basename(header)}"\n\n'
                  '#pragma GCC diagnostic ignored "-Woverlength-strings"\n\n')
        for index, (name, text, parameters, _place) in enumerate(statements):
            out.write(f'const struct statement sql_{name} = {{\n\t.name = "{name}",\n\t.text =\n{c_string(text)},\n'
                      f'\t.parameters = {parameters},\n\t.index = {index},\n}};\n\n')
        out.write('const struct statement *const all_statements[] = {\n')
        for name, *_rest in statements:
            out.write(f'\t&sql_{name},\n')
        if not statements:
            out.write('\t0,\n')
        out.write(f'}};\nconst int all_statements_count = {len(statements)};\n')


def main(arguments):
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    header, source, *paths = arguments
    seen = {}
    try:
        for path in paths:
            for name, text, parameters, place in read_file(path):
                if name in seen:
                    raise Refused(f'{place}: {name} is there already: {seen[name][3]}')
                seen[name] = (name, text, parameters, place)
    except Refused as refused:
        print(f'generate_statements.py: {refused}', file=sys.stderr)
        return 1
    statements = [seen[name] for name in sorted(seen)]
    write_header(header, statements)
    write_source(source, header, statements)
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
