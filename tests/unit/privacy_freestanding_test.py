#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The guard compiles for WebAssembly and asks for nothing from outside, so that the browser can run the very same files."""
import os
import subprocess
import sys
import tempfile

# A compiler may call these for assignments of structs, with or without a library.
COMPILERS_OWN = {'memcpy', 'memset', 'memmove', 'memcmp', '__stack_chk_fail', '_GLOBAL_OFFSET_TABLE_'}
FLAGS = ['-std=gnu17', '-O0', '-ffreestanding', '-nostdlib', '-Wall', '-Wextra', '-Werror']


def compile_all(compiler, include, sources, folder):
    objects = []
    for source in sources:
        objects.append(os.path.join(folder, os.path.basename(source) + '.o'))
        subprocess.run([*compiler, *FLAGS, '-I' + include, '-c', source, '-o', objects[-1]], check=True)
    return objects


def symbols(objects, option):
    listed = subprocess.run(['nm', option, *objects], capture_output=True, text=True, check=True).stdout
    return {line.split()[-1] for line in listed.splitlines() if line.strip() and not line.endswith(':')}


def main():
    include, *sources = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        objects = compile_all(['cc'], include, sources, folder)
        missing = symbols(objects, '-u') - symbols(objects, '--defined-only') - COMPILERS_OWN
        subprocess.run(['clang', '--target=wasm32', *FLAGS, '-I' + include, '-fsyntax-only', *sources], check=True)
    if missing:
        sys.exit(f'the guard needs {", ".join(sorted(missing))} from outside')
    print(f'{len(sources)} files need nothing from outside')


if __name__ == '__main__':
    main()
