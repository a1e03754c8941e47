"""From the JSON Schema of a tool's arguments to the record that rules see.

Directed by the schema alone, never by a value: the same argument has the same type in every call.
What the schema leaves open, or says in a way that this module does not read, is `JsonText`.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from ostiary.policy.cedartype import (
    CedarType,
    Decimal,
    Flag,
    JsonText,
    Long,
    Member,
    Record,
    SetOf,
    Text,
)

Schema = Mapping[str, Any]

_SCALARS: Mapping[str, CedarType] = {
    "string": Text(),
    "integer": Long(),
    "number": Decimal(),
    "boolean": Flag(),
}
_KINDS: Mapping[type, str] = {str: "string", bool: "boolean", int: "integer", float: "number"}
_TYPING = ("type", "enum", "const", "anyOf", "oneOf", "allOf", "$ref")
"""Keywords that say what a value is; a schema with none of them lets anything be."""

_OPEN = ("additionalProperties", "patternProperties", "unevaluatedProperties")
"""Keywords by which an object may have members that no name is given for."""


def argument_record(schema: Schema) -> Record:
    """Return the record of a whole call.

    Args:
        schema: JSON Schema 2020-12 of an object, as tools declare it.
    """
    return _Reader(cast("Schema", schema.get("$defs", {}))).record(schema, frozenset())


class _Reader:
    """Reads the parts of one schema.

    Args:
        definitions: What its references point to, by name.
    """

    def __init__(self, definitions: Schema) -> None:
        self._definitions = definitions

    def record(self, schema: Schema, inside: frozenset[str]) -> Record:
        """Return an object's record; `inside` are the definitions that it stands in."""
        required = cast("Sequence[str]", schema.get("required", ()))
        members: dict[str, Member] = {}
        for name, part in cast("Schema", schema.get("properties", {})).items():
            found, is_nullable = self._type(part, inside)
            default = _as_schema(part).get("default")
            is_there = (name in required or default is not None) and not is_nullable
            members[name] = Member(found, is_there, default)
        return Record(members)

    def _type(self, part: Any, inside: frozenset[str]) -> tuple[CedarType, bool]:
        """Return the type of one part, and whether it may be null."""
        schema, inside = self._resolved(part, inside)
        branches = [self._resolved(branch, inside) for branch in _branches(schema)]
        types: list[CedarType] = []
        for branch, within in branches:
            if not _is_null(branch):
                found = self._single(branch, within)
                types += [found] if found not in types else []
        if Decimal() in types:
            types = [each for each in types if each != Long()]
        is_nullable = any(_may_be_null(branch) for branch, _ in branches)
        return (types[0] if len(types) == 1 else JsonText()), is_nullable

    def _single(self, schema: Schema, inside: frozenset[str]) -> CedarType:
        kind = str(schema.get("type") or _kind_of(_values(schema)))
        if kind in _SCALARS:
            return _SCALARS[kind]
        if kind == "array" and "prefixItems" not in schema:
            element, _ = self._type(schema.get("items", True), inside)
            # A set of sets or records could only be compared whole: its text says as much.
            return SetOf(element) if element in _SCALARS.values() else JsonText()
        is_open = any(schema.get(keyword, False) is not False for keyword in _OPEN)
        if kind == "object" and "properties" in schema and not is_open:
            return self.record(schema, inside)
        return JsonText()

    def _resolved(self, part: Any, inside: frozenset[str]) -> tuple[Schema, frozenset[str]]:
        """Follow references; a definition inside itself is left open, as is what is not there."""
        schema = _as_schema(part)
        while True:
            parts = cast("list[Any]", schema.get("allOf", []))
            if "$ref" in schema:
                name = str(schema["$ref"]).removeprefix("#/$defs/")
                target = self._definitions.get(name) if name not in inside else None
                schema = _as_schema(target)
                inside = inside | {name}
            elif len(parts) == 1:
                schema = _as_schema(parts[0])
            else:
                return schema, inside


def _as_schema(part: object) -> Schema:
    """Return a part as keywords; `true`, which lets anything be, has none."""
    return cast("Schema", part) if isinstance(part, Mapping) else {}


def _branches(schema: Schema) -> list[Any]:
    """Return what a part may be: the branches of a union, or the part itself for each its types."""
    kinds = schema.get("type")
    if isinstance(kinds, list):
        return [{**schema, "type": kind} for kind in cast("list[str]", kinds)]
    for union in ("anyOf", "oneOf"):
        if union in schema and kinds is None:
            return list(schema[union])
    return [schema]


def _values(schema: Schema) -> list[object]:
    """Return the values that the schema lists, if it lists them."""
    return [schema["const"]] if "const" in schema else list(schema.get("enum", []))


def _kind_of(values: list[object]) -> str:
    kinds = {_KINDS.get(type(value), "") for value in values if value is not None}
    return kinds.pop() if len(kinds) == 1 else ""


def _is_null(schema: Schema) -> bool:
    return schema.get("type") == "null" or _values(schema) == [None]


def _may_be_null(schema: Schema) -> bool:
    is_untyped = not any(keyword in schema for keyword in _TYPING)
    return is_untyped or _is_null(schema) or ("type" not in schema and None in _values(schema))
