"""JSON values as they come from outside: typed access that never assumes a shape."""

import json
from typing import Any, cast


def as_object(value: object) -> dict[str, Any] | None:
    """Return `value` as a JSON object, or None if it is anything else."""
    return cast(dict[str, Any], value) if isinstance(value, dict) else None


def as_list(value: object) -> list[Any] | None:
    """Return `value` as a JSON array, or None if it is anything else."""
    return cast(list[Any], value) if isinstance(value, list) else None


def as_text(value: object) -> str:
    """Return `value` if it is a string, else the empty string."""
    return value if isinstance(value, str) else ""


def compact(value: object) -> str:
    """Return `value` as JSON without spaces, keys in the order they have, text unescaped.

    Raises:
        ValueError: The value holds a number that JSON does not know.
        TypeError: The value holds something that JSON does not know.
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def parsed(text: str) -> object:
    """Return the JSON value that `text` is, or None if it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
