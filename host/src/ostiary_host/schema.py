"""Tool schemas as a model's engine can take them: references inlined, objects closed. Pure.

Engines turn schemas into grammars: a dangling `$ref` is a 400 there, and a remote one would be a
request that somebody else chose. What cannot be inlined is refused, with the reason.
"""

from typing import Any

from ostiary_host.jsonvalue import as_list, as_object

MAX_NODES = 4000
"""Where a schema becomes a flood: nested references can grow it exponentially."""

MAX_DEPTH = 48
"""How deep a schema may nest after inlining."""

_DEFINITIONS = ("$defs", "definitions")
_MAPS_OF_SCHEMAS = frozenset({"properties", "dependentSchemas"})
_DATA = frozenset({"enum", "const", "default", "examples", "required", "dependentRequired"})

# A stranger's pattern is run neither here nor by the model's engine: it can take longer than any
# deadline, or not compile at all. What says "unless" turns wrong once a pattern inside is gone.
_LEFT_OUT = frozenset({"pattern", "patternProperties", "not", "if", "then", "else"})


class SchemaError(Exception):
    """A schema that cannot be offered to a model; its text says why."""


def offered_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """Return `schema` with local references inlined and objects closed against unknown properties.

    A reference to itself becomes a schema that accepts anything there: grammars cannot recurse
    without end, and the server checks its arguments in any case.

    Patterns are left out, and so is what negates or depends: the server checks them.

    Args:
        schema: A tool's input schema as the server gave it, JSON Schema 2020-12.

    Raises:
        SchemaError: A reference leads nowhere or outside, or the schema is too large or too deep.
    """
    inlined = _Inliner(schema).inline(schema, (), 0)
    if inlined.get("type", "object") != "object":
        raise SchemaError("its arguments are not an object")
    closed: dict[str, Any] = {"type": "object", "properties": {}, "additionalProperties": False}
    return closed | inlined


class _Inliner:
    def __init__(self, root: dict[str, Any]) -> None:
        self._root = root
        self._nodes = 0

    def inline(self, node: dict[str, Any], path: tuple[str, ...], depth: int) -> dict[str, Any]:
        self._nodes += 1
        if self._nodes > MAX_NODES or depth > MAX_DEPTH:
            raise SchemaError("its schema is too large")
        reference = node.get("$ref")
        if reference is not None:
            if reference in path:
                return {}
            target = self._target(reference)
            beside = {key: value for key, value in node.items() if key != "$ref"}
            return self.inline(target | beside, (*path, reference), depth + 1)
        inlined = {
            key: self._inline_value(key, value, path, depth)
            for key, value in node.items()
            if key not in _DEFINITIONS and key not in _LEFT_OUT and not key.startswith("$")
        }
        if "patternProperties" not in node:
            return _closed(inlined)
        # Names that only a pattern allows must not be refused for want of it.
        return inlined | {"additionalProperties": True}

    def _inline_value(self, key: str, value: object, path: tuple[str, ...], depth: int) -> object:
        if key in _DATA:
            return value
        if (mapping := as_object(value)) is not None:
            if key not in _MAPS_OF_SCHEMAS:
                return self.inline(mapping, path, depth + 1)
            return {
                name: self._inline_value("", sub, path, depth + 1) for name, sub in mapping.items()
            }
        if (items := as_list(value)) is not None:
            return [self._inline_value("", item, path, depth + 1) for item in items]
        return value

    def _target(self, reference: object) -> dict[str, Any]:
        if not isinstance(reference, str) or not reference.startswith("#/"):
            raise SchemaError("its schema refers to another document")
        found: object = self._root
        for step in reference[2:].split("/"):
            name = step.replace("~1", "/").replace("~0", "~")
            found = (as_object(found) or {}).get(name)
        target = as_object(found)
        if target is None:
            raise SchemaError("its schema refers to a definition that is not there")
        return target


def _closed(node: dict[str, Any]) -> dict[str, Any]:
    # Under allOf each part sees the other's properties: closing one would refuse them all.
    is_open = "properties" in node and not (
        node.keys() & {"additionalProperties", "allOf", "anyOf", "oneOf"}
    )
    return node | {"additionalProperties": False} if is_open else node
