"""Names as SQLite compares them. Standard library only: the worker imports this file."""

from string import ascii_lowercase, ascii_uppercase

_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)


def fold(name: str) -> str:
    """Return `name` with A to Z in lower case and everything else as it is.

    Unicode's own folding would take a Kelvin sign for a k, and so two names for one.
    """
    return name.translate(_LOWER)
