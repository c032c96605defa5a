#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs clang-tidy with .clang-tidy over the C files of src/, with the flags of build/compile_commands.json."""
import json
import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import tree

# Flags of the compiler the build folder was made with that clang does not know.
GCC_ONLY = ('-Wduplicated', '-Wlogical-op', '-Wformat-signedness', '-Wcast-align', '-fanalyzer',
            '-ftrivial-auto-var-init')


def flags_of(command):
    words = [word for word in shlex.split(command)[1:] if not word.startswith(GCC_ONLY)]
    keep = [word for word in words if word.startswith(('-I', '-D', '-U', '-std', '-isystem', '-f', '-W'))]
    return [word for word in keep if word not in ('-Werror', '-fcf-protection=full')]


def lint(folder, entry):
    path = os.path.relpath(os.path.normpath(os.path.join(entry['directory'], entry['file'])), tree.TOP)
    done = subprocess.run(['clang-tidy', '--quiet', os.path.join(tree.TOP, path), '--', *flags_of(entry['command'])],
                          cwd=folder, capture_output=True, text=True, check=False)
    return path, '' if done.returncode == 0 else done.stdout


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else tree.BUILD
    with open(os.path.join(folder, 'compile_commands.json'), encoding='utf-8') as file:
        entries = {entry['file']: entry for entry in json.load(file) if '/src/' in '/' + entry['file']
                   and entry['file'].endswith('.c') and not entry['output'].startswith('tests/')}
    wanted = [entry for entry in entries.values() if os.path.normpath(os.path.join(
        entry['directory'], entry['file'])).startswith(os.path.join(tree.TOP, 'src'))]
    good = bad = 0
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for path, said in pool.map(lambda entry: lint(folder, entry), wanted):
            if said:
                print(f'FAIL {path}\n{said}')
            good, bad = good + (not said), bad + bool(said)
    print(f'{good} passed, {bad} failed')
    return 1 if bad or not good else 0


if __name__ == '__main__':
    sys.exit(main())
