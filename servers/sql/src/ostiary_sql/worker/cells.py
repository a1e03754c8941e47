"""Database values as JSON values: nothing lost without a word, nothing longer than its cap."""

import math
from typing import TypeAlias

MAX_CELL_BYTES = 16 * 1024
MAX_EXACT = 2**53
"""Integers beyond this are not exact in JSON readers that use doubles: they become strings."""

CLOSE_CELL_BYTES = 64
"""What a cell of a closely held column counts, whatever it holds: where the byte cap falls must not
tell how long withheld values are."""

Cell: TypeAlias = int | float | str | None


def to_cell(value: object) -> Cell:
    """Return `value`, as sqlite3 hands it out, as a JSON value."""
    if isinstance(value, str):
        # Four bytes a character at most: the exact length is only worked out near the cap.
        if len(value) * 4 > MAX_CELL_BYTES and len(value.encode()) > MAX_CELL_BYTES:
            return f"[text of {len(value)} characters, too long to show; take a part with substr]"
        return value
    if isinstance(value, int):
        return value if -MAX_EXACT <= value <= MAX_EXACT else str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, bytes):
        return f"[blob of {len(value)} bytes]"
    return None


def cell_bytes(cell: Cell) -> int:
    """Return about how many bytes `cell` takes in the result."""
    return len(cell.encode()) + 2 if isinstance(cell, str) else 8


def type_name(value: object) -> str:
    """Return SQLite's name of the storage class of `value`; empty for NULL."""
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "real"
    if isinstance(value, bytes):
        return "blob"
    return "" if value is None else "text"
