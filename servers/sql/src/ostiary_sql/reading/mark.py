"""Where a statement names stored columns: what narrowing has to know of its text."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ostiary_sql.reading.refusal import UnreadableError

if TYPE_CHECKING:
    from ostiary_sql.catalog import Table
    from ostiary_sql.reading.scope import Named
    from ostiary_sql.reading.value import Base


@dataclass(slots=True)
class Reference:
    """A place that names a column of a table or view.

    Args:
        start: Offset of its first character.
        end: Offset behind its last character.
        name: The column's name as it is written.
        declared_type: As the schema gives it.
        origins: The columns that flow into it.
        base: The column that it is an unchanged copy of, if it is one.
        is_result: Whether it is a result column as it stands there, so that it gives it a name.
    """

    start: int
    end: int
    name: str
    declared_type: str
    origins: "frozenset[Base]"
    base: "Base | None"
    is_result: bool = False


@dataclass(frozen=True, slots=True)
class Star:
    """A place that names all columns.

    Args:
        start: Offset of its first character.
        end: Offset behind its last character.
        columns: Each column, and how to write it by itself; empty where that cannot be done.
        is_table: Whether it is written as `TABLE`.
    """

    start: int
    end: int
    columns: "tuple[tuple[Named, str], ...]"
    is_table: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A place that names the whole row of a table.

    Args:
        start: Offset of its first character.
        end: Offset behind its last character.
        name: What the statement calls the table.
        columns: The columns of the row.
        row_type: The type of such rows, in quotes; empty where they have none of their own.
    """

    start: int
    end: int
    name: str
    columns: "tuple[Named, ...]"
    row_type: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A place that opens a stored table.

    Args:
        end: Offset behind its last character, alias included.
        table: What it opens.
        has_hint: Whether it names an index to go by.
        is_plain: Whether it says that no index is to be used.
    """

    end: int
    table: "Table"
    has_hint: bool
    is_plain: bool


def opened(node: exp.Table, table: "Table") -> Opened:
    """Return the place of a table in FROM."""
    alias = node.args.get("alias")
    named = node.this if alias is None or alias.this is None else alias.this
    end = named.meta.get("end")
    if not isinstance(end, int):
        raise UnreadableError("syntax", "place")
    indexed = node.args.get("indexed")
    return Opened(end + 1, table, bool(indexed), is_plain=indexed is False)


def span(node: exp.Expr) -> tuple[int, int]:
    """Return the offsets of a column or star with its table: its start, and behind its end.

    Raises:
        UnreadableError: The parser kept no place for it.
    """
    if isinstance(node, exp.Star):
        metas = [node.meta]
    else:
        parts = ("catalog", "db", "table", "this")
        metas = [node.args[part].meta for part in parts if node.args.get(part) is not None]
    places: list[tuple[Any, Any]] = [(meta.get("start"), meta.get("end")) for meta in metas]
    start, end = places[0][0], places[-1][1]
    if not isinstance(start, int) or not isinstance(end, int):
        raise UnreadableError("syntax", "place")
    return start, end + 1
