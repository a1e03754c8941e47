"""Stage 3: the shape of arguments, before anybody reads what they say.

Sizes, depth and counts are bounded first, by a walk that cannot itself be made deep; then
characters that change how a text is shown or read without being seen; then the tool's own schema.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, cast

from jsonschema import Draft202012Validator

from ostiary.characters import HIDDEN

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
MAX_NODES = 20_000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the arguments.

    Args:
        code: `too_large` or `invalid_input`.
        hint: A constant sentence for the caller.
        detail: For the record: the path of schema keywords at most, never a value.
    """

    code: str
    hint: str
    detail: str = ""


def check_size(arguments: object) -> Fault | None:
    """Return what is too large, too deep or too many in the JSON value `arguments`, if anything."""
    size = nodes = 0
    stack: list[tuple[object, int]] = [(arguments, 1)]
    while stack:
        value, depth = stack.pop()
        nodes += 1
        if isinstance(value, float) and not isfinite(value):
            return Fault("invalid_input", "Send finite numbers.", "number")
        size += _size(value)
        if depth > MAX_DEPTH:
            return Fault("too_large", f"Nest at most {MAX_DEPTH} levels.", "depth")
        if nodes > MAX_NODES:
            return Fault("too_large", f"Send at most {MAX_NODES} values.", "count")
        if size > MAX_BYTES:
            return Fault("too_large", f"Send at most {MAX_BYTES} bytes of arguments.", "bytes")
        if isinstance(value, Mapping):
            members = cast("Mapping[str, object]", value)
            size += sum(len(key) for key in members)
            stack.extend((member, depth + 1) for member in members.values())
        elif isinstance(value, list):
            stack.extend((element, depth + 1) for element in cast("list[object]", value))
    return None


def check_characters(value: object) -> Fault | None:
    """Return a fault if a string or key of the JSON value `value` holds a hidden character."""
    if isinstance(value, str):
        if HIDDEN.search(value):
            return Fault(
                "invalid_input",
                "Remove control, bidirectional and tag characters from the arguments.",
                "characters",
            )
        return None
    parts: Sequence[object] = ()
    if isinstance(value, Mapping):
        members = cast("Mapping[str, object]", value)
        parts = [*members.keys(), *members.values()]
    elif isinstance(value, list):
        parts = cast("list[object]", value)
    return next((fault for part in parts if (fault := check_characters(part))), None)


def check_schema(validator: Draft202012Validator, arguments: Mapping[str, Any]) -> Fault | None:
    """Return where `arguments` do not fit the schema, if anywhere.

    The hint names the argument only where the schema itself knows it: an unknown name is text of
    the caller's.
    """
    findings = cast("Iterator[Any]", validator.iter_errors(dict(arguments)))  # pyright: ignore[reportUnknownMemberType] # jsonschema's overloads are partial
    error = next(findings, None)
    if error is None:
        return None
    keyword = str(error.validator)
    known = cast("Mapping[str, Any]", validator.schema).get("properties", {})
    top = str(error.absolute_path[0]) if error.absolute_path else ""
    detail = f"schema {'/'.join(str(part) for part in error.absolute_schema_path)}"
    if keyword == "required":
        missing = sorted(
            name for name in cast("list[str]", error.validator_value) if name not in arguments
        )
        return Fault("invalid_input", f"Missing argument: {', '.join(missing)}.", detail)
    if keyword == "additionalProperties" and not top:
        return Fault(
            "invalid_input", f"Unknown argument; known are: {', '.join(sorted(known))}.", detail
        )
    if top in known:
        return Fault(
            "invalid_input", f"Argument {top} does not fit its schema ({keyword}).", detail
        )
    return Fault("invalid_input", "The arguments do not fit the tool's schema.", detail)


def with_defaults(schema: Mapping[str, Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return `arguments` with what was left out, where the schema names a default."""
    properties = cast("Mapping[str, Mapping[str, Any]]", schema.get("properties", {}))
    defaults = {
        name: part["default"]
        for name, part in properties.items()
        if part.get("default") is not None
    }
    return {**defaults, **arguments}


def _size(value: object) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value.bit_length() // 3 + 1
    return 8
