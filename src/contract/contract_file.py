# SPDX-License-Identifier: MIT
"""Reads the contract's file, follows its references, and checks what single schemas may say."""

import yaml

# Keywords that say nothing about what is accepted.
TALK = {"title", "description", "examples"}


class Refused(Exception):
    """Something in the contract that cannot be made into C."""


def refuse(place, why):
    raise Refused(f"{place}: {why}")


class StrictLoader(yaml.SafeLoader):
    """YAML in which a key that stands twice is an error, not the second one."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                refuse(f"line {node.start_mark.line + 1}", f"`{key}` stands twice")
        return super().construct_mapping(node, deep)


class Contract:
    """The parsed file and its references."""

    def __init__(self, document):
        self.document = document

    def resolve(self, node, place):
        """Follows $ref; returns the node, and the schema's name when it is one of components/schemas."""
        name = None
        while isinstance(node, dict) and "$ref" in node:
            if set(node) - {"$ref"} - TALK:
                refuse(place, "nothing may stand beside a $ref")
            ref = node["$ref"]
            node = self.document
            for part in ref.removeprefix("#/").split("/"):
                if not isinstance(node, dict) or part not in node:
                    refuse(place, f"{ref} leads nowhere")
                node = node[part]
            name = ref.removeprefix("#/components/schemas/") if ref.startswith("#/components/schemas/") else None
        return node, name

    def check_references(self, node, place="#"):
        if isinstance(node, dict):
            if "$ref" in node:
                self.resolve(node, place)
            for key, value in node.items():
                self.check_references(value, f"{place}/{key}")
        elif isinstance(node, list):
            for index, value in enumerate(node):
                self.check_references(value, f"{place}/{index}")


def only(schema, place, allowed):
    unknown = set(schema) - set(allowed) - TALK
    if unknown:
        refuse(place, f"not supported in requests: {', '.join(sorted(unknown))}")


def number(schema, key, place, low, high):
    if key not in schema:
        refuse(place, f"{key} is needed")
    value = schema[key]
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        refuse(place, f"{key} must be an integer from {low} to {high}")
    return value


def guarding(schema, place):
    """Every text in a body that a person can write anything into says whether the guard looks through it, or why not."""
    is_free = schema.get("format") in (None, "line") and place.startswith("#/")
    if ("x-guarded" in schema) + ("x-not-guarded" in schema) != is_free:
        refuse(place, "a free text of a body, and nothing else, is `x-guarded:` true or identity, or `x-not-guarded:` with the reason")
    guarded = schema.get("x-guarded", True)
    if guarded not in (True, "identity") or len(str(schema.get("x-not-guarded", "as it ought to be"))) < 10:
        refuse(place, "x-guarded is true or identity, x-not-guarded says why")
    if "x-guarded" not in schema:
        return ""
    return "INPUT_GUARDED" if guarded is True else "INPUT_GUARDED_IDENTITY"


def read_document(path):
    with open(path, encoding="utf-8") as file:
        return yaml.load(file, Loader=StrictLoader)
