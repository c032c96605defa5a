# SPDX-License-Identifier: MIT
"""Every header compiles alone, with both compilers: it includes what it needs."""
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

import tree

GENERATED = [os.path.join(tree.BUILD, 'src'), os.path.join(tree.BUILD, 'src', 'contract')]
# Included last, to ban; it declares nothing.
NOT_ALONE = {'src/base/banned.h'}


def flags():
    packages = subprocess.run(['pkg-config', '--cflags', 'libpq', 'libcjson', 'libcurl', 'libsodium'],
                              capture_output=True, text=True, check=True).stdout.split()
    return ['-std=gnu17', '-D_GNU_SOURCE', '-Wall', '-Wextra', '-Werror', '-fsyntax-only', '-x', 'c',
            '-I' + os.path.join(tree.TOP, 'src'), *['-I' + folder for folder in GENERATED], *packages]


def complaint(compiler, header):
    # Through standard input: then it is no "main file", whose unused static functions would be complained about.
    text = f'#include "{os.path.join(tree.TOP, header)}"\n'
    done = subprocess.run([compiler, *flags(), '-'], input=text, capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else f'does not compile alone ({compiler}): {done.stderr.strip()[:400]}'


def check():
    headers = [path for path in tree.matching(r'^src/.*\.h$') if path not in NOT_ALONE]
    jobs = [(compiler, header) for header in headers for compiler in ('gcc', 'clang')]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        for (_, header), said in zip(jobs, pool.map(lambda job: complaint(*job), jobs)):
            if said:
                yield header, said
