"""The question that policy answers, and its one mapping to what Cedar can hold.

Cedar has strings, booleans, 64-bit integers, sets and records; no floats, no null, and three
reserved keys by which JSON names entities and extension values. Arguments come from the caller, so
none of his keys may reach Cedar as one of those.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_CONTEXT_BYTES = 64 * 1024
MAX_DEPTH = 32
_INT64 = range(-(2**63), 2**63)


@dataclass(frozen=True, slots=True)
class Request:
    """One action that somebody wants to take.

    Args:
        principal: The caller's name.
        roles: The caller's roles.
        action: `server.tool`, or `server.read`, `server.prompt`, `server.complete`, `server.list`.
        resource: Cedar type and name of what is acted on, such as `("Tool", "sql.run_query")`.
        server: The server that offers it: the resource is `in Server::"..."`.
        args: The final arguments.
        facts: What the server's examination found.
        label: What the conversation has read: `class` (an integer) and `untrusted`.
        transport: `stdio`, `http`, `sse` or `memory`.
    """

    principal: str
    roles: frozenset[str]
    action: str
    resource: tuple[str, str]
    server: str
    args: Mapping[str, Any] = field(default_factory=dict[str, Any])
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])
    label: Mapping[str, int | bool] = field(default_factory=dict[str, "int | bool"])
    transport: str = "memory"


class UnmappableError(ValueError):
    """A request that Cedar cannot hold: too deep, or of a type that JSON does not have."""


def cedar_value(value: object, depth: int = 0) -> Any:
    """Return `value` as Cedar's JSON.

    Strings, booleans and integers of 64 bits stay; any other number becomes its decimal text; null
    members and elements are left out, so that a policy asks `has`; arrays become sets; a key that
    begins with two underscores gets a third, so that no argument can pose as an entity.

    Raises:
        UnmappableError: Nested deeper than 32, or not JSON.
    """
    if depth > MAX_DEPTH:
        raise UnmappableError(f"nested deeper than {MAX_DEPTH}")
    if isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return value if value in _INT64 else str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):
        items: Mapping[str, object] = value  # pyright: ignore[reportUnknownVariableType] # JSON
        return {
            f"_{key}" if key.startswith("__") else key: cedar_value(member, depth + 1)
            for key, member in items.items()
            if member is not None
        }
    if isinstance(value, frozenset | set | list | tuple):
        elements: frozenset[object] = value  # pyright: ignore[reportUnknownVariableType, reportAssignmentType] # JSON
        mapped = [cedar_value(element, depth + 1) for element in elements if element is not None]
        return sorted(mapped) if isinstance(value, frozenset) else mapped
    raise UnmappableError(f"cannot hold a {type(value).__name__}")
