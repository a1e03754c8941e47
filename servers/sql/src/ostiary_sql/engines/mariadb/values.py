"""Values of the MySQL protocol's binary rows, as JSON values; and parameters for it.

Source: MariaDB, "Resultset Row", binary; "COM_STMT_EXECUTE".
"""

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ostiary_sql.engines.base import Cell, Scalar
from ostiary_sql.engines.cell import MAX_CELL_BYTES, cut_cell, integer_cell, real_cell, text_cell
from ostiary_sql.engines.mariadb.packets import LostError, Packet

_BINARY = 63
"""The character set of what is no text."""

_UNSIGNED = 32

_INTEGERS = {1: 1, 2: 2, 3: 4, 8: 8, 9: 4, 13: 2}
"""Sizes of integers by type: tiny, short, long, longlong, int24, year."""

_FLOAT, _DOUBLE, _NULL, _TIMESTAMP, _DATE, _TIME, _DATETIME, _BIT = 4, 5, 6, 7, 10, 11, 12, 16
_JSON, _DECIMAL, _OLD_DECIMAL = 245, 246, 0
_TINY, _LONGLONG, _VAR_STRING = 1, 8, 253

_NAMES = {
    0: "decimal", 1: "tinyint", 2: "smallint", 3: "int", 4: "float", 5: "double", 7: "timestamp",
    8: "bigint", 9: "mediumint", 10: "date", 11: "time", 12: "datetime", 13: "year", 16: "bit",
    245: "json", 246: "decimal", 247: "enum", 248: "set", 255: "geometry",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A result column as the server describes it.

    Args:
        name: Its name.
        schema: The database of the table that it copies a column of; empty where it copies none,
            or where the server does not say.
        table: That table; also a derived one's alias.
        column: That column.
        type: The protocol's number of its type.
        charset: Its character set.
        flags: Whether it is unsigned, among others.
        decimals: Digits after the point.
    """

    name: str
    schema: str
    table: str
    column: str
    type: int
    charset: int
    flags: int
    decimals: int

    @property
    def type_name(self) -> str:
        """The name of its type."""
        if self.type in _NAMES:
            return _NAMES[self.type]
        return "blob" if self.charset == _BINARY and self.type != _NULL else "text"


Decode = Callable[[Packet], Cell]


def decoder(column: ResultColumn) -> Decode:
    """Return what reads a value of `column`, which is not NULL, from a row."""
    kind = column.type
    if kind in _INTEGERS:
        size, is_signed = _INTEGERS[kind], not column.flags & _UNSIGNED
        return lambda row: integer_cell(int.from_bytes(row.take(size), "little", signed=is_signed))
    if kind == _DOUBLE:
        return lambda row: real_cell(struct.unpack("<d", row.take(8))[0])
    if kind == _FLOAT:
        return lambda row: _single(row.take(4))
    if kind in (_DATE, _DATETIME, _TIMESTAMP):
        return lambda row: _date(row.text(), column)
    if kind == _TIME:
        return lambda row: _time(row.text(), column.decimals)
    if kind == _BIT:
        return lambda row: integer_cell(int.from_bytes(row.text(), "big"))
    if kind in (_JSON, _DECIMAL, _OLD_DECIMAL) or column.charset != _BINARY:
        return _text
    return _binary


def _text(row: Packet) -> Cell:
    size = row.number()
    if size > MAX_CELL_BYTES:
        row.skip(size)
        return cut_cell("text")
    return text_cell(row.take(size).decode("utf-8", "replace"))


def _binary(row: Packet) -> Cell:
    size = row.number()
    if size > MAX_CELL_BYTES // 2:
        row.skip(size)
        return cut_cell("binary data")
    return f"\\x{row.take(size).hex()}"


def _single(value: bytes) -> Cell:
    """Return a single-precision number with as few digits as tell it apart from its neighbours."""
    (number,) = struct.unpack("<f", value)
    for digits in range(6, 9):
        short = float(f"{number:.{digits}g}")
        if struct.pack("<f", short) == value:
            return real_cell(short)
    return real_cell(number)


def _date(value: bytes, column: ResultColumn) -> str:
    # Trailing zeros are left out, down to nothing for 0000-00-00.
    year, month, day, hour, minute, second, micros = struct.unpack(
        "<HBBBBBI", value.ljust(11, b"\0")
    )
    date = f"{year:04}-{month:02}-{day:02}"
    if column.type == _DATE:
        return date
    return f"{date} {hour:02}:{minute:02}:{second:02}{_fraction(micros, column.decimals)}"


def _time(value: bytes, decimals: int) -> str:
    negative, days, hour, minute, second, micros = struct.unpack("<BIBBBI", value.ljust(12, b"\0"))
    sign = "-" if negative else ""
    fraction = _fraction(micros, decimals)
    return f"{sign}{days * 24 + hour:02}:{minute:02}:{second:02}{fraction}"


def _fraction(micros: int, decimals: int) -> str:
    return f".{micros:06}"[: decimals + 1] if 0 < decimals <= 6 else ""


def bound(values: Sequence[Scalar]) -> bytes:
    """Return parameters as `COM_STMT_EXECUTE` carries them.

    A number is of the type that it would be of, if it stood in the statement.

    Raises:
        UnicodeEncodeError: A text holds half of a character.
    """
    if not values:
        return b""
    nulls = sum(1 << number for number, value in enumerate(values) if value is None)
    pairs = [_bound(value) for value in values]
    types = b"".join(struct.pack("<H", kind) for kind, _ in pairs)
    mask = nulls.to_bytes((len(values) + 7) // 8, "little")
    return mask + b"\1" + types + b"".join(data for _, data in pairs)


def _bound(value: Scalar) -> tuple[int, bytes]:
    if value is None:
        return _NULL, b""
    if isinstance(value, bool):
        return _TINY, bytes([value])
    if isinstance(value, int):
        return _LONGLONG, value.to_bytes(8, "little", signed=True)
    if isinstance(value, float):
        text = repr(value)
        if "e" in text:
            return _DOUBLE, struct.pack("<d", value)
        return _DECIMAL, _string(text.encode())
    return _VAR_STRING, _string(value.encode())


def _string(value: bytes) -> bytes:
    if len(value) < 0xFB:
        return bytes([len(value)]) + value
    return b"\xfe" + struct.pack("<Q", len(value)) + value


def cells(row: Packet, decoders: Sequence[Decode]) -> list[Cell]:
    """Return the values of a binary row, whose first byte has been read.

    Raises:
        LostError: It is no such row.
    """
    # Two bits are left free at its beginning.
    nulls = int.from_bytes(row.take((len(decoders) + 9) // 8), "little") >> 2
    found: list[Cell] = []
    for decode in decoders:
        found.append(None if nulls & 1 else decode(row))
        nulls >>= 1
    if not row.is_at_end:
        raise LostError
    return found
