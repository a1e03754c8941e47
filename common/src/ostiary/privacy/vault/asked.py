"""A value on its way to the vault. Apart from it, so that a result without one loads no vault."""

from typing import NamedTuple

from ostiary.classes import DataClass


class Asked(NamedTuple):
    """A value that is to get its pseudonym.

    Args:
        scope: Within what it has one, as `Scope.key` writes it.
        kind: What it is.
        text: The value as it is spelled here.
        data_class: Its class; what is found keeps the class that it was first seen with.
    """

    scope: str
    kind: str
    text: str
    data_class: DataClass = DataClass.PERSONAL
