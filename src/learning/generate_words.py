# SPDX-License-Identifier: MIT
"""Makes report_words.c of report_words.json and the control_chart part of the catalogues: generate_words.py OUT WORDS NB NN EN."""
import json
import sys


def flat(texts, prefix):
    for name, value in texts.items():
        if isinstance(value, dict):
            yield from flat(value, f'{prefix}{name}.')
        else:
            yield f'{prefix}{name}', value


def read(path):
    with open(path, encoding='utf-8') as file:
        return json.load(file)


def words(own, catalogues):
    found = dict(own)
    charts = [dict(flat(read(path)['control_chart'], 'control_chart.')) for path in catalogues]
    for key in charts[0]:
        found[key] = [texts[key] for texts in charts]
    for key, texts in found.items():
        if len(texts) != len(catalogues) or not all(texts):
            sys.exit(f'{key}: needs a text in each language')
    return sorted(found.items())


def main(out, own, *catalogues):
    rows = ''.join(f'\t{{{json.dumps(key)}, {{{", ".join(json.dumps(text, ensure_ascii=False) for text in texts)}}}}},\n'
                   for key, texts in words(read(own), catalogues))
    with open(out, 'w', encoding='utf-8') as file:
        file.write('/* Made by generate_words.py. */\n#include "learning/report_words.h"\n\n'
                   f'const struct report_word report_words[] = {{\n{rows}}};\n'
                   'const size_t report_word_count = sizeof(report_words) / sizeof(report_words[0]);\n')


if __name__ == '__main__':
    main(*sys.argv[1:])
