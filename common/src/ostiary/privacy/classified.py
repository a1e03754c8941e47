"""Which class each part of a structured result has: a small tree laid over the JSON value.

`Origin` covers everything below it; `Fields`, `Each` and `Items` descend. A part that the tree does
not reach is `UNKNOWN`, the highest class, so a forgotten field is withheld rather than shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ostiary.classes import Origin


@dataclass(frozen=True, slots=True)
class Fields:
    """An object: the classes of its members by name."""

    of: "Mapping[str, Classes]"


@dataclass(frozen=True, slots=True)
class Each:
    """An array whose elements all have the same classes."""

    of: "Classes"


@dataclass(frozen=True, slots=True)
class Items:
    """An array with a class for each position, such as one row of a table."""

    of: "Sequence[Classes]"


Classes: TypeAlias = Origin | Fields | Each | Items
