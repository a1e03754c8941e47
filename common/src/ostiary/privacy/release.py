"""What leaves of a result: values above the clearance are withheld, the rest stays as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from ostiary.classes import UNKNOWN, DataClass, Origin
from ostiary.privacy.classified import Classes, Each, Fields, Items

WITHHELD = "[withheld]"
"""Stands for every withheld value, whatever its type and whether or not it was null, so that its
presence says nothing about what it stands for."""


@dataclass(slots=True)
class Released:
    """A result as it may leave.

    Args:
        value: The JSON value.
        data_class: The highest class of what is still in it.
        withheld: How many values were withheld, by class.
        shown: How many values are still in it, by class.
    """

    value: Any
    data_class: DataClass = DataClass.PUBLIC
    withheld: dict[str, int] = field(default_factory=dict[str, int])
    shown: dict[str, int] = field(default_factory=dict[str, int])


def release(value: Any, classes: Classes, clearance: DataClass) -> Released:
    """Return `value` with everything withheld whose class exceeds `clearance`.

    An object or array that is withheld as a whole becomes one mark, so that neither its keys nor
    its length are told; a member that `Fields` does not name is left out, key and all.

    Args:
        value: A JSON value.
        classes: What is known of its parts; a part that is not covered has the highest class.
        clearance: The highest class that may leave in the clear.
    """
    released = Released(None)
    released.value = _walk(value, classes, clearance, released)
    return released


def _walk(value: Any, classes: Classes, clearance: DataClass, released: Released) -> Any:
    if isinstance(classes, Origin):
        return _whole(value, classes, clearance, released)
    if isinstance(value, Mapping) and isinstance(classes, Fields):
        members = cast("Mapping[str, Any]", value)
        for _ in members.keys() - classes.of.keys():
            _count(released.withheld, UNKNOWN)
        return {
            key: _walk(member, classes.of[key], clearance, released)
            for key, member in members.items()
            if key in classes.of
        }
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        elements = cast("Sequence[Any]", value)
        if isinstance(classes, Each):
            return [_walk(element, classes.of, clearance, released) for element in elements]
        if isinstance(classes, Items):
            padded = [*classes.of, *[UNKNOWN] * (len(elements) - len(classes.of))]
            return [
                _walk(element, part, clearance, released)
                for element, part in zip(elements, padded, strict=False)
            ]
    # The tree does not fit the value: nothing is known of it.
    return _whole(value, UNKNOWN, clearance, released)


def _whole(value: Any, origin: Origin, clearance: DataClass, released: Released) -> Any:
    if origin.data_class > clearance:
        _count(released.withheld, origin)
        return WITHHELD
    _count(released.shown, origin)
    released.data_class = max(released.data_class, origin.data_class)
    return value


def _count(counts: dict[str, int], origin: Origin) -> None:
    label = origin.data_class.label
    counts[label] = counts.get(label, 0) + 1
