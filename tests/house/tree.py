# SPDX-License-Identifier: MIT
"""What the house checks share: the files of the project, and C text without comments and literals."""
import os
import re
import subprocess
from functools import lru_cache

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.join(TOP, 'build')
LEFT_OUT = {'node_modules', '__pycache__', '.git', '.samavvik'}


@lru_cache(maxsize=None)
def files():
    """Every file of the project, as paths from the top: what git knows, and what is new and not ignored."""
    listed = subprocess.run(['git', '-C', TOP, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
                            capture_output=True, check=False)
    if listed.returncode == 0:
        names = listed.stdout.decode().split('\0')
        return sorted({name for name in names if name and os.path.isfile(os.path.join(TOP, name))})
    found = []
    for folder, folders, names in os.walk(TOP):
        folders[:] = [name for name in folders if name not in LEFT_OUT and not name.startswith('build')]
        found += [os.path.relpath(os.path.join(folder, name), TOP) for name in names]
    return sorted(found)


def matching(pattern):
    return [path for path in files() if re.search(pattern, path)]


@lru_cache(maxsize=None)
def read(path):
    with open(os.path.join(TOP, path), encoding='utf-8', errors='replace') as file:
        return file.read()


C_TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def blank(text):
    """Spaces instead, the line ends kept: places stay where they are."""
    return re.sub(r'[^\n]', ' ', text)


@lru_cache(maxsize=None)
def bare_c(path):
    """C text whose comments and literals are blanked."""
    return C_TOKEN.sub(lambda token: blank(token.group()), read(path))


@lru_cache(maxsize=None)
def includes(path):
    """(line number, name as written with its <> or "") of each #include."""
    found = []
    for number, line in enumerate(read(path).split('\n'), 1):
        include = re.match(r'\s*#\s*include\s*([<"][^>"]+[>"])', line)
        if include:
            found.append((number, include.group(1)))
    return found


def line_of(text, offset):
    return text.count('\n', 0, offset) + 1


def room_of(path):
    """src/deviation/api.c is of the room deviation; src/main.c of none."""
    parts = path.split('/')
    return parts[1] if len(parts) > 2 and parts[0] == 'src' else ''
