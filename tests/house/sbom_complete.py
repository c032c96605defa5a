# SPDX-License-Identifier: MIT
"""deploy/sbom lists every library the binary is linked with and every npm package that is shipped, each with a version, and
SECURITY.md says of each that we chose ourselves how it is kept in bounds."""
import json
import os
import re
import subprocess

import tree

BINARY = os.path.join(tree.BUILD, 'samavvik')


def check():
    if not os.path.exists(BINARY):
        return
    made = subprocess.run([os.path.join(tree.TOP, 'deploy/sbom'), BINARY], capture_output=True, text=True, check=False)
    if made.returncode != 0:
        yield 'deploy/sbom', made.stderr.strip().split('\n')[-1]
        return
    bill = json.loads(made.stdout)
    components = bill['components']
    references = [one['bom-ref'] for one in components]
    if bill['bomFormat'] != 'CycloneDX' or len(references) != len(set(references)):
        yield 'deploy/sbom', 'a reference stands twice'
    if not all(one['version'] and one['version'] != 'unknown' for one in components):
        yield 'deploy/sbom', 'no version of ' + ', '.join(one['name'] for one in components if one['version'] in ('', 'unknown'))
    sonames = {entry['value'] for one in components for entry in one.get('properties', ()) if entry['name'] == 'samavvik:linked'}
    dynamic = subprocess.run(['readelf', '-d', BINARY], capture_output=True, text=True, check=True).stdout
    notes = tree.read('SECURITY.md').lower()
    for needed in re.findall(r'\(NEEDED\).*\[(.+?)\]', dynamic):
        if needed not in sonames:
            yield 'deploy/sbom', f'{needed} is missing'
        if needed.split('.so')[0] not in notes and needed.split('.so')[0].removeprefix('lib') not in notes and needed != 'libc.so.6':
            yield 'SECURITY.md', f'says nothing of {needed}'
    shipped = {one['name'] for one in components if one['purl'].startswith('pkg:npm/') and one['scope'] == 'required'}
    for name in json.loads(tree.read('src/ui/package.json'))['dependencies']:
        if name not in shipped:
            yield 'deploy/sbom', f'{name} is missing'
