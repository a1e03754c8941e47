"""Output schemas that stay true when values are withheld.

Clients validate results against the declared schema and fail the call when a mark stands where a
number was promised. So every part may also be a string, formats and bounds go, and nothing is
required: what remains says which parts there are and what they usually hold.
"""

from collections.abc import Iterable, Mapping
from typing import Any, cast

_KEPT = frozenset({"title", "description", "$ref", "type"})
_MARK = {"type": "string"}


def releasable(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return `schema` such that every release of a value that fits it fits the result.

    Args:
        schema: JSON Schema 2020-12 of an object, as pydantic makes it.
    """
    loose = _loosen(schema)
    if "$defs" in schema:
        loose["$defs"] = {name: _loosen(part) for name, part in schema["$defs"].items()}
    return loose


def _loosen(schema: Mapping[str, Any]) -> dict[str, Any]:
    loose = {key: value for key, value in schema.items() if key in _KEPT}
    if "properties" in schema:
        loose["properties"] = {name: _or_mark(part) for name, part in schema["properties"].items()}
    if "items" in schema:
        loose["items"] = _or_mark(schema["items"])
    if isinstance(schema.get("additionalProperties"), Mapping):
        loose["additionalProperties"] = _or_mark(schema["additionalProperties"])
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            loose["anyOf"] = [_loosen(part) for part in schema[choice]]
    return loose


def _or_mark(part: Any) -> dict[str, Any]:
    """Return a schema of what fits `part`, and of a mark.

    Types are listed where that says it all: clients check every cell of a large result against
    this, and most of them take ten times as long over alternatives.
    """
    if not isinstance(part, Mapping):
        return {}
    loose = _loosen(cast("Mapping[str, Any]", part))
    if "anyOf" in loose:
        return _with_alternatives(loose)
    if "$ref" in loose:
        words = {key: loose.pop(key) for key in ("title", "description") if key in loose}
        return {**words, "anyOf": [loose, dict(_MARK)]}
    if "type" in loose:
        loose["type"] = _types([loose, _MARK])
    return loose


def _with_alternatives(loose: dict[str, Any]) -> dict[str, Any]:
    parts: list[dict[str, Any]] = loose["anyOf"]
    if all(part.keys() == {"type"} for part in parts):
        words = {key: value for key, value in loose.items() if key != "anyOf"}
        return {**words, "type": _types([*parts, _MARK])}
    if _MARK not in parts:
        loose["anyOf"] = [*parts, dict(_MARK)]
    return loose


def _types(parts: Iterable[Mapping[str, Any]]) -> str | list[str]:
    """Return the types of all parts as JSON Schema writes them: one, or a list."""
    found: dict[str, None] = {}
    for part in parts:
        kinds: str | list[str] = part["type"]
        found |= dict.fromkeys([kinds] if isinstance(kinds, str) else kinds)
    return next(iter(found)) if len(found) == 1 else list(found)
