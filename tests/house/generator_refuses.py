# SPDX-License-Identifier: MIT
"""The contract's generator refuses what the engine does not enforce, naming the place."""
import importlib.util
import os
import sys

import yaml

import tree

FILE = '/deviations'
BODY = 'new_deviation'


def generator():
    path = os.path.join(tree.TOP, 'src/contract/generate.py')
    sys.path.insert(0, os.path.dirname(path))
    spec = importlib.util.spec_from_file_location('generate', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def properties(document):
    return document['components']['schemas'][BODY]['properties']


def post(document):
    return document['paths'][FILE]['post']


# What is done to the contract, and words of the complaint that must follow.
BREAKS = [
    (lambda d: post(d).pop('operationId'), 'POST /deviations: operationId is missing'),
    (lambda d: post(d).pop('summary'), 'summary is missing'),
    (lambda d: post(d).pop('x-permission'), 'x-permission is missing'),
    (lambda d: post(d).pop('x-body-limit'), 'x-body-limit is needed'),
    (lambda d: post(d)['responses'].pop('default'), '`default`'),
    (lambda d: post(d).update(operationId='list_deviations'), 'operationId list_deviations is also at'),
    (lambda d: d['components']['schemas'][BODY].pop('additionalProperties'), 'additionalProperties: false is missing'),
    (lambda d: d['components']['schemas'][BODY].update(minProperties=1), 'minProperties'),
    (lambda d: d['components']['schemas'][BODY]['required'].append('gone'), 'required but not described: gone'),
    (lambda d: properties(d)['title'].update(pattern='^a'), 'properties/title: not supported in requests: pattern'),
    (lambda d: properties(d)['title'].pop('maxLength'), 'maxLength is needed'),
    (lambda d: properties(d)['title'].update(format='email'), 'format email'),
    (lambda d: properties(d)['agreement_point'].pop('maximum'), 'maximum is needed'),
    (lambda d: properties(d)['agreement_point'].update(multipleOf=2), 'multipleOf'),
    (lambda d: properties(d)['title'].update(type=['string', 'null']), 'required and null at once'),
    (lambda d: properties(d).update(size={'type': 'number'}), 'type number'),
    (lambda d: properties(d).update({'int': {'type': 'boolean'}}), 'cannot be a name in C'),
    (lambda d: properties(d).update(tags={'type': 'array', 'items': {'type': 'string', 'enum': ['a']}}),
     'maxItems is needed'),
    (lambda d: properties(d).update(more={'$ref': f'#/components/schemas/{BODY}'}), 'holds itself'),
    (lambda d: properties(d).update(more={'$ref': '#/components/schemas/gone'}), 'leads nowhere'),
    (lambda d: properties(d)['title'].pop('x-guarded'), 'properties/title: a free text of a body'),
    (lambda d: properties(d)['title'].update({'x-guarded': False}), 'x-guarded is true or identity'),
    (lambda d: properties(d)['title'].update({'x-not-guarded': 'no'}), 'a free text of a body'),
    (lambda d: properties(d)['category'].update({'x-guarded': True}), 'properties/category: a free text of a body'),
    (lambda d: properties(d).update(tags={'type': 'array', 'maxItems': 9, 'items': {'type': 'string', 'maxLength': 9}}),
     'tags/items: a free text of a body'),
    (lambda d: properties(d).pop('confirmed_findings'), 'confirmed_findings, a list of confirmed_finding, is in every body'),
    (lambda d: d['paths'].update({'/deviations/{number}': d['paths']['/deviations/{id}']}), 'the path names'),
]


def check():
    module = generator()
    text = tree.read('api/openapi.yaml')
    for change, words in BREAKS:
        document = yaml.safe_load(text)
        change(document)
        try:
            made = module.Generator(document)
            made.contract.check_references(document)
            made.operations()
            yield 'src/contract/generate.py', f'makes C of a contract that it should refuse: {words}'
        except module.Refused as why:
            if words not in str(why):
                yield 'src/contract/generate.py', f'says "{why}" where it should say "{words}"'
    try:
        yaml.load('a: 1\nb: {c: 1, c: 2}\n', Loader=importlib.import_module('contract_file').StrictLoader)
        yield 'src/contract/generate.py', 'takes a key that stands twice'
    except module.Refused:
        pass
