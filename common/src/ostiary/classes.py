"""The order of data classes and the origin of a value: words that every part of the guard shares.

A value's class comes from where it was stored (a column, a folder, a CRM field), not from how it
looks; what nobody placed counts as the highest class.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class DataClass(IntEnum):
    """How closely a value is held, lowest first. New classes go where they rank; names stay."""

    PUBLIC = 0
    INTERNAL = 1
    PERSONAL = 2
    CONFIDENTIAL = 3
    SECRET = 4

    @property
    def label(self) -> str:
        """The name that policy files and results use."""
        return self.name.lower()


HIGHEST = max(DataClass)

KINDS = frozenset({
    "PERSON", "EMAIL", "PHONE", "IBAN", "CARD", "ADDRESS", "ORG", "ID", "DATE", "IP", "URL",
    "USERNAME",
})  # fmt: skip
"""What a personal value can be: the kinds that data maps, rules and pseudonyms name."""

TEXT = "TEXT"
"""The kind of free text, which is no personal value itself and may hold some of any kind."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from, as far as policy cares.

    Args:
        data_class: Its class.
        kind: For personal values what it is (`PERSON`, `EMAIL`, ...), `TEXT` for free text that may
            name people; empty otherwise.
        subject: What tells a person's values in one row from another's: values of the same subject
            in one row or object are about one person. Empty: about nobody that is known.
        rank: Which of them names the person best, from 0.
        brought: Whether the caller himself brought the value (a literal, printed text, his file):
            its pseudonym is none that a stored value has.
    """

    data_class: DataClass
    kind: str = ""
    subject: str = ""
    rank: int = 0
    brought: bool = False


UNKNOWN = Origin(HIGHEST)
"""The origin of a value that nobody placed: the highest class (closed by default)."""

PUBLIC = Origin(DataClass.PUBLIC)
INTERNAL = Origin(DataClass.INTERNAL)


def highest(origins: Iterable[Origin]) -> Origin:
    """Return the origin with the highest class, the first of equals; `PUBLIC` for none at all."""
    return max(origins, key=lambda origin: origin.data_class, default=PUBLIC)


def parse_class(value: object) -> DataClass:
    """Return the class of that name, as files and annotations write it.

    Raises:
        ValueError: No class has that name.
    """
    if isinstance(value, DataClass):
        return value
    names = [member.label for member in DataClass]
    if isinstance(value, str) and value in names:
        return DataClass[value.upper()]
    raise ValueError(f"no such class; one of {', '.join(names)}")
