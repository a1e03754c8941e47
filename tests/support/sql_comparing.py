"""An answer beside the database's own: cell by cell, whatever the notation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sql_business import Table
from sql_served import WITHHELD


@dataclass(frozen=True, slots=True)
class Expected:
    """A column of the database's own answer.

    Args:
        name: Its name.
        cells: Its values, in the engine's own words.
        is_ordered: Whether the order of rows is asked for.
        is_withheld: Whether it depends on what is withheld.
    """

    name: str
    cells: tuple[Any, ...]
    is_ordered: bool
    is_withheld: bool

    @property
    def is_empty(self) -> bool:
        """Whether it holds nothing: then nobody can tell what it depends on."""
        return all(cell is None for cell in self.cells)


def columns_of(own: Table, twin: Table, *, is_ordered: bool) -> list[Expected]:
    """Return the columns of an answer; what differs in the twin's depends on what is withheld."""
    found: list[Expected] = []
    for at, name in enumerate(own[0]):
        cells, other = ([row[at] for row in side] for side in (own[1], twin[1]))
        if not is_ordered:
            cells, other = sorted(cells, key=_canonical), sorted(other, key=_canonical)
        found.append(Expected(name, tuple(cells), is_ordered, cells != other))
    return found


def compared(
    result: Mapping[str, Any],
    expected: Sequence[Expected],
    hides: Callable[[object], bool],
    *,
    has_star: bool,
    has_names: bool,
) -> list[str]:
    """Return how a server's result differs from what is expected.

    Args:
        result: The server's.
        expected: The columns of the database's own.
        hides: Whether a cell tells no more of a withheld value than it may.
        has_star: Whether columns may be missing because they are withheld.
        has_names: Whether the names of both are comparable.
    """
    rows = result["rows"]
    if any(len(rows) != len(column.cells) for column in expected) or result["truncated"]:
        return [f"gave {len(rows)} rows"]
    names = [column["name"] for column in result["columns"]]
    found: list[str] = []
    place = 0
    for column in expected:
        is_here = names[place : place + 1] == [column.name]
        if not is_here and (has_names or len(names) != len(expected)):
            if not (has_star and (column.is_withheld or column.is_empty)):
                return [f"named its columns {names}"]
            continue  # a star leaves out what is withheld
        found += _compared(column, [row[place] for row in rows], hides)
        place += 1
    return found if place == len(names) else [f"named its columns {names}"]


def _compared(column: Expected, shown: list[Any], hides: Callable[[object], bool]) -> list[str]:
    if column.is_withheld or (column.is_empty and WITHHELD in shown):
        if not all(map(hides, shown)):
            return [f"column {column.name} depends on withheld values and is shown"]
        return []
    if shown and all(cell == WITHHELD for cell in shown):
        return [f"column {column.name} is withheld without need"]
    if not column.is_ordered:
        shown = sorted(shown, key=_canonical)
    for own, cell in zip(column.cells, shown, strict=True):
        if not _is_same(own, cell):
            return [f"column {column.name} holds {cell!r} for {own!r}"]
    return []


def _is_same(own: Any, shown: Any) -> bool:
    if isinstance(own, bytes) and shown == f"\\x{own.hex()}":
        return True
    if isinstance(shown, float) and isinstance(own, str) and "." in own:
        # MariaDB's text protocol rounds what its binary one does not.
        return shown == float(own) or own == f"{shown:.{len(own.partition('.')[2])}f}"
    return _canonical(own) == _canonical(shown)


def _canonical(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "1" if value else "0"
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    if text in {"t", "f"}:
        return "1" if text == "t" else "0"
    try:
        return str(Decimal(text).normalize() + 0) if text.strip() == text else text
    except InvalidOperation:
        pass
    try:
        return datetime.fromisoformat(text).isoformat(" ")
    except ValueError:
        return text
