"""The text that runs: the examined statement, as it is, as the source of one page of its rows.

    SELECT q.c1, pg_catalog.left(q.c2::pg_catalog.text, 16385)
    FROM (
    <statement>
    ) AS q(c1, c2) LIMIT 201 OFFSET 0

The server then sends no value that is longer than what is shown, however long it is stored: neither
it nor we hold rows of any size in memory. In parentheses only a query can stand: no other command,
no INTO, and no WITH that writes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ostiary_sql.engines.postgres.values import CUT_BYTES, CUT_CHARACTERS

_BYTEA, _BPCHAR, _VARCHAR, _NUMERIC = 17, 1042, 1043, 1700

_SHORT = frozenset({
    16, 18, 19, 20, 21, 23, 26, 27, 28, 29, 700, 701, 790, 829, 774, 869, 650,
    1082, 1083, 1114, 1184, 1186, 1266, 2950,
})  # fmt: skip
"""Types whose text is short: numbers, dates and times, uuid, network addresses, names."""

_TYPMOD_HEADER = 4
_SHORT_CHARACTERS = 4096


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A result column as the server describes it.

    Args:
        name: Its name.
        type: Its type's object identifier.
        modifier: Of its type, such as the length of a varchar; -1 for none.
        table: The object identifier of the relation that it copies a column of; 0 for none.
        number: Of that column, from 1.
    """

    name: str
    type: int
    modifier: int
    table: int
    number: int


def page_of(sql: str, columns: Sequence[ResultColumn], max_rows: int, skip_rows: int) -> str:
    """Return the text that yields a page of a statement's rows, and one more if there is one.

    Args:
        sql: One statement, without a semicolon at its end.
        columns: Its result columns.
        max_rows: Rows of a page.
        skip_rows: Rows before it.
    """
    names = [f"c{number}" for number in range(1, len(columns) + 1)]
    shown = ", ".join(
        shown_as(f"q.{name}", column) for name, column in zip(names, columns, strict=True)
    )
    # On lines of its own: a comment at its end would take what follows with it.
    listed = f"({', '.join(names)})" if names else ""
    return (
        f"SELECT {shown} FROM (\n{sql}\n) AS q{listed}"  # noqa: S608 - examined, and parsed alone before
        f" LIMIT {max_rows + 1} OFFSET {skip_rows}"
    )


def shown_as(name: str, column: ResultColumn) -> str:
    """Return what yields as much of the column `name` as is shown."""
    if column.type in _SHORT or _is_bounded(column):
        return name
    if column.type == _BYTEA:
        return f"pg_catalog.substring({name}, 1, {CUT_BYTES + 1})"
    text = f"{name}::pg_catalog.text"
    if column.type == _BPCHAR:
        # The cast would take its blanks away.
        text = f"CASE WHEN {name} IS NOT NULL THEN pg_catalog.concat({name}) END"
    return f"pg_catalog.left({text}, {CUT_CHARACTERS})"


def _is_bounded(column: ResultColumn) -> bool:
    if column.modifier < _TYPMOD_HEADER:
        return False
    length = column.modifier - _TYPMOD_HEADER
    return column.type == _NUMERIC or (
        column.type in (_BPCHAR, _VARCHAR) and length <= _SHORT_CHARACTERS
    )
