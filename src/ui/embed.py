#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Turns the bundled front end into C: the table http_assets of http/http.h.

  embed.py BUNDLE_FOLDER OUTPUT.c
  embed.py --empty OUTPUT.c

The bytes are taken in by the assembler (.incbin), which is quick and works the same with gcc and clang; `.balign` and the
closing zero keep neighbours apart. BUNDLE_FOLDER holds manifest.json and files/, as bundle.mjs leaves them.
"""
import json
import sys
from pathlib import Path

HEAD = """/* SPDX-License-Identifier: MIT */
/* Made by src/ui/embed.py from the bundled front end. */
#include "http/http.h"

"""


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def blob(name, path):
    """A C declaration of asset_<name> and the assembler that takes the file in."""
    lines = [
        '.pushsection .rodata', f'.global asset_{name}', f'.hidden asset_{name}', '.balign 16', f'asset_{name}:',
        f'.incbin {quoted(str(path))}', '.byte 0', '.popsection',
    ]
    body = "\n".join("\t" + quoted(line)[:-1] + '\\n"' for line in lines)
    return f"__asm__(\n{body});\nextern const unsigned char asset_{name}[] __attribute__((visibility(\"hidden\")));\n"


def write(bundle, output):
    files = bundle / "files"
    assets = json.loads((bundle / "manifest.json").read_text())
    blobs, rows = [], []
    for number, asset in enumerate(assets):
        fields = {key: asset[key] for key in ("path", "etag")}
        row = [f".path = {quoted(fields['path'])}", f".content_type = {quoted(asset['type'])}",
               f".etag = {quoted(fields['etag'])}"]
        for key, source in (("plain", "file"), ("gzip", "gzip"), ("brotli", "brotli")):
            if source not in asset:
                continue
            path = (files / asset[source]).resolve()
            name = f"{number}_{key}"
            blobs.append(blob(name, path))
            row += [f".{key} = asset_{name}", f".{key}_len = {path.stat().st_size}"]
        row.append(f".immutable = {'true' if asset['immutable'] else 'false'}")
        rows.append("\t{\n\t\t" + ",\n\t\t".join(row) + ",\n\t},\n")
    output.write_text(HEAD + "\n".join(blobs) + "\nconst struct http_asset http_assets[] = {\n" + "".join(rows)
                      + f"}};\nconst int http_assets_count = {len(assets)};\n")


def write_empty(output):
    output.write_text(HEAD + "/* Built without the front end. */\nconst struct http_asset http_assets[1];\n"
                      "const int http_assets_count = 0;\n")


def write_dependencies(path, output, sources):
    """For ninja: the output depends on every file below the sources and, to notice new ones, on the folders."""
    found = []
    for source in sources:
        if source.is_file():
            found.append(source)
            continue
        for entry in [source, *source.rglob("*")]:
            if "node_modules" not in entry.parts and "__pycache__" not in entry.parts:
                found.append(entry)
    escaped = " ".join(str(entry).replace(" ", "\\ ") for entry in found)
    path.write_text(f"{output}: {escaped}\n")


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--empty":
        write_empty(Path(arguments[1]))
    elif len(arguments) >= 2:
        write(Path(arguments[0]), Path(arguments[1]))
        if len(arguments) > 4 and arguments[2] == "--depfile":
            write_dependencies(Path(arguments[3]), arguments[1], [Path(entry) for entry in arguments[4:]])
    else:
        sys.exit(__doc__)


main(sys.argv[1:])
