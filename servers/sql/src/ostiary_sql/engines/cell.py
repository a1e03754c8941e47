"""Database values as JSON values, and how many fit: nothing lost without a word.

What every engine shares. Standard library only: SQLite's worker imports this file.
"""

import math
from collections.abc import Sequence
from typing import TypeAlias

MAX_CELL_BYTES = 16 * 1024
MAX_EXACT = 2**53
"""Integers beyond this are not exact in JSON readers that use doubles: they become strings."""

CLOSE_CELL_BYTES = 64
"""What a cell of a closely held column counts, whatever it holds: where the byte cap falls must not
tell how long withheld values are."""

Cell: TypeAlias = bool | int | float | str | None


def text_cell(value: str) -> Cell:
    """Return `value`, or what stands for it where it is longer than 16 KiB."""
    # Four bytes a character at most: the exact length is only worked out near the cap.
    if len(value) * 4 > MAX_CELL_BYTES and len(value.encode()) > MAX_CELL_BYTES:
        return f"[text of {len(value)} characters, too long to show; take a part with substr]"
    return value


def cut_cell(what: str) -> Cell:
    """Return what stands for a value that is so long that not all of it was fetched."""
    return (
        f"[{what} of more than {MAX_CELL_BYTES} bytes, too long to show; take a part with substr]"
    )


def integer_cell(value: int) -> Cell:
    """Return `value`, as a string where a double cannot hold it."""
    return value if -MAX_EXACT <= value <= MAX_EXACT else str(value)


def real_cell(value: float) -> Cell:
    """Return `value`; infinities and what is no number as `inf`, `-inf` and `nan`."""
    return value if math.isfinite(value) else str(value)


def blob_cell(size_bytes: int) -> Cell:
    """Return what stands for binary data."""
    return f"[blob of {size_bytes} bytes]"


def cell_bytes(cell: Cell) -> int:
    """Return about how many bytes `cell` takes in the result."""
    return len(cell.encode()) + 2 if isinstance(cell, str) else 8


class FirstRowTooLargeError(Exception):
    """Not even one row fits."""


class Page:
    """The rows of a result that fit into it.

    Args:
        closes: For each column whether it is closely held.
        max_rows: Most rows.
        max_bytes: Most bytes, about.
        skip_rows: Rows to leave out at the beginning.
    """

    def __init__(
        self, closes: Sequence[bool], max_rows: int, max_bytes: int, skip_rows: int
    ) -> None:
        self.rows: list[list[Cell]] = []
        self.is_truncated = False
        self._closes = closes
        self._max_rows = max_rows
        self._left_bytes = max_bytes
        self._left_out = skip_rows

    def skips(self) -> bool:
        """Return whether the next row is one to leave out; it counts as left out then."""
        if not self._left_out:
            return False
        self._left_out -= 1
        return True

    def takes(self, cells: list[Cell]) -> bool:
        """Add a row; return False, once and for all, where there is no room for it.

        Raises:
            FirstRowTooLargeError: It is the first one.
        """
        if len(self.rows) == self._max_rows:
            self.is_truncated = True
            return False
        self._left_bytes -= sum(
            CLOSE_CELL_BYTES if close else cell_bytes(cell)
            for cell, close in zip(cells, self._closes, strict=True)
        )
        if self._left_bytes < 0:
            if not self.rows:
                raise FirstRowTooLargeError
            self.is_truncated = True
            return False
        self.rows.append(cells)
        return True
