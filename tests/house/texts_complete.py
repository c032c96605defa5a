# SPDX-License-Identifier: MIT
"""Every problem code has its sentence, and every text of the pages stands in nb, nn and en."""
import json
import re

import tree

TEXTS = 'src/contract/problem_text.c'
LANGUAGES = ('nb', 'nn', 'en')
# Where a code stands in the code: FAULT(…, "x"), fault_add_field(…, "x", …), {…, "/pointer", "x"}, CONSTRAINT = 'x'.
IN_C = re.compile(r'\bFAULT\([^;]*?,\s*"(\w+)"\)|\bfault_add_field\([^;"]*(?:"[^"]*")?[^;"]*,\s*"(\w+)",'
                  r'|"/\w*",\s*"(\w+)"\}')
IN_SQL = re.compile(r"\bCONSTRAINT\s*=\s*'(\w+)'")
ENTRY = re.compile(r'^\t\{"(\w+)",\s*\{(.*?)\}\},?$', re.DOTALL | re.MULTILINE)
SENTENCE = re.compile(r'(?:"(?:\\.|[^"\\])*"\s*)+')


def check_problem_texts():
    entries = ENTRY.findall(tree.read(TEXTS))
    codes = [code for code, _ in entries]
    if codes != sorted(codes) or len(set(codes)) != len(codes):
        yield TEXTS, 'the codes are not sorted, or one is there twice'
    for code, body in entries:
        sentences = [text.strip() for text in SENTENCE.findall(body)]
        if len(sentences) != len(LANGUAGES) or '""' in sentences:
            yield f'{TEXTS}: {code}', 'needs a sentence in each of nb, nn, en'
        elif len({text.count('%s') for text in sentences}) != 1:
            yield f'{TEXTS}: {code}', '%s stands in some of the languages only'
    for path, code in sorted(codes_used() - {(path, code) for path, _ in codes_used() for code in codes}):
        yield path, f'the problem code {code} has no sentence in {TEXTS}'


def codes_used():
    found = set()
    for path in tree.matching(r'^src/.*\.c$'):
        for groups in IN_C.findall(tree.read(path)):
            found |= {(path, code) for code in groups if code}
    for path in tree.matching(r'^(src/.*|migrations/.*)\.sql$'):
        found |= {(path, code) for code in IN_SQL.findall(tree.read(path))}
    return found


def flat(catalogue, prefix=''):
    for name, value in catalogue.items():
        if isinstance(value, dict):
            yield from flat(value, f'{prefix}{name}.')
        else:
            yield f'{prefix}{name}', value


def check_catalogues():
    texts = {language: dict(flat(json.loads(tree.read(f'src/ui/i18n/{language}.json')))) for language in LANGUAGES}
    for key in sorted(set().union(*texts.values())):
        said = [texts[language].get(key) for language in LANGUAGES]
        for language, text in zip(LANGUAGES, said):
            if not text or text == 'x':
                yield f'src/ui/i18n/{language}.json', f'no text for {key}'
        if len({tuple(sorted(re.findall(r'\{\{\s*(\w+)', text or ''))) for text in said}) != 1:
            yield f'src/ui/i18n: {key}', 'not the same {{values}} in every language'
    known = {re.sub(r'_(one|other)$', '', key) for key in texts['nb']}
    for path in tree.matching(r'^src/ui/.*\.tsx?$'):
        for found in re.finditer(r"""\bt\(\s*['"]([\w.]+)['"]""", tree.read(path)):
            if found.group(1) not in known:
                yield f'{path}:{tree.line_of(tree.read(path), found.start())}', f'no text for {found.group(1)}'


def check():
    yield from check_problem_texts()
    yield from check_catalogues()
