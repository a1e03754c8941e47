"""What leaves of a result: values above the clearance are withheld or treated by their kind.

In two steps, so that one transaction issues all pseudonyms of a result: `plan_release` walks the
value and says what it needs, `Planned.finish` puts it in place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from ostiary.classes import UNKNOWN, DataClass, Origin
from ostiary.privacy.classified import Classes, Each, Fields, Items
from ostiary.privacy.detect.finding import Detector
from ostiary.privacy.row import Columns
from ostiary.privacy.treatment import Treatment
from ostiary.privacy.values import Learn, Values
from ostiary.privacy.vault.asked import Asked
from ostiary.privacy.withheld import WITHHELD


@dataclass(slots=True)
class Released:
    """A result as it may leave.

    Args:
        value: The JSON value.
        data_class: The highest class of what is still in it.
        withheld: How many values were withheld, by class.
        shown: How many values are still in it, by class.
        treated: How many values were treated, by kind.
        tokens: The pseudonyms in it, in the order in which they were asked for.
    """

    value: Any
    data_class: DataClass = DataClass.PUBLIC
    withheld: dict[str, int] = field(default_factory=dict[str, int])
    shown: dict[str, int] = field(default_factory=dict[str, int])
    treated: dict[str, int] = field(default_factory=dict[str, int])
    tokens: Sequence[str] = ()


@dataclass(slots=True)
class Planned:
    """A release that waits for its pseudonyms.

    Args:
        released: As it will be, but for them.
        values: What was treated.
        root: The value in a list of its own.
    """

    released: Released
    values: Values
    root: list[Any]

    @property
    def has_text(self) -> bool:
        """Whether there is free text that has to be read before it can leave."""
        return self.values.has_text

    def read_texts(self, detector: Detector | None, learn: Learn) -> None:
        """Read it: what is found may ask for more pseudonyms.

        Args:
            detector: What finds personal values in it; None: there is none (yet), and it is
                withheld.
            learn: Told kind and text of every value of a column before the first text is read, so
                that the names of a row are found in its texts.
        """
        self.values.read_texts(detector, learn)

    @property
    def asked(self) -> list[Asked]:
        """The values that need a pseudonym."""
        return self.values.asked

    @property
    def links(self) -> list[tuple[int, int]]:
        """Which of them are about one person."""
        return self.values.links

    def finish(self, tokens: Sequence[str]) -> Released:
        """Return the release with its pseudonyms, one for each of `asked`, in place."""
        self.values.place(tokens)
        self.released.data_class = max(self.released.data_class, self.values.highest)
        self.released.value = self.root[0]
        self.released.tokens = tokens
        return self.released


def plan_release(value: Any, classes: Classes, treatment: Treatment) -> Planned:
    """Return what may leave of `value`.

    An object or array that is withheld as a whole becomes one mark, so that neither its keys nor
    its length are told; a member that `Fields` does not name is left out, key and all.

    Args:
        value: A JSON value.
        classes: What is known of its parts; a part that is not covered has the highest class.
        treatment: What becomes of what may not leave as it is.
    """
    released = Released(None)
    values = Values(treatment, released.withheld, released.treated)
    root: list[Any] = [None]
    _Walk(treatment, released, values).walk(value, classes, root, 0)
    return Planned(released, values, root)


def release(value: Any, classes: Classes, clearance: DataClass) -> Released:
    """Return `value` with everything withheld whose class exceeds `clearance`."""
    return plan_release(value, classes, Treatment(clearance)).finish(())


_Named = tuple[int, str, int]
"""Position among the values that are asked for, subject and rank."""


@dataclass(slots=True)
class _Walk:
    treatment: Treatment
    released: Released
    values: Values

    def walk(self, value: Any, classes: Classes, into: Any, key: Any) -> _Named | None:
        """Put what may leave of `value` at `key` of `into`.

        Returns:
            Where it waits for a pseudonym, if it does, and whom it is about.
        """
        if isinstance(classes, Origin):
            position = self._whole(value, classes, into, key)
            return None if position is None else (position, classes.subject, classes.rank)
        if isinstance(value, Mapping) and isinstance(classes, Fields):
            into[key] = self._members(cast("Mapping[str, Any]", value), classes.of)
        elif isinstance(value, list | tuple) and isinstance(classes, Each | Items):
            into[key] = self._elements(cast("Sequence[Any]", value), classes)
        else:
            # The tree does not fit the value: nothing is known of it.
            self._whole(value, UNKNOWN, into, key)
        return None

    def _members(self, members: Mapping[str, Any], of: Mapping[str, Classes]) -> dict[str, Any]:
        for _ in members.keys() - of.keys():
            self._count(self.released.withheld, UNKNOWN)
        kept: dict[str, Any] = {name: None for name in members if name in of}
        named = [self.walk(members[name], of[name], kept, name) for name in kept]
        self.values.link(each for each in named if each is not None)
        return kept

    def _elements(self, elements: Sequence[Any], classes: Each | Items) -> list[Any]:
        kept: list[Any] = [None] * len(elements)
        if isinstance(classes, Each):
            columns = Columns.of(classes.of, self.treatment)
            if columns is not None:
                return self._rows(elements, columns, classes.of)
            for position, element in enumerate(elements):
                self.walk(element, classes.of, kept, position)
            return kept
        padded = [*classes.of, *[UNKNOWN] * (len(elements) - len(classes.of))]
        named = [
            self.walk(element, part, kept, position)
            for position, (element, part) in enumerate(zip(elements, padded, strict=False))
        ]
        self.values.link(each for each in named if each is not None)
        return kept

    def _rows(self, rows: Sequence[Any], columns: Columns, classes: Classes) -> list[Any]:
        """Return a table: what is known of its columns is worked out once."""
        kept: list[Any] = [None] * len(rows)
        fitting = [
            position
            for position, row in enumerate(rows)
            if isinstance(row, list | tuple) and len(cast("Sequence[Any]", row)) == columns.width
        ]
        whole = columns.release([rows[position] for position in fitting], self.values)
        for position, row in zip(fitting, whole, strict=True):
            kept[position] = row
        if len(fitting) < len(rows):
            for position in set(range(len(rows))) - set(fitting):
                self.walk(rows[position], classes, kept, position)
        for origin in columns.shown if fitting else ():
            self._count(self.released.shown, origin, len(fitting))
            self.released.data_class = max(self.released.data_class, origin.data_class)
        for origin in columns.withheld:
            self._count(self.released.withheld, origin, len(fitting))
        return kept

    def _whole(self, value: Any, origin: Origin, into: Any, key: Any) -> int | None:
        if origin.data_class <= self.treatment.clearance:
            self._count(self.released.shown, origin)
            self.released.data_class = max(self.released.data_class, origin.data_class)
            into[key] = value
        elif self.treatment.treats(origin):
            return self.values.treat(value, origin, into, key)
        else:
            self._count(self.released.withheld, origin)
            into[key] = WITHHELD
        return None

    def _count(self, counts: dict[str, int], origin: Origin, number: int = 1) -> None:
        if number:
            label = origin.data_class.label
            counts[label] = counts.get(label, 0) + number
