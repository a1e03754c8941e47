"""What Cedar can hold, as types that map JSON values and describe themselves to Cedar's schema.

Cedar has strings, booleans, 64-bit integers, sets and records. It has no floats, no null, and three
reserved keys by which its JSON names entities and extension values. This is the one mapping; every
type either returns a value that conforms to it or raises `UnmappableError`:

- a number that may have a fraction becomes its decimal text, `1.5`, `2.0`;
- null is left out, whether it is a member or an element;
- an integer beyond 64 bits is refused;
- what the tool's schema does not type (free-form objects, mixed lists, unions) becomes its
  canonical JSON text: keys sorted, no spaces;
- a key that begins with two underscores gets a third, so that no argument poses as an entity.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal as Exact
from math import isfinite
from typing import Any, Protocol, cast

MAX_DEPTH = 32
_INT64 = range(-(2**63), 2**63)


class UnmappableError(ValueError):
    """A value that Cedar cannot hold as the type that was declared for it.

    Args:
        reason: Why, without the value.
        path: The declared members that lead to it.
    """

    def __init__(self, reason: str, path: tuple[str, ...] = ()) -> None:
        super().__init__(f"{'.'.join(path)}: {reason}" if path else reason)
        self.reason = reason
        self.path = path

    def below(self, name: str) -> "UnmappableError":
        """Return the same, seen from the record of which `name` is a member."""
        return UnmappableError(self.reason, (name, *self.path))


class CedarType(Protocol):
    """A type of Cedar's."""

    def of(self, value: object) -> Any:
        """Return `value` as Cedar's JSON.

        Raises:
            UnmappableError: It is not of this type. The text names no value.
        """
        ...

    def schema(self) -> dict[str, Any]:
        """Return the type in the JSON form of Cedar's schema language."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """A string."""

    def of(self, value: object) -> str:
        """Return `value`, a string."""
        if not isinstance(value, str):
            raise UnmappableError(f"{_word(value)} where text is declared")
        return value

    def schema(self) -> dict[str, Any]:
        """Return Cedar's `String`."""
        return {"type": "String"}


@dataclass(frozen=True, slots=True)
class Long:
    """An integer of 64 bits."""

    def of(self, value: object) -> int:
        """Return `value`, an integer in range; a Boolean is none."""
        if not isinstance(value, int) or isinstance(value, bool):
            raise UnmappableError(f"{_word(value)} where an integer is declared")
        if value not in _INT64:
            raise UnmappableError("integer beyond 64 bits")
        return value

    def schema(self) -> dict[str, Any]:
        """Return Cedar's `Long`."""
        return {"type": "Long"}


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def of(self, value: object) -> bool:
        """Return `value`, a Boolean."""
        if not isinstance(value, bool):
            raise UnmappableError(f"{_word(value)} where a Boolean is declared")
        return value

    def schema(self) -> dict[str, Any]:
        """Return Cedar's `Bool`."""
        return {"type": "Boolean"}


@dataclass(frozen=True, slots=True)
class Decimal:
    """A number as decimal text: at least one digit after the point, never an exponent."""

    def of(self, value: object) -> str:
        """Return the text of `value`, a finite number; the same for 2 and 2.0."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise UnmappableError(f"{_word(value)} where a number is declared")
        if isinstance(value, float) and not isfinite(value):
            raise UnmappableError("number that is not finite")
        try:
            # Of zero, which has a sign, the text without one. No arithmetic, for it would round.
            text = format(Exact(repr(value)), "f") if value else "0"
        except ValueError:
            raise UnmappableError("number with too many digits") from None
        return text if "." in text else f"{text}.0"

    def schema(self) -> dict[str, Any]:
        """Return Cedar's `String`."""
        return {"type": "String"}


@dataclass(frozen=True, slots=True)
class JsonText:
    """Anything, as its canonical JSON text."""

    def of(self, value: object) -> str:
        """Return the text of `value`: keys sorted, no spaces, nothing escaped without need."""
        require_depth(value)
        try:
            return json.dumps(
                value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
            )
        except (TypeError, ValueError):
            raise UnmappableError("not JSON") from None

    def schema(self) -> dict[str, Any]:
        """Return Cedar's `String`."""
        return {"type": "String"}


@dataclass(frozen=True, slots=True)
class SetOf:
    """A set: order and repetition are lost.

    Args:
        element: The type of every element.
    """

    element: CedarType

    def of(self, value: object) -> list[Any]:
        """Return the elements of `value`, a list or set, those that are null left out."""
        if not isinstance(value, list | tuple | frozenset | set):
            raise UnmappableError(f"{_word(value)} where a list is declared")
        elements = cast("list[object]", value)
        return [self.element.of(each) for each in elements if each is not None]

    def schema(self) -> dict[str, Any]:
        """Return Cedar's `Set`."""
        return {"type": "Set", "element": self.element.schema()}


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a record.

    Args:
        type: Its type.
        required: Whether it is always there, so that rules need no `has`.
        default: What it is when it is left out; None for nothing.
    """

    type: CedarType
    required: bool = False
    default: object = None


@dataclass(frozen=True, slots=True)
class Record:
    """An object with named members, and no others.

    Args:
        members: By the name that JSON gives them.
    """

    members: Mapping[str, Member]

    @property
    def attributes(self) -> dict[str, Member]:
        """The members by the name that rules give them."""
        return {escaped(name): member for name, member in self.members.items()}

    def of(self, value: object) -> dict[str, Any]:
        """Return `value`, an object; a member that is null or left out is absent."""
        if not isinstance(value, Mapping):
            raise UnmappableError(f"{_word(value)} where an object is declared")
        given = cast("Mapping[str, object]", value)
        if not given.keys() <= self.members.keys():
            raise UnmappableError("a member that is not declared")
        held: dict[str, Any] = {}
        for name, member in self.members.items():
            found = given.get(name, member.default)
            if found is not None:
                try:
                    held[escaped(name)] = member.type.of(found)
                except UnmappableError as error:
                    raise error.below(name) from None
            elif member.required:
                raise UnmappableError("missing", (name,))
        return held

    def schema(self) -> dict[str, Any]:
        """Return Cedar's `Record`."""
        return {
            "type": "Record",
            "attributes": {
                name: {**member.type.schema(), "required": member.required}
                for name, member in self.attributes.items()
            },
        }


def escaped(key: str) -> str:
    """Return `key` as an attribute: `__entity`, `__extn` and `__expr` mean something to Cedar."""
    return f"_{key}" if key.startswith("__") else key


def require_depth(value: object, deepest: int = MAX_DEPTH) -> None:
    """Check that `value` nests at most `deepest` lists and objects.

    Raises:
        UnmappableError: It nests deeper, or holds what JSON does not have.
    """
    level: list[object] = [value]
    for _ in range(deepest + 1):
        level = [each for container in level for each in _inside(container)]
        if not level:
            return
    raise UnmappableError(f"nested deeper than {deepest}")


def _inside(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return list(cast("Mapping[str, object]", value).values())
    if isinstance(value, list | tuple):
        return list(cast("list[object]", value))
    return []


def _word(value: object) -> str:
    for kind, word in _WORDS.items():
        if isinstance(value, kind):
            return word
    return "null" if value is None else "something else than JSON"


_WORDS = {
    str: "text",
    bool: "a Boolean",
    int | float: "a number",
    Mapping: "an object",
    list: "a list",
}
