# SPDX-License-Identifier: MIT
"""Makes the C side of the contract.

    generate.py <openapi.yaml> <operations.h> <operations.c> <openapi.c> [<operations_absent.c>]

operations.h         the input struct of each operation and the prototype of the function that answers it
operations.c         the tables of contract/input.h and the route table
openapi.c            the contract as JSON
operations_absent.c  every operation answering ERR_INTERNAL, for programs without the feature rooms (tests)

What a request may hold is written in a part of JSON Schema that the engine implements whole; anything else in a request
is refused here with its place, so that no limit in the contract is one that nobody enforces.
"""

import json
import re
import sys

from contract_file import Contract, Refused, guarding, number, only, read_document, refuse

# A form, or a query, that somebody else's rules describe (x-free-query): the operation reads it itself.
FORM = "application/x-www-form-urlencoded"
# The same, or as parts: mail services send one click in either way (RFC 8058 3.1).
PARTS = "multipart/form-data"
# JSON with a form of its own (a schema with x-document): the operation reads it itself.
DOCUMENT = "x-document"
# A piece of a file.
BYTES = "application/octet-stream"
METHODS = ["get", "post", "put", "patch", "delete"]
C_WORDS = set("""auto bool break case char const continue default do double else enum extern false float for goto if
inline int long register restrict return short signed sizeof static struct switch true typedef union unsigned void
volatile while asm typeof body""".split())
FORMATS = {None: "FORMAT_TEXT", "line": "FORMAT_LINE", "code": "FORMAT_CODE", "token": "FORMAT_TOKEN",
           "cursor": "FORMAT_CURSOR", "date": "FORMAT_DATE", "date-time": "FORMAT_TIME"}
CONFIRMED = "confirmed_findings"
EXACT_INTEGER = 2 ** 53 - 1  # JSON numbers are doubles


def identifier(name, place):
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or name in C_WORDS:
        refuse(place, f"`{name}` cannot be a name in C (snake_case, no keyword)")
    return name


def quoted(text):
    """A C string literal; everything in the tables is ASCII."""
    if text is None:
        return "NULL"
    if not re.fullmatch(r"[ -~]*", text):
        raise Refused(f"`{text}`: only printable ASCII in names and enumerations")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


class Field:
    """One row of an input table: C members for the struct, C initialisers for the table."""

    def __init__(self, name, ctype, kind, **rest):
        self.name = name              # as sent
        self.member = name            # in C
        self.pointer = f"/{name}"     # in an answer that says what is wrong
        self.ctype = ctype            # "int64_t ", "const char *"
        self.rest = {"kind": kind, **rest}

    def initialiser(self, struct):
        parts = [f".name = {quoted(self.name)}, .pointer = {quoted(self.pointer)}", f".offset = offsetof(struct {struct}, {self.member})"]
        parts += [f".{key} = {value}" for key, value in self.rest.items() if value not in ("", None)]
        return "\t{" + ",\n\t ".join(parts) + "},\n"


class Generator:
    def __init__(self, document):
        self.contract = Contract(document)
        self.document = document
        self.objects = {}        # schema name → list of fields, in the order they must be declared
        self.enumerations = {}   # tuple of values → C name

    # Schemas of requests

    def enumeration(self, values, place):
        values = tuple(value for value in values if value is not None)
        if not values or not all(isinstance(value, str) for value in values):
            refuse(place, "an enumeration holds texts")
        return self.enumerations.setdefault(values, f"allowed_{len(self.enumerations)}"), ", ".join(values)

    def text_rules(self, schema, place):
        rules = {}
        if "enum" in schema:
            only(schema, place, ["type", "enum", "default"])
            name, shown = self.enumeration(schema["enum"], place)
            return {"allowed": name, "allowed_list": quoted(shown)}
        only(schema, place, ["type", "format", "minLength", "maxLength", "default", "x-guarded", "x-not-guarded"])
        if schema.get("format") not in FORMATS:
            refuse(place, f"format {schema['format']} is not supported")
        rules["format"] = FORMATS[schema.get("format")]
        rules["guarded"] = guarding(schema, place)
        if schema.get("format") in ("date", "date-time"):
            only(schema, place, ["type", "format"])
            return rules
        rules["max_length"] = number(schema, "maxLength", place, 1, 1_000_000)
        if "minLength" in schema:
            rules["min_length"] = number(schema, "minLength", place, 1, rules["max_length"])
        return rules

    def text_field(self, name, schema, required, place):
        if schema.get("format") == "id":
            only(schema, place, ["type", "format"])
            return Field(name, "int64_t ", "INPUT_ID", required=required)
        if schema.get("format") == "version":
            only(schema, place, ["type", "format"])
            return Field(name, "int64_t ", "INPUT_VERSION", required=required)
        rules = self.text_rules(schema, place)
        if "default" in schema:
            if "enum" in schema and schema["default"] not in schema["enum"]:
                refuse(place, "the default is not in the enumeration")
            rules["default_text"] = quoted(schema["default"])
        return Field(name, "const char *", "INPUT_TEXT", required=required, **rules)

    def integer_field(self, name, schema, required, place):
        only(schema, place, ["type", "minimum", "maximum", "default"])
        low = number(schema, "minimum", place, -EXACT_INTEGER, EXACT_INTEGER)
        high = number(schema, "maximum", place, low, EXACT_INTEGER)
        rest = {"required": required, "min": f"INT64_C({low})", "max": f"INT64_C({high})"}
        if "default" in schema:
            rest["default_number"] = number(schema, "default", place, low, high)
        if required == "true" or "default" in schema:
            return Field(name, "int64_t ", "INPUT_INTEGER", **rest)
        return Field(name, "struct opt_i64 ", "INPUT_OPT_INTEGER", **rest)

    def boolean_field(self, name, schema, required, place):
        only(schema, place, ["type", "default"])
        if "default" in schema:
            if not isinstance(schema["default"], bool):
                refuse(place, "the default is no boolean")
            return Field(name, "bool ", "INPUT_BOOL", required=required, default_number=int(schema["default"]))
        if required == "true":
            return Field(name, "bool ", "INPUT_BOOL", required=required)
        return Field(name, "struct opt_bool ", "INPUT_OPT_BOOL", required=required)

    def array_field(self, name, schema, required, place):
        only(schema, place, ["type", "items", "minItems", "maxItems"])
        rest = {"required": required, "max_items": number(schema, "maxItems", place, 1, 1000)}
        if "minItems" in schema:
            rest["min_items"] = number(schema, "minItems", place, 1, rest["max_items"])
        items, schema_name = self.contract.resolve(schema.get("items", {}), place)
        if items.get("type") == "object":
            self.add_object(items, schema_name, f"{place}/items")
            ctype = f"struct {{\n\t\tconst struct {schema_name}_in *items;\n\t\tint count;\n\t}} "
            return Field(name, ctype, "INPUT_OBJECTS", object=f"&object_{schema_name}", **rest)
        if items.get("type") != "string" or items.get("format") in ("id", "version") or "default" in items:
            refuse(place, "a list in a request holds objects or texts")
        return Field(name, "struct string_list ", "INPUT_TEXTS", **self.text_rules(items, f"{place}/items"), **rest)

    def field(self, name, schema, required, place):
        """A property or parameter. `null` is the same as leaving out, so it is taken off first."""
        if "oneOf" in schema:
            only(schema, place, ["oneOf"])
            others = [one for one in schema["oneOf"] if one != {"type": "null"}]
            if len(schema["oneOf"]) != 2 or len(others) != 1:
                refuse(place, "oneOf is only supported as [a schema, null]")
            schema, nullable = others[0], True
        else:
            nullable = False
        schema, schema_name = self.contract.resolve(schema, place)
        kind = schema.get("type")
        if isinstance(kind, list):
            nullable = "null" in kind
            kind = next((one for one in kind if one != "null"), None) if len(kind) == 2 and nullable else None
        if nullable and required:
            refuse(place, "required and null at once: null means the same as leaving out")
        if required and "default" in schema:
            refuse(place, "required and a default at once")
        readers = {"string": self.text_field, "integer": self.integer_field, "boolean": self.boolean_field,
                   "array": self.array_field}
        required = "true" if required else ""
        if kind == "object":
            self.add_object(schema, schema_name, place)
            return Field(name, f"const struct {schema_name}_in *", "INPUT_OBJECT", required=required,
                         object=f"&object_{schema_name}")
        if kind not in readers:
            refuse(place, f"type {schema.get('type')} is not supported in requests")
        return readers[kind](name, schema, required, place)

    def add_object(self, schema, name, place):
        if name is None:
            refuse(place, "an object in a request must be a named schema ($ref)")
        if name in self.objects:
            if self.objects[name] is None:
                refuse(place, f"{name} holds itself")
            return
        place = f"#/components/schemas/{name}"
        identifier(name, place)
        only(schema, place, ["type", "properties", "required", "additionalProperties"])
        if schema.get("type") != "object":
            refuse(place, "a request body is an object")
        if schema.get("additionalProperties") is not False:
            refuse(place, "additionalProperties: false is missing")
        properties, required = schema.get("properties", {}), schema.get("required", [])
        if not 1 <= len(properties) <= 64:
            refuse(place, "an object has 1 to 64 properties")
        if set(required) - set(properties):
            refuse(place, f"required but not described: {', '.join(sorted(set(required) - set(properties)))}")
        self.objects[name] = None
        fields = []
        for key, value in properties.items():
            at = f"{place}/properties/{key}"
            fields.append(self.field(identifier(key, at), value, key in required, at))
            if fields[-1].rest["kind"] == "INPUT_VERSION":
                refuse(at, "format version is for the header If-Match")
        del self.objects[name]
        self.objects[name] = fields

    def is_guarded(self, name):
        """Whether any text of the object, or of one inside it, has warnings to confirm."""
        inside = [field.rest["object"].removeprefix("&object_") for field in self.objects[name] if "object" in field.rest]
        return any(field.rest.get("guarded") == "INPUT_GUARDED" for field in self.objects[name]) or any(map(self.is_guarded, inside))

    def check_confirmed(self, name, place):
        """What may need a confirmation takes one, and nothing else does."""
        confirmed = [field.rest.get("object") for field in self.objects[name] if field.name == CONFIRMED]
        if confirmed != ["&object_confirmed_finding"] * self.is_guarded(name):
            refuse(place, f"{CONFIRMED}, a list of confirmed_finding, is in every body with x-guarded texts and in no other")

    # Operations

    def parameters(self, path, item, operation, place):
        found = {"path": [], "query": [], "header": []}
        for node in item.get("parameters", []) + operation.get("parameters", []):
            parameter, _ = self.contract.resolve(node, place)
            at = f"{place}/parameters/{parameter.get('name')}"
            only(parameter, at, ["name", "in", "required", "schema"])
            where, name = parameter.get("in"), parameter.get("name", "")
            if where not in found:
                refuse(at, f"parameters in {where} are not supported")
            if where == "path" and parameter.get("required") is not True:
                refuse(at, "a path parameter is required")
            field = self.field(name, parameter.get("schema", {}), bool(parameter.get("required")), at)
            if field.rest["kind"] not in ("INPUT_TEXT", "INPUT_ID", "INPUT_INTEGER", "INPUT_OPT_INTEGER",
                                          "INPUT_VERSION"):
                refuse(at, "a parameter is a text, an id or an integer")
            if where == "header" and field.rest["kind"] == "INPUT_TEXT" and field.rest["format"] != "FORMAT_TOKEN":
                refuse(at, "a header is a version or a token")
            if field.rest["kind"] == "INPUT_VERSION" and where != "header":
                refuse(at, "format version is for the header If-Match")
            field.pointer = f"{where}:{name.lower()}"
            field.member = identifier(name.lower().replace("-", "_") if where == "header" else name, at)
            found[where].append(field)
        named = re.findall(r"\{([^}]*)\}", path)
        by_name = {field.name: field for field in found["path"]}
        if sorted(named) != sorted(by_name) or len(named) != len(found["path"]):
            refuse(place, f"the path names {named}, the parameters {sorted(by_name)}")
        found["path"] = [by_name[name] for name in named]
        if len(found["query"]) > 64:
            refuse(place, "more than 64 query parameters")
        members = [field.member for fields in found.values() for field in fields]
        if len(set(members)) != len(members):
            refuse(place, "two parameters have the same name")
        return found

    def body(self, operation, place):
        """Schema name and whether it is required; (None, False) without a body."""
        if "requestBody" not in operation:
            if "x-body-limit" in operation:
                refuse(place, "x-body-limit without requestBody")
            return None, False
        body, _ = self.contract.resolve(operation["requestBody"], place)
        only(body, f"{place}/requestBody", ["required", "content"])
        if list(body.get("content", {})) in ([FORM], [BYTES]):
            return next(iter(body["content"])), True
        if list(body.get("content", {})) == [FORM, PARTS]:
            return PARTS, True
        if list(body.get("content", {})) != ["application/json"]:
            refuse(place, f"a request body is application/json, {FORM} or {BYTES}, and nothing else")
        at = f"{place}/requestBody"
        schema, name = self.contract.resolve(body["content"]["application/json"].get("schema", {}), at)
        if schema.get(DOCUMENT):
            return DOCUMENT, bool(body.get("required"))
        self.add_object(schema, name, at)
        self.check_confirmed(name, f"#/components/schemas/{name}")
        return name, bool(body.get("required"))

    def operation(self, path, item, method):
        operation, place = item[method], f"{method.upper()} {path}"
        for key in ("operationId", "summary", "x-permission", "responses"):
            if not operation.get(key):
                refuse(place, f"{key} is missing")
        name = identifier(operation["operationId"], place)
        if not re.fullmatch(r"[a-z][a-z_]*", operation["x-permission"]):
            refuse(place, "x-permission is the name of a permission, public or signed_in")
        if "default" not in operation["responses"]:
            refuse(place, "the answer `default` (a problem) is missing")
        body, body_required = self.body(operation, place)
        free_query = bool(operation.get("x-free-query"))
        limit = number(operation, "x-body-limit", place, 2, 16 * 1024 * 1024) if body else 0
        parameters = self.parameters(path, item, operation, place)
        if free_query and parameters["query"]:
            refuse(place, "x-free-query with query parameters: what others put into the query is not described here")
        is_object = body not in (None, FORM, PARTS, BYTES, DOCUMENT)
        names = [field.name for field in self.objects[body]] if is_object else []
        return {"id": name, "method": method, "template": path, "permission": operation["x-permission"], "limit": limit,
                "body": body if is_object else None, "body_required": body_required, "form": body in (FORM, PARTS), "parts": body == PARTS, "bytes": body == BYTES,
                "document": body == DOCUMENT, "free_query": free_query, "summary": operation["summary"],
                "confirmed": names.index(CONFIRMED) if CONFIRMED in names else None, **parameters}

    def operations(self):
        """In the order they are matched: of two paths that both fit, the one with a literal segment comes first."""
        found, seen = [], {}
        known = set(METHODS) | {"parameters", "summary", "description"}
        paths = self.document["paths"]
        for path in sorted(paths, key=lambda path: [(part.startswith("{"), part) for part in path.split("/")]):
            if not re.fullmatch(r"(/([A-Za-z0-9._-]+|\{[a-z_]+\}))+", path) or path.count("/") > 8:
                refuse(path, "a path is up to eight segments, each a word or one {parameter}")
            if set(paths[path]) - known:
                refuse(path, f"not supported: {', '.join(sorted(set(paths[path]) - known))}")
            for method in (method for method in METHODS if method in paths[path]):
                operation = self.operation(path, paths[path], method)
                if operation["id"] in seen:
                    refuse(path, f"operationId {operation['id']} is also at {seen[operation['id']]}")
                seen[operation["id"]] = path
                found.append(operation)
        return found


# Writing

def input_members(operation):
    fields = operation["path"] + operation["query"] + operation["header"]
    members = [f"\t{field.ctype}{field.member};\n" for field in fields]
    if operation["body"]:
        members.append(f"\tconst struct {operation['body']}_in *body;\n")
    return "".join(members)


def write_header(generator, operations):
    out = ["/* SPDX-License-Identifier: MIT */\n/* Generated from api/openapi.yaml by contract/generate.py. */\n",
           "#ifndef CONTRACT_OPERATIONS_H\n#define CONTRACT_OPERATIONS_H\n\n#include \"contract/contract.h\"\n\n"]
    for name, fields in generator.objects.items():
        out.append(f"struct {name}_in {{\n" + "".join(f"\t{field.ctype}{field.member};\n" for field in fields) + "};\n\n")
    for operation in operations:
        name = operation["id"]
        members = input_members(operation) or "\tchar unused; /* takes nothing */\n"
        out.append(f"/* {operation['method'].upper()} {operation['template']}: {operation['summary']} */\n")
        out.append(f"struct {name}_input {{\n{members}}};\n")
        out.append(f"MUST_USE enum err op_{name}(struct call *call, const struct {name}_input *in);\n\n")
    return "".join(out) + "#endif\n"


def table(name, struct, fields):
    if not fields:
        return ""
    rows = "".join(field.initialiser(struct) for field in fields)
    return f"static const struct input_field {name}[] = {{\n{rows}}};\n"


def input_struct(operation):
    name, parts = operation["id"], [f"\t.size = sizeof(struct {operation['id']}_input),\n"]
    tables = ""
    for where, member in (("path", "path"), ("query", "query"), ("header", "headers")):
        if operation[where]:
            tables += table(f"{name}_{member}", f"{name}_input", operation[where])
            parts.append(f"\t.{member} = {name}_{member},\n\t.{member}_count = {len(operation[where])},\n")
    for flag in ("bytes", "document", "form", "parts", "free_query"):
        if operation[flag]:
            parts.append(f"\t.{flag} = true,\n")
    if operation["body"]:
        parts.append(f"\t.body = &object_{operation['body']},\n")
        parts.append(f"\t.body_offset = offsetof(struct {name}_input, body),\n")
        parts.append(f"\t.body_required = {str(operation['body_required']).lower()},\n")
        if operation["confirmed"] is not None:
            parts.append(f"\t.confirmed = &fields_{operation['body']}[{operation['confirmed']}],\n")
    return tables + f"static const struct input_struct input_{name} = {{\n{''.join(parts)}}};\n\n"


def write_tables(generator, operations):
    out = ["/* SPDX-License-Identifier: MIT */\n/* Generated from api/openapi.yaml by contract/generate.py. */\n",
           "#include \"contract/operations.h\"\n\n#include \"contract/input.h\"\n\n#include \"base/banned.h\"\n\n"]
    for values, name in generator.enumerations.items():
        out.append(f"static const char *const {name}[] = {{{', '.join(quoted(value) for value in values)}, NULL}};\n")
    for name, fields in generator.objects.items():
        out.append("\n" + table(f"fields_{name}", f"{name}_in", fields))
        out.append(f"static const struct input_object object_{name} = {{\n\t.fields = fields_{name},\n"
                   f"\t.count = {len(fields)},\n\t.size = sizeof(struct {name}_in),\n}};\n")
    out.append("\n")
    rows = []
    for operation in operations:
        name = operation["id"]
        out.append(input_struct(operation))
        out.append(f"static enum err run_{name}(struct call *call, const void *input)\n"
                   f"{{\n\treturn op_{name}(call, input);\n}}\n\n")
        changes = str(operation["method"] != "get").lower()
        rows.append(f"\t{{{quoted(name)}, HTTP_{operation['method'].upper()}, {quoted(operation['template'])}, "
                    f"{quoted(operation['permission'])},\n\t {changes}, {operation['limit']}, &input_{name}, "
                    f"run_{name}}},\n")
    out.append("const struct operation contract_operations[] = {\n" + "".join(rows) + "};\n")
    out.append(f"const int contract_operations_count = {len(operations)};\n")
    return "".join(out)


def write_document(document):
    """As numbers, because a string literal of this size is beyond what ISO C promises."""
    text = json.dumps(document, ensure_ascii=True, separators=(",", ":"))
    numbers = [str(ord(char)) for char in text] + ["0"]
    lines = [",".join(numbers[at:at + 30]) for at in range(0, len(numbers), 30)]
    return ("/* SPDX-License-Identifier: MIT */\n/* Generated from api/openapi.yaml by contract/generate.py. */\n"
            "#include \"contract/contract.h\"\n\n#include \"base/banned.h\"\n\n"
            "const char contract_openapi_json[] = {\n" + ",\n".join(lines) + "};\n"
            f"const unsigned contract_openapi_json_len = {len(text)};\n")


def write_absent(operations):
    """Weak, so that a test can put its own function in place of one."""
    out = ["/* SPDX-License-Identifier: MIT */\n/* Generated from api/openapi.yaml by contract/generate.py. */\n",
           "#include \"contract/operations.h\"\n\n#include \"base/banned.h\"\n"]
    for operation in operations:
        name = operation["id"]
        out.append(f"\n__attribute__((weak)) enum err op_{name}(struct call *call, const struct {name}_input *in)\n"
                   "{\n\t(void)in;\n\treturn FAULT(&call->fault, ERR_INTERNAL, \"operation_absent\");\n}\n")
    return "".join(out)


def write(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def main(arguments):
    if len(arguments) not in (4, 5):
        raise SystemExit(__doc__)
    try:
        document = read_document(arguments[0])
        generator = Generator(document)
        generator.contract.check_references(document)
        operations = generator.operations()
        texts = [write_header(generator, operations), write_tables(generator, operations), write_document(document),
                 write_absent(operations)]
    except Refused as why:
        raise SystemExit(f"{arguments[0]}: {why}")
    for path, text in zip(arguments[1:], texts):
        write(path, text)


if __name__ == "__main__":
    main(sys.argv[1:])
