"""The columns of a table, looked at once: most cells of a large result cost nothing but a copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ostiary.classes import Origin
from ostiary.privacy.classified import Classes, Items
from ostiary.privacy.treatment import Treatment
from ostiary.privacy.values import Values
from ostiary.privacy.withheld import WITHHELD


@dataclass(frozen=True, slots=True)
class Columns:
    """What becomes of the cells of each row.

    Args:
        width: How many columns there are.
        shown: Origins of those that are shown.
        withheld: Origins of those that are withheld.
        marked: Positions of the latter.
        treated: Positions and origins of those that are treated.
        has_subjects: Whether several of these may be about one person.
    """

    width: int
    shown: tuple[Origin, ...]
    withheld: tuple[Origin, ...]
    marked: tuple[int, ...]
    treated: tuple[tuple[int, Origin], ...]
    has_subjects: bool

    @classmethod
    def of(cls, classes: Classes, treatment: Treatment) -> "Columns | None":
        """Return the columns of rows that are all of these classes; None where they are no rows."""
        if not isinstance(classes, Items):
            return None
        origins = [each for each in classes.of if isinstance(each, Origin)]
        if len(origins) != len(classes.of):
            return None
        shown = [each for each in origins if each.data_class <= treatment.clearance]
        held = [
            (position, each)
            for position, each in enumerate(origins)
            if each.data_class > treatment.clearance
        ]
        treated = [(position, each) for position, each in held if treatment.treats(each)]
        marked = [(position, each) for position, each in held if not treatment.treats(each)]
        return cls(
            len(origins),
            tuple(shown),
            tuple(each for _, each in marked),
            tuple(position for position, _ in marked),
            tuple(treated),
            sum(bool(each.subject) for _, each in treated) > 1,
        )

    def release(self, rows: Sequence[Sequence[Any]], values: Values) -> list[list[Any]]:
        """Return what may leave of rows that are all as wide as they should be."""
        kept = [list(row) for row in rows]
        for position in self.marked:
            for row in kept:
                row[position] = WITHHELD
        # A column at a time: what is known of it is looked up once.
        waiting = [values.treat_column(kept, position, origin) for position, origin in self.treated]
        if self.has_subjects:
            subjects = [(origin.subject, origin.rank) for _, origin in self.treated]
            whole = [each for each in waiting if isinstance(each, range)]
            if len(whole) == len(waiting):
                values.link_columns(
                    (places, *subject) for places, subject in zip(whole, subjects, strict=True)
                )
                return kept
            for places in zip(*waiting, strict=True):
                values.link(
                    (place, subject, rank)
                    for place, (subject, rank) in zip(places, subjects, strict=True)
                    if place is not None
                )
        return kept
