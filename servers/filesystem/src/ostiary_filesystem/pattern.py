"""Patterns that take time linear in the text, whatever they look like: RE2's.

The library has no type information; what is used of it is declared here.
"""

from typing import Any, Protocol, cast

import re2  # pyright: ignore[reportMissingTypeStubs] # it has none

from ostiary.server import InvalidInputError

_MAX_MEMORY = 8 * 1024 * 1024
_RE2: Any = cast("Any", re2)


class Match(Protocol):
    """Where a pattern was found."""

    def start(self) -> int:
        """Return where it begins."""
        ...


class Pattern(Protocol):
    """A pattern, ready to match texts, or bytes where it was made of bytes."""

    def search(self, text: Any, pos: int = 0) -> Match | None:
        """Return where it is found first, from `pos` on."""
        ...

    def fullmatch(self, text: Any) -> Match | None:
        """Return whether it is all of a text."""
        ...


def compiled(pattern: str | bytes, *, is_within_line: bool = False) -> Pattern:
    """Return a pattern.

    Args:
        pattern: RE2's syntax; bytes match bytes in UTF-8.
        is_within_line: Whether nothing in it, whatever it says, stands for an end of line.

    Raises:
        InvalidInputError: It cannot be read, or would take too much memory.
    """
    options = _RE2.Options()
    options.never_nl = is_within_line
    options.max_mem = _MAX_MEMORY
    options.log_errors = False
    try:
        return cast("Pattern", _RE2.compile(pattern, options))
    except _RE2.error:
        raise InvalidInputError(
            "The pattern cannot be read; it is RE2's syntax, without look-around or references.",
            detail="pattern",
        ) from None


def escaped(text: str) -> str:
    """Return a pattern that stands for `text` itself."""
    return cast("str", _RE2.escape(text))
