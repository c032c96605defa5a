#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What db/generate_statements.py makes of .sql files, and what it refuses. Prints its results as cmocka does."""
import os
import subprocess
import sys
import tempfile

GENERATOR = sys.argv[1]


def generate(files):
    """Exit code, source, header and messages for {room/file: text}."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, text in files.items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, 'w', encoding='utf-8') as file:
                file.write(text)
            paths.append(path)
        header, source = os.path.join(folder, 'statements.h'), os.path.join(folder, 'statements.c')
        done = subprocess.run([sys.executable, GENERATOR, header, source, *paths], capture_output=True, text=True,
                              check=False)
        read = [open(path, encoding='utf-8').read() if os.path.exists(path) else '' for path in (source, header)]
        return done.returncode, *read, done.stderr


def accepted(text, *expected):
    code, source, _header, said = generate({'room/file.sql': text})
    assert code == 0, said
    for part in expected:
        assert part in source, f'{part!r} is not in {source}'


def refused(text, why, **more):
    code, _source, _header, said = generate({'room/file.sql': text, **more})
    assert code == 1 and why in said, f'{code} {said}'


def a_statement_gets_the_name_of_its_room():
    code, source, header, said = generate({'deviation/store.sql': '-- name: submit\nselect 1\n'})
    assert code == 0, said
    assert 'const struct statement sql_deviation_submit = {' in source
    assert '.name = "deviation_submit"' in source
    assert 'extern const struct statement sql_deviation_submit;' in header


def statements_are_sorted_by_name_and_know_their_place():
    _code, source, _header, _said = generate({'b/x.sql': '-- name: one\nselect 1\n-- name: a\nselect 2',
                                              'a/x.sql': '-- name: z\nselect 3'})
    assert source.index('&sql_a_z') < source.index('&sql_b_a') < source.index('&sql_b_one')
    assert source.index('.index = 0') < source.index('.index = 1') < source.index('.index = 2')
    assert 'all_statements_count = 3' in source


def comments_go_and_lines_stay():
    accepted('-- what this file is\n-- name: x\n-- $1 a word\nselect $1, -- why\n\t/* not /* nested */ $7 */ b\n;\n',
             '"select $1, \\n"\n\t\t"\\t  b"', '.parameters = 1')


def text_that_only_looks_like_sql_is_kept():
    accepted("-- name: x\nselect '-- $5; ''it', E'\\'; $6', \"a;$8\", $$ ; $9 $$, $tag$ ' $tag$, $1 || b$2\n",
             "'-- $5; ''it'", "E'\\\\'; $6'", '\\"a;$8\\"', '$$ ; $9 $$', ".parameters = 1")


def a_parameter_may_come_again_and_in_any_order():
    accepted('-- name: x\nselect $2, $1, $2, $3::text[]\n', '.parameters = 3')


def multiplying_and_counting_are_no_column_lists():
    accepted('-- name: x\nselect count(*), a * 2, (b)*c from t\n')


def a_gap_in_the_parameters_is_refused():
    refused('-- name: x\nselect $1, $3\n', 'missing: $2')
    refused('-- name: x\nselect $0\n', '$0')


def two_statements_in_a_block_are_refused():
    refused('-- name: x\nselect 1; select 2;\n', 'more than one statement')


def a_star_as_column_list_is_refused():
    for text in ('select * from t', 'SELECT DISTINCT * FROM t', 'select a.* from a', 'select 1, * from t',
                 'insert into t values (1) returning *'):
        refused(f'-- name: x\n{text}\n', 'name the columns')


def a_name_twice_is_refused_across_files():
    refused('-- name: x\nselect 1\n-- name: x\nselect 2\n', 'room_x is there already')
    refused('-- name: x\nselect 1\n', 'room_x is there already', **{'room/other.sql': '-- name: x\nselect 2\n'})


def what_is_no_statement_is_refused_with_its_place():
    refused('-- name: x\n-- only a comment\n', 'file.sql:1: x: no statement')
    refused('select 1\n', 'file.sql:1: SQL before the first')
    refused('-- name: X y\nselect 1\n', 'SQL before the first')
    refused('-- name: X\nselect 1\n', 'is no name')
    refused("-- name: x\nselect 'a\n", 'a quote is not closed')
    refused('-- name: x\nselect 1 /* a\n', 'a block comment is not closed')


def main():
    cases = [case for case in globals().values() if callable(case) and getattr(case, '__module__', '') == '__main__'
             and case not in (generate, accepted, refused, main)]
    failures = 0
    for case in cases:
        try:
            case()
            print(f'[       OK ] {case.__name__}')
        except AssertionError as error:
            failures += 1
            print(f'{error}\n[  FAILED  ] {case.__name__}')
    return 1 if failures or not cases else 0


sys.exit(main())
