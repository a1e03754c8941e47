"""Output schemas that stay true when values are withheld.

Clients validate results against the declared schema and fail the call when a mark stands where a
number was promised. So every part may also be a string, formats and bounds go, and nothing is
required: what remains says which parts there are and what they usually hold.
"""

from collections.abc import Mapping
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
    if not isinstance(part, Mapping):
        return {}
    schema = cast("Mapping[str, Any]", part)
    loose = _loosen(schema)
    if "anyOf" in loose:
        if _MARK not in loose["anyOf"]:
            loose["anyOf"] = [*loose["anyOf"], dict(_MARK)]
        return loose
    if loose.get("type") == "string" or not {"type", "$ref"} & loose.keys():
        return loose
    words = {key: loose.pop(key) for key in ("title", "description") if key in loose}
    return {**words, "anyOf": [loose, dict(_MARK)]}
