"""PostgreSQL's values, in its own text format, as JSON values."""

from psycopg.postgres import types

from ostiary_sql.engines.base import Scalar
from ostiary_sql.engines.cell import (
    MAX_CELL_BYTES,
    Cell,
    cut_cell,
    integer_cell,
    real_cell,
    text_cell,
)

_BOOL, _BYTEA, _TEXT, _NUMERIC = 16, 17, 25, 1700
_INTEGERS = frozenset({20, 21, 23, 26})
_REALS = frozenset({700, 701})

CUT_CHARACTERS = MAX_CELL_BYTES + 1
"""How much of a long value the server is asked for: enough to see that it is too long."""

CUT_BYTES = MAX_CELL_BYTES // 2
"""The same of binary data, of which a byte becomes two characters."""


class Decoder:
    """Makes cells of the values of one column.

    Args:
        oid: Its type.
    """

    def __init__(self, oid: int) -> None:
        self._oid = oid

    def cell(self, value: bytes | None) -> Cell:
        """Return `value` as a JSON value; everything that JSON lacks is a string.

        Booleans are booleans; numbers are numbers as far as a double holds them, decimals strings.
        """
        if value is None:
            return None
        if self._oid in _INTEGERS:
            return integer_cell(int(value))
        if self._oid == _BOOL:
            return value == b"t"
        if self._oid in _REALS:
            return real_cell(float(value))
        # Bytes that are no UTF-8 are stored where a database has no encoding.
        text = value.decode("utf-8", "replace")
        if self._oid == _BYTEA and len(text) > 2 * CUT_BYTES:
            return cut_cell("binary data")
        if len(text) >= CUT_CHARACTERS:
            return cut_cell("text")
        return text_cell(text)


def type_name(oid: int) -> str:
    """Return the name of a type of PostgreSQL's own; empty for others."""
    info = types.get(oid)
    if info is None:
        return ""
    name = info.regtype or info.name
    return f"{name}[]" if info.array_oid == oid else name


def bound(value: Scalar) -> tuple[bytes | None, int]:
    """Return a parameter's value in the text format, and its type; 0 where the server decides.

    A number is of the type that it would be of, if it stood in the statement.

    Raises:
        ValueError: PostgreSQL has no such value.
    """
    if value is None:
        return None, 0
    if isinstance(value, bool):
        return (b"t" if value else b"f"), _BOOL
    if isinstance(value, int):
        return str(value).encode(), 23 if -(2**31) <= value < 2**31 else 20
    if isinstance(value, float):
        return repr(value).encode(), _NUMERIC
    if "\0" in value:
        raise ValueError("text cannot hold NUL")
    return value.encode(), 0
