"""How a record tells of arguments before anything knows which of them are personal.

A free text is told by its length, a number by its kind. What the tool's own schema confines to a
few values (a choice, a flag, a number between two bounds) is told as it is: it can name nobody.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from ostiary.privacy.pseudonym import tokens_in

_MAX_TOKENS = 20

_MAX_SPAN = 1_000_000
"""A bounded number is told only where its bounds lie no further apart: an identifier needs more."""


def tell_arguments(
    arguments: Mapping[str, Any] | None,
    schema: Mapping[str, Any],
    tokens: frozenset[str] = frozenset(),
) -> dict[str, str | int | bool]:
    """Return what the record holds of each argument that the schema names, and a count of others.

    Args:
        arguments: As the caller sent them; None when they are no object.
        schema: JSON Schema of the arguments.
        tokens: The pseudonyms in them that were issued to the caller: they are told as they are.
    """
    if arguments is None:
        return {}
    known = cast("Mapping[str, Mapping[str, Any]]", schema.get("properties", {}))
    told: dict[str, str | int | bool] = {
        name: _with_tokens(_tell(value, known[name]), value, tokens)
        for name, value in arguments.items()
        if name in known
    }
    others = len(arguments) - len(told)
    return {**told, "(unknown)": str(others)} if others else told


def _with_tokens(told: str | int | bool, value: object, tokens: frozenset[str]) -> str | int | bool:
    held = sorted(tokens_in(value) & tokens) if tokens else []
    if not held:
        return told
    more = f" and {len(held) - _MAX_TOKENS} more" if len(held) > _MAX_TOKENS else ""
    return f"{told} with {', '.join(held[:_MAX_TOKENS])}{more}"


def _tell(value: object, part: Mapping[str, Any]) -> str | int | bool:
    if isinstance(value, bool) or value is None:
        return "null" if value is None else value
    if isinstance(value, str | int) and any(_confines(each, value) for each in _choices(part)):
        return value
    return _kind(value)


def _choices(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield part
    for each in cast("list[Mapping[str, Any]]", part.get("anyOf", [])):
        yield from _choices(each)


def _confines(part: Mapping[str, Any], value: str | int) -> bool:
    if value in part.get("enum", []) or ("const" in part and part["const"] == value):
        return True
    low, high = part.get("minimum"), part.get("maximum")
    if not (isinstance(value, int) and isinstance(low, int) and isinstance(high, int)):
        return False
    return low <= value <= high and high - low <= _MAX_SPAN


def _kind(value: object) -> str:
    if isinstance(value, str):
        return f"text {len(value)}"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, Mapping):
        return f"object {len(cast('Mapping[str, object]', value))}"
    return f"array {len(cast('list[object]', value))}"
